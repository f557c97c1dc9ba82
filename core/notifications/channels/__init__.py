"""The ways a message goes out; each answers with an Outcome and raises nothing that a provider can cause."""

from core.notifications.channels.mail import send_mail
from core.notifications.channels.outcome import Outcome
from core.notifications.channels.sms import send_sms, sms_available, sms_problems
from core.notifications.models import Channel, Message

__all__ = ["Outcome", "deliver", "send_mail", "send_sms", "sms_available", "sms_problems"]


def deliver(message: Message) -> Outcome:
    """Hand the message to its channel."""
    if message.channel == Channel.EMAIL:
        return send_mail(message.address, message.subject, message.body)
    return send_sms(message.address, message.body)
