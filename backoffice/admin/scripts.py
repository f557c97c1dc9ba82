"""Django's admin scripts, without the third of their weight that no page here uses."""

from django.forms import Media

# Scripts that write a slug while a name is typed: 50 KB compressed.
FOR_SLUGS = ("admin/js/vendor/xregexp/xregexp", "admin/js/urlify.js", "admin/js/prepopulate.js")
WHOLE, MINIFIED = "admin/js/vendor/select2/select2.full.js", "admin/js/vendor/select2/select2.full.min.js"


def lightened(media: Media, *, writes_slugs: bool = False) -> Media:
    """The same page with the minified select2, once, and with the slug scripts only where a form writes slugs."""
    js = [MINIFIED if path == WHOLE else path for path in media._js]
    kept = [path for path in dict.fromkeys(js) if writes_slugs or not str(path).startswith(FOR_SLUGS)]
    return Media(css=media._css, js=kept)
