"""Writing to the outbox and sending from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django_q.tasks import async_task

from core.accounts.models import User
from core.common import clock
from core.notifications import channels
from core.notifications.models import Channel, Message, MessageStatus

MAX_ATTEMPTS = 5
STALE = timedelta(minutes=2)


def queue(
    *,
    to: User,
    kind: str,
    subject: str,
    body: str,
    dedupe_key: str,
    by: User,
    now: datetime,
    language: str = "en",
    about_kind: str = "",
    about_key: str = "",
) -> Message | None:
    """Put a message to a person into the outbox, by the best channel they have; None when there is none.

    E-mail first, since it costs nothing; SMS only for a verified phone while SMS is switched on.
    The caller's transaction decides whether it is ever sent.
    """
    if to.email:
        channel, address = Channel.EMAIL, to.email
    elif to.phone and to.phone_verified and channels.sms_available():
        channel, address = Channel.SMS, str(to.phone)
    else:
        return None
    messages = Message.objects.bulk_create(
        [
            Message(
                to_user=to,
                channel=channel,
                address=address,
                language=language,
                kind=kind,
                subject=subject[:200],
                body=body,
                about_kind=about_kind,
                about_key=about_key,
                dedupe_key=dedupe_key,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    # The task row is written in the same transaction: it rolls back with it and needs no on_commit.
    async_task("core.notifications.tasks.send", dedupe_key, task_name=f"send {kind}"[:90])
    return messages[0]


def send(*, dedupe_key: str, by: User, now: datetime) -> Message | None:
    """Send one waiting message; safe to run twice: the row is claimed before the provider is called.

    An unknown outcome (the provider may have taken it) is never sent again blindly: it waits for a person.
    """
    claimed = Message.objects.filter(dedupe_key=dedupe_key, status=MessageStatus.QUEUED, attempts__lt=MAX_ATTEMPTS).update(
        attempts=F("attempts") + 1
    )
    message = Message.objects.filter(dedupe_key=dedupe_key).first()
    if not claimed or message is None:
        return message
    outcome = channels.deliver(message)
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        message.provider_id, message.error = outcome.provider_id, outcome.error[:300]
        if outcome.state == "sent":
            message.status, message.sent_at = MessageStatus.SENT, clock.now()
        elif outcome.state == "unknown":
            message.status = MessageStatus.UNKNOWN
        elif outcome.state == "refused" or message.attempts >= MAX_ATTEMPTS:
            message.status = MessageStatus.FAILED
        message.save()
    return message


def resend(*, message: Message, by: User, now: datetime) -> Message:
    """Queue a failed or uncertain message once more, because a person said so."""
    Message.objects.filter(pk=message.pk, status__in=[MessageStatus.FAILED, MessageStatus.UNKNOWN]).update(
        status=MessageStatus.QUEUED, attempts=0, error=""
    )
    async_task("core.notifications.tasks.send", message.dedupe_key, task_name=f"send {message.kind}"[:90])
    message.refresh_from_db()
    return message


def sweep(*, by: User, now: datetime) -> int:
    """Send again what waits too long (its task was lost or the provider was away); returns how many."""
    keys = list(
        Message.objects.filter(status=MessageStatus.QUEUED, created_at__lt=now - STALE)
        .order_by("created_at", "pk")
        .values_list("dedupe_key", flat=True)[:200]
    )
    for key in keys:
        send(dedupe_key=key, by=by, now=now)
    return len(keys)
