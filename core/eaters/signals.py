"""Facts eaters announces."""

from django.dispatch import Signal

health_changed = Signal()  # eater, before (the version before, 0 for none), by, now; sent inside the transaction
