"""What is on the menu on which day, and how much of it is left."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Period, Site
from core.menu.models.dishes import Dish, DishStatus


class MenuDay(models.Model):
    """One service of one day at one site."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="menu_days", verbose_name=_("site"))
    date = models.DateField(_("day"))
    period = models.CharField(_("period"), max_length=10, choices=Period.choices)
    is_published = models.BooleanField(_("published"), default=True, help_text=_("Only published days are on sale."))
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = Tracked()

    class Meta:
        verbose_name = _("menu day")
        verbose_name_plural = _("menu days")
        constraints = [models.UniqueConstraint(fields=["site", "date", "period"], name="menu_day_once")]

    def __str__(self) -> str:
        return f"{self.get_period_display()}, {date_format(self.date, 'DAY_FORMAT')}"


class MenuItemQuerySet(models.QuerySet["MenuItem"]):
    def offered(self) -> MenuItemQuerySet:
        """Active dishes of published services; struck-off and sold-out ones are among them and say so."""
        return self.filter(menu_day__is_published=True, dish__status=DishStatus.ACTIVE)

    def on_sale(self, *, site: Site, date: object, period: str) -> MenuItemQuerySet:
        """What is offered at one service."""
        return self.offered().filter(menu_day__site=site, menu_day__date=date, menu_day__period=period)

    def with_strikes(self, *, now: datetime) -> MenuItemQuerySet:
        """Each item with `struck_until`: when its dish is back, empty when it is not struck off."""
        strikes = DishStrike.objects.filter(
            site=models.OuterRef("menu_day__site"), dish=models.OuterRef("dish"), lifted_at__isnull=True, until__gt=now
        ).order_by("-until")
        return self.annotate(struck_until=models.Subquery(strikes.values("until")[:1]))


class MenuItem(models.Model):
    """A dish on a menu day with the portions planned; `portions_sold` is only moved by conditional updates in actions."""

    menu_day = models.ForeignKey(MenuDay, on_delete=models.CASCADE, related_name="items", verbose_name=_("menu day"))
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="menu_items", verbose_name=_("dish"))
    portions_planned = models.PositiveIntegerField(_("portions planned"))
    portions_sold = models.PositiveIntegerField(_("portions sold"), default=0, editable=False)
    price_override = models.PositiveIntegerField(_("price this day, RWF"), null=True, blank=True, help_text=_("Empty: the dish's price."))

    objects = MenuItemQuerySet.as_manager()
    history = Tracked(excluded_fields=["portions_sold"])

    class Meta:
        verbose_name = _("dish of a day")
        verbose_name_plural = _("dishes of a day")
        constraints = [models.UniqueConstraint(fields=["menu_day", "dish"], name="menu_item_once")]

    def __str__(self) -> str:
        return f"{self.dish} · {self.menu_day}"

    @property
    def portions_left(self) -> int:
        return max(self.portions_planned - self.portions_sold, 0)

    @property
    def price(self) -> int:
        return self.dish.price if self.price_override is None else self.price_override


class DishStrike(models.Model):
    """A dish struck off at a site until a moment (86); lifting it early is recorded."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="strikes", verbose_name=_("site"))
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="strikes", verbose_name=_("dish"))
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("why"), max_length=200)
    struck_at = models.DateTimeField(_("struck at"))
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strikes", verbose_name=_("struck by"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    history = Tracked()

    class Meta:
        verbose_name = _("strike")
        verbose_name_plural = _("strikes")
        constraints = [models.UniqueConstraint(fields=["site", "dish"], condition=Q(lifted_at__isnull=True), name="dish_struck_once")]

    def __str__(self) -> str:
        return f"{self.dish}: {self.reason}"
