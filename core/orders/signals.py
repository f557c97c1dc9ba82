"""Facts about orders, sent inside the transaction; each with order, by and now."""

from django.dispatch import Signal

order_placed = Signal()
order_confirmed = Signal()
order_preparing = Signal()
order_ready = Signal()
order_recalled = Signal()
order_out = Signal()
order_delivered = Signal()
order_cancelled = Signal()
order_undeliverable = Signal()
order_amended = Signal()  # order with its lines changed; by, now
concerns_changed = Signal()  # concerns: raised, widened, seen or answered; by, now
overrule_changed = Signal()  # overrule: made, or agreed to by a second person; by, now
