"""Menu days: which dish is on at which service, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import of
from backoffice.spreadsheets.plans import Row
from backoffice.spreadsheets.sheets import CHUNK, Keys, Sheet
from core.common.errors import RuleBroken
from core.common.models import Site
from core.menu.actions import calendar
from core.menu.models import Dish, MenuDay, MenuItem


class MenuDaySheet(Sheet):
    """One line for each dish of a service. Dishes that are not in the file stay on the menu."""

    model = MenuItem
    title = _("Menu days")
    takes = ("site", "date", "period", "dish", "portions_planned", "price_override")
    key = ("site", "date", "period", "dish")
    parent = "menu_day"
    order = ("menu_day__date", "menu_day__period", "pk")
    rehearses = True
    site = of(MenuDay, "site", via="menu_day")
    date = of(MenuDay, "date", via="menu_day")
    period = of(MenuDay, "period", via="menu_day")

    def queryset(self) -> QuerySet:
        return MenuItem.objects.select_related("menu_day")

    def candidates(self, keys: Sequence[Keys], found: QuerySet) -> Iterator[Any]:
        days = list(dict.fromkeys(key[1] for key in keys))
        for start in range(0, len(days), CHUNK):
            yield from found.filter(menu_day__date__in=days[start : start + CHUNK]).order_by("pk")

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        names = {row.values["dish"] for row in [*new, *changed]}
        dishes = {dish.key: dish for dish in Dish.objects.filter(key__in=names).order_by("pk")}
        sites = {site.key: site for site in Site.objects.order_by("pk")}
        services: dict[Keys, list[calendar.Planned]] = {}
        for row in [*new, *changed]:
            dish = dishes[row.values["dish"]]
            try:
                if row.is_new():
                    calendar.check_can_plan(dish, row.values["period"])
            except RuleBroken as broken:
                row.refuse("dish", broken.text)
                continue
            item = row.instance
            planned = calendar.Planned(
                dish=dish, portions=row.values.get("portions_planned", item.portions_planned), price_override=item.price_override
            )
            services.setdefault(self.key_of(row)[:3], []).append(planned)
        for (site, day, period), planned in services.items():
            calendar.plan(site=sites[site], day=day, period=period, dishes=planned, by=self.by, now=self.now)
