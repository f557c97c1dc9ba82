"""Facts the kitchen announces, inside the transaction; each with ticket, by and now."""

from django.dispatch import Signal

ticket_changed = Signal()
