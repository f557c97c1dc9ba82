"""The one writer of order events, and of the sentence a customer gets at each step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.money import show
from core.notifications import actions as notifications
from core.orders.models import Concern, EventKind, Order, OrderEvent


def event(*, order: Order, kind: str, by: User, now: datetime, reason: str = "", **data: Any) -> OrderEvent:
    """An event of an order's timeline, not yet written."""
    return OrderEvent(order=order, kind=kind, by=by, at=now, reason=reason[:300], data=data)


def record(*, order: Order, kind: str, by: User, now: datetime, reason: str = "", **data: Any) -> OrderEvent:
    """Append one event to an order's timeline."""
    row = event(order=order, kind=kind, by=by, now=now, reason=reason, **data)
    row.save(force_insert=True)
    return row


def message_rows(*, order: Order, kind: str, by: User, now: datetime) -> list[Model]:
    """The step's message for the payer, not yet written."""
    with translation.override(order.language):
        return notifications.message_rows(**_message(order, kind, ""), by=by, now=now)


def tell_payer(*, order: Order, kind: str, by: User, now: datetime, reason: str = "") -> None:
    """Put the step's message for the payer into the outbox, in the order's language, once per step and reason."""
    with translation.override(order.language):
        notifications.queue(**_message(order, kind, reason), by=by, now=now)


def tell_concerns(*, concerns: Sequence[Concern], by: User, now: datetime) -> None:
    """Write that something changed for these lines into their orders' timelines and tell the payers; no health fact in either."""
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=row.line.order, kind=EventKind.CONCERN, by=by, at=now, reason="", data={"dish": row.line.name_en, "cause": row.cause}
        )
        for row in concerns
    )
    for row in concerns:
        order = row.line.order
        with translation.override(order.language):
            facts = {
                "number": order.number,
                "dish": row.line.name,
                "link": f"{settings.SITE_URL}/orders/{order.number}/",
                "phone": order.site.phone,
            }
            subject = _("%(dish)s in order %(number)s: something has changed") % facts
            body = _(
                "Something changed for %(dish)s after you ordered. Please look at your order and choose: another dish, without it, "
                "or cancel.\n%(link)s\n\nQuestions: call %(phone)s."
            )
            notifications.queue(
                to=order.payer,
                kind="order_concern",
                subject=subject,
                body=body % facts,
                dedupe_key=f"concern:{row.pk}",
                by=by,
                now=now,
                language=order.language,
                about_kind="order",
                about_key=order.number,
            )


def _message(order: Order, kind: str, reason: str) -> dict[str, Any]:
    subject, body = _words(order, kind, reason)
    return {
        "to": order.payer,
        "kind": f"order_{kind}",
        "subject": subject,
        "body": body,
        "dedupe_key": f"order:{order.number}:{kind}",
        "language": order.language,
        "about_kind": "order",
        "about_key": order.number,
    }


def _words(order: Order, kind: str, reason: str) -> tuple[str, str]:
    facts = {
        "number": order.number,
        "total": show(order.total),
        "window": order.slot.window,
        "place": order.destination,
        "phone": order.site.phone,
        "reason": reason,
    }
    sentences = {
        EventKind.PLACED: (_("Order %(number)s is with us"), _("We have your order for %(window)s to %(place)s. To pay: RWF %(total)s.")),
        EventKind.CONFIRMED: (_("Order %(number)s is confirmed"), _("The kitchen has your order. It comes at %(window)s to %(place)s.")),
        EventKind.OUT: (_("Order %(number)s is on the way"), _("Your meal is on the way to %(place)s. To pay: RWF %(total)s.")),
        EventKind.DELIVERED: (_("Order %(number)s was handed over"), _("Your meal was handed over at %(place)s. Good appetite.")),
        EventKind.CANCELLED: (_("Order %(number)s is cancelled"), _("Your order is cancelled: %(reason)s. You owe nothing for it.")),
        EventKind.UNDELIVERABLE: (_("Order %(number)s could not be handed over"), _("We could not hand over your meal: %(reason)s.")),
    }
    subject, body = sentences[kind]
    closing = _("Questions: call %(phone)s and say the number %(number)s.")
    return subject % facts, f"{body % facts}\n\n{closing % facts}\n"
