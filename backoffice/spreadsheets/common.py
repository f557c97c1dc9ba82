"""Sites."""

from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.sheets import Sheet
from core.common.models import Site

NAMES = ("key", "name_en", "name_rw", "name_fr")


class SiteSheet(Sheet):
    model = Site
    title = _("Sites")
    takes = (*NAMES, "town", "phone", "currency", "vat_percent", "late_after_minutes", "undo_seconds", "is_active")
