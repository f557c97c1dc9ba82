"""Facts the menu announces, inside the transaction that makes them true."""

from django.dispatch import Signal

recipe_published = Signal()  # version, by, now
dish_struck_off = Signal()  # strike, by, now
item_taken_off = Signal()  # item, still there; by, now
