"""E-mail through Django's backend."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage

from core.notifications.channels.outcome import Outcome


def send_mail(address: str, subject: str, body: str) -> Outcome:
    """Send one letter. A broken line means once more: a letter twice is better than none."""
    try:
        EmailMessage(subject=subject, body=body, to=[address]).send()
    except smtplib.SMTPRecipientsRefused as error:
        return Outcome("refused", error=str(error))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("retry", error=str(error) or type(error).__name__)
    return Outcome("sent")
