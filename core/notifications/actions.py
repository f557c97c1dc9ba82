"""Writing to the outbox and sending from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Model
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task

from core.accounts.models import User
from core.common.history import present
from core.notifications import channels
from core.notifications.models import Channel, Message, MessageStatus

MAX_ATTEMPTS = 5
STALE = timedelta(minutes=2)
AT_ONCE = 200
IN_FLIGHT = "on its way"


def message_rows(
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
) -> list[Model]:
    """A message to a person by the best channel they have and the task that sends it, not yet written; empty when there is none.

    E-mail first, since it costs nothing (`User.email` holds proven addresses only); SMS only to a proven phone while SMS is on.
    What is written down afterwards (`acting(at=…)`) was told then: it is kept as sent, and nobody hears of it now.
    """
    is_past = present().at is not None
    if to.email:
        channel, address = Channel.EMAIL, to.email
    elif to.phone and to.phone_verified and channels.sms_available():
        channel, address = Channel.SMS, str(to.phone)
    else:
        return []
    message = Message(
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
        status=MessageStatus.SENT if is_past else MessageStatus.QUEUED,
        sent_at=now if is_past else None,
        attempts=1 if is_past else 0,
    )
    return [message] if is_past else [message, _task(dedupe_key, kind, now)]


def queue(*, to: User, kind: str, subject: str, body: str, dedupe_key: str, by: User, now: datetime, **about: str) -> bool:
    """Put a message into the outbox, unless its key stands there; false when the person has no channel. As `message_rows` says.

    The caller's transaction decides whether it is ever sent.
    """
    rows = message_rows(to=to, kind=kind, subject=subject, body=body, dedupe_key=dedupe_key, by=by, now=now, **about)
    if not rows:
        return False
    message, *tasks = rows
    Message.objects.bulk_create([message], ignore_conflicts=True)
    for task in tasks:
        task.save()
    return True


def send(*, dedupe_key: str, by: User, now: datetime) -> Message | None:
    """Send one waiting message; safe to run twice and at once: the row is claimed before the provider is called.

    A claimed row counts as "to check" until its outcome is known, so that a process killed meanwhile leaves no SMS that is sent
    again blindly: an unknown outcome waits for a person.
    """
    claimed = Message.objects.filter(dedupe_key=dedupe_key, status=MessageStatus.QUEUED, attempts__lt=MAX_ATTEMPTS).update(
        status=MessageStatus.UNKNOWN, attempts=F("attempts") + 1, error=IN_FLIGHT
    )
    message = Message.objects.filter(dedupe_key=dedupe_key).first()
    if not claimed or message is None:
        return message
    outcome = channels.deliver(message)
    message.provider_id, message.error = outcome.provider_id, outcome.error[:300]
    if outcome.state == "sent":
        message.status, message.sent_at = MessageStatus.SENT, now
    elif outcome.state == "unknown":
        message.status = MessageStatus.UNKNOWN
    elif outcome.state == "refused" or message.attempts >= MAX_ATTEMPTS:
        message.status = MessageStatus.FAILED
    else:
        message.status = MessageStatus.QUEUED
    message.save(update_fields=["status", "sent_at", "provider_id", "error"])
    return message


def resend(*, message: Message, by: User, now: datetime) -> Message:
    """Queue a failed or uncertain message once more, because a person said so."""
    Message.objects.filter(pk=message.pk, status__in=[MessageStatus.FAILED, MessageStatus.UNKNOWN]).update(
        status=MessageStatus.QUEUED, attempts=0, error=""
    )
    _hand_to_worker(message.dedupe_key, message.kind, now)
    message.refresh_from_db()
    return message


def sweep(*, by: User, now: datetime) -> int:
    """Hand to the worker again what waits too long (its task was lost or the provider was away); returns how many.

    A letter whose sender was killed is among them, since twice is better than never; an SMS is not.
    """
    late = Message.objects.filter(created_at__lt=now - STALE)
    late.filter(channel=Channel.EMAIL, status=MessageStatus.UNKNOWN, error=IN_FLIGHT).update(status=MessageStatus.QUEUED)
    waiting = late.filter(status=MessageStatus.QUEUED).order_by("created_at", "pk")
    rows = list(waiting.values_list("dedupe_key", "kind")[:AT_ONCE])
    for key, kind in rows:
        _hand_to_worker(key, kind, now)
    return len(rows)


class _Unwritten(ORM):
    """The worker's queue with its rows kept back, to be written with others."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now
        self.rows: list[OrmQ] = []

    def enqueue(self, task: str) -> int:
        self.rows.append(OrmQ(key=self.list_key, payload=task, lock=self.now))
        return len(self.rows)


def _task(dedupe_key: str, kind: str, now: datetime) -> OrmQ:
    """The worker's task that sends a message. As a row of the same transaction it rolls back with it and needs no on_commit."""
    queue = _Unwritten(now)
    async_task("core.notifications.tasks.send", dedupe_key, task_name=f"send {kind}"[:90], broker=queue)
    return queue.rows[0]


def _hand_to_worker(dedupe_key: str, kind: str, now: datetime) -> None:
    _task(dedupe_key, kind, now).save()
