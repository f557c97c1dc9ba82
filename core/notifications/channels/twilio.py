"""SMS through Twilio's own client. It has no key against sending twice, so what may have been taken is never sent again blindly."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.notifications.channels.outcome import Outcome

NEEDED = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
CONNECT_SECONDS, READ_SECONDS = 1.0, 5.0

# What Twilio answers to a POST, in words. https://www.twilio.com/docs/api/errors
REFUSALS = {
    21211: _("This is no phone number."),
    21408: _("Twilio's account may not send to this country."),
    21610: _("This phone has opted out of our messages."),
    21612: _("Twilio cannot reach this phone from our sender."),
    21614: _("This is not a mobile phone."),
}
LATER = {
    20003: _("Twilio does not accept the account's keys. Look at TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."),
    20429: _("Twilio asks to slow down."),
    429: _("Twilio asks to slow down."),
}


def missing() -> list[str]:
    """The names of settings without which nothing can be sent."""
    return [name for name in NEEDED if not getattr(settings, name, "")]


def send(address: str, text: str) -> Outcome:
    """Send one SMS; anything Twilio or the line to it can do ends in an Outcome."""
    if names := missing():
        return Outcome("retry", error=f"{', '.join(names)}: not set")
    # Half a second to import, so only where SMS are sent.
    import requests
    from twilio.base.exceptions import TwilioRestException

    try:
        sent = _client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_API_URL).messages.create(
            to=address, body=text, **_sender(settings.TWILIO_FROM)
        )
    except TwilioRestException as error:
        return _refused(error.code or error.status, error.status, error.msg)
    except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
        return Outcome("retry", error=type(error).__name__)
    except requests.ConnectionError as error:
        return Outcome("retry" if _never_connected(error) else "unknown", error=type(error).__name__)
    except (requests.RequestException, ValueError) as error:
        # Cut off while answering, or an answer that cannot be read.
        return Outcome("unknown", error=type(error).__name__)
    return Outcome("sent", provider_id=sent.sid or "")


def _refused(code: int, status: int, text: str) -> Outcome:
    if code in LATER or status == 429:
        return Outcome("retry", error=f"{code}: {LATER.get(code, LATER[429])}")
    if status >= 500:
        return Outcome("unknown", error=f"{code}: {text}")
    return Outcome("refused", error=f"{code}: {REFUSALS.get(code, text)}")


def _sender(name: str) -> dict[str, str]:
    return {"messaging_service_sid": name} if name.startswith("MG") else {"from_": name}


def _never_connected(error: Any) -> bool:
    from urllib3.exceptions import NewConnectionError

    return isinstance(getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError)


@cache
def _client(sid: str, token: str, url: str) -> Any:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    # No kept connections: one that went stale would look like an SMS that may have been taken.
    http = TwilioHttpClient(pool_connections=False)
    # Its argument takes one number; requests takes one for the connection and one for the answer.
    http.timeout = (CONNECT_SECONDS, READ_SECONDS)
    client = Client(sid, token, http_client=http)
    if url:
        client.api.base_url = url
    return client
