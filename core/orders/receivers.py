"""What orders does when it hears of the menu and of eaters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django_q.tasks import async_task

from core.accounts.models import User
from core.eaters.signals import health_changed
from core.menu.models import MenuItem
from core.menu.signals import item_taken_off, recipe_published
from core.orders.actions import carts
from core.orders.models import Cause, Order


@receiver(item_taken_off)
def tell_baskets(sender: type, *, item: MenuItem, by: User, now: datetime, **_more: Any) -> None:
    """The lines go with the dish; whoever had it in the basket is told."""
    carts.lose(item=item, by=by, now=now)


@receiver(recipe_published)
def judge_after_recipe(sender: type, **_facts: Any) -> None:
    _judge_again(Cause.RECIPE)


@receiver(health_changed)
def judge_after_health(sender: type, **_facts: Any) -> None:
    _judge_again(Cause.HEALTH)


def _judge_again(cause: str) -> None:
    """The task is a row of the same transaction: it runs after the commit, or never. Without open orders there is nothing to judge."""
    if Order.objects.open().exists():
        async_task("core.orders.tasks.rejudge", cause, task_name=f"judge open orders again: {cause}")
