"""Any phone photo becomes a light WebP; what is not a photo is refused with the limit in words."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.common.errors import RuleBroken

MAX_UPLOAD = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
PHOTO_BYTES, PHOTO_SIDE = 200 * 1024, 1600
THUMBNAIL_BYTES, THUMBNAIL_SIDE = 12 * 1024, 320
FORMATS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}


class BadPhoto(RuleBroken):
    """The file is not a photo we take."""

    code = "bad_photo"


@dataclass(frozen=True)
class Prepared:
    photo: bytes
    thumbnail: bytes


def prepare(content: bytes) -> Prepared:
    """The photo (≤ 200 KB) and its thumbnail (≤ 12 KB) as WebP, upright, without EXIF.

    :raises BadPhoto: over 12 MB, over 50 megapixels, not JPEG, PNG or WebP by its first bytes, or damaged.
    """
    check_size(len(content))
    if not content.startswith(tuple(FORMATS.values())):
        raise BadPhoto(_("This file is not a photo. Choose a JPEG, PNG or WebP file."), field="photo")
    try:
        image = Image.open(io.BytesIO(content), formats=list(FORMATS))
        if image.width * image.height > MAX_PIXELS:
            raise BadPhoto(_("The photo has too many pixels; the limit is 50 megapixels."), field="photo")
        image = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadPhoto(_("The photo is damaged and cannot be read. Take it again or choose another."), field="photo") from error
    return Prepared(_squeeze(image, PHOTO_SIDE, PHOTO_BYTES), _squeeze(_square(image), THUMBNAIL_SIDE, THUMBNAIL_BYTES))


def check_size(size: int) -> None:
    """So that a file too large is refused before it is read.

    :raises BadPhoto: over 12 MB.
    """
    if size > MAX_UPLOAD:
        raise BadPhoto(_("The photo has %(size)d MB; the limit is 12 MB.") % {"size": size // (1024 * 1024)}, field="photo")


def _square(image: Image.Image) -> Image.Image:
    side = min(image.size)
    return ImageOps.fit(image, (side, side))


def _squeeze(image: Image.Image, side: int, limit: int) -> bytes:
    """WebP below the limit: first lower the quality, then the size."""
    while True:
        fitted = image.copy()
        fitted.thumbnail((side, side))
        for quality in (82, 70, 58, 46, 34):
            out = io.BytesIO()
            fitted.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= limit:
                return out.getvalue()
        side = int(side * 0.75)
