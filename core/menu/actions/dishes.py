"""The life of a dish and its photo."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.states import Moves
from core.menu import photos
from core.menu.models import Dish, DishStatus

MOVES = Moves(
    noun="dish",
    legal={
        DishStatus.DRAFT: (DishStatus.ACTIVE, DishStatus.ARCHIVED),
        DishStatus.ACTIVE: (DishStatus.ARCHIVED,),
        DishStatus.ARCHIVED: (DishStatus.ACTIVE,),
    },
    labels=dict(DishStatus.choices),
)


@transaction.atomic
def activate(*, dish: Dish, by: User, now: datetime, reason: str = "") -> Dish:
    """Let a dish be put on menus.

    :raises RuleBroken: when it has no published recipe: nobody could say what is in it.
    """
    dish = Dish.objects.select_for_update().get(pk=dish.pk)
    MOVES.check(dish.status, DishStatus.ACTIVE)
    recipe = getattr(dish, "recipe", None)
    if recipe is None or recipe.published_id is None:
        raise RuleBroken(
            _("%(dish)s has no published recipe. Publish one first, so that its allergens are known.") % {"dish": dish.name},
            code="no_recipe",
        )
    return _move(dish, DishStatus.ACTIVE, by, now, reason)


@transaction.atomic
def archive(*, dish: Dish, by: User, now: datetime, reason: str = "") -> Dish:
    """Take a dish off every future menu; orders that have it keep it."""
    dish = Dish.objects.select_for_update().get(pk=dish.pk)
    MOVES.check(dish.status, DishStatus.ARCHIVED)
    return _move(dish, DishStatus.ARCHIVED, by, now, reason)


def _move(dish: Dish, status: str, by: User, now: datetime, reason: str) -> Dish:
    dish.status = status
    with acting(by=by, why=reason):
        dish.save(update_fields=["status"])
    audit.record(by=by, now=now, verb=f"dish.{status}", subject=dish, reason=reason)
    return dish


@transaction.atomic
def set_photo(*, dish: Dish, content: bytes, by: User, now: datetime) -> Dish:
    """Keep a photo as WebP of at most 200 KB and a small one of at most 12 KB, turned upright, without EXIF.

    :raises core.menu.photos.BadPhoto: not a photo, too large, or too many pixels; the text says the limit.
    """
    made = photos.prepare(content)
    dish = Dish.objects.select_for_update().get(pk=dish.pk)
    stem = f"{dish.key}-{now:%Y%m%d%H%M%S}"
    dish.photo.save(f"{stem}.webp", ContentFile(made.photo), save=False)
    dish.thumbnail.save(f"{stem}-small.webp", ContentFile(made.thumbnail), save=False)
    with acting(by=by, why=_("New photo")):
        dish.save(update_fields=["photo", "thumbnail"])
    audit.record(by=by, now=now, verb="dish.photo_set", subject=dish, bytes=len(made.photo))
    return dish


@transaction.atomic
def remove_photo(*, dish: Dish, by: User, now: datetime, reason: str = "") -> Dish:
    """Go back to the drawn plate."""
    dish = Dish.objects.select_for_update().get(pk=dish.pk)
    dish.photo, dish.thumbnail = "", ""
    with acting(by=by, why=reason or _("Photo removed")):
        dish.save(update_fields=["photo", "thumbnail"])
    audit.record(by=by, now=now, verb="dish.photo_removed", subject=dish, reason=reason)
    return dish
