"""What the board's script says, in the reader's language. %(name)s is filled in by the script."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "minutes": _("%(minutes)s min"),
        "hours": _("%(hours)s h %(minutes)s"),
        "days": _("%(days)s d"),
        "live": _("live"),
        "checking": _("checking"),
        "offline": _("offline since %(time)s"),
        "signed_out": _("signed out"),
        "waiting": _("taps waiting: %(count)s"),
        "seconds": _("%(seconds)s s"),
        "new_ticket": _("New ticket %(number)s for %(place)s: %(dishes)s"),
        "new_tickets": _("New tickets: %(count)s"),
        "back_ticket": _("Ticket %(number)s is back: %(dishes)s"),
        "said_start": _("Ticket %(number)s started"),
        "said_done": _("Ticket %(number)s done. It can be taken back for %(seconds)s seconds."),
        "said_undo": _("Ticket %(number)s is as it was"),
        "gone": _("This ticket is not on the board any more."),
        "not_understood": _("The system did not take this tap. Tap again."),
        "sound_on": _("Sound is on"),
        "sound_off": _("Sound is off"),
        "panel_offline": _("No connection: this list comes when the network is back."),
    }
