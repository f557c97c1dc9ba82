"""Background work: load by id, one letter; and the sessions that ended."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from core.accounts import invitations
from core.accounts.models import User


def send_invitation(person_id: int, link: str) -> str:
    """Write to an invited person. The link is made here and kept nowhere; a failing mail server makes the queue try again."""
    person = User.objects.filter(pk=person_id, is_active=True).select_related("site").first()
    if person is None or not person.is_invited:
        return "gone"
    with translation.override(person.language):
        lines = [
            _("Hello %(name)s,") % {"name": person.get_short_name()},
            _("you have an account at Dusangire, %(site)s. Choose your password here:") % {"site": person.site or _("hospital kitchen")},
            invitations.link_for(person, link),
            _("The link works for %(days)d days and once. Tell it to nobody.") % {"days": invitations.LASTS.days},
            _("Have a phone with an authenticator app at hand: staff sign in with a second factor."),
        ]
        send_mail(_("Your account at Dusangire"), "\n\n".join(lines), None, [person.email])
    return "sent"


def forget_ended_sessions() -> None:
    """Once a day."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
