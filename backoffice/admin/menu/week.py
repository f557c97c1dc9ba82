"""The menu of a week: days across, meals down; what is planned, sold and left, and what a plate costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.admin.pages import DeskPage
from backoffice.places import here
from core.common import clock
from core.common.models import Period, Site
from core.menu.models import MenuDay, MenuItem


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_asked(request: HttpRequest) -> date:
    """The Monday of the week that `?from=` names, or of this week."""
    try:
        return monday_of(date.fromisoformat(request.GET.get("from", "")))
    except ValueError:
        return monday_of(clock.today())


@dataclass
class Cell:
    """One service: its menu day where one is planned, and its dishes."""

    day: date
    period: str
    url: str = ""
    is_hidden: bool = False
    items: list[MenuItem] = field(default_factory=list)

    @property
    def planned(self) -> int:
        return sum(item.portions_planned for item in self.items)

    @property
    def sold(self) -> int:
        return sum(item.portions_sold for item in self.items)

    @property
    def total_cost(self) -> int:
        """Francs of the planned portions whose cost is known."""
        return sum(item.portions_planned * cost for item in self.items if (cost := cost_of(item)) is not None)

    @property
    def plates_with_cost(self) -> int:
        return sum(item.portions_planned for item in self.items if cost_of(item) is not None)

    @property
    def cost(self) -> int | None:
        """Francs of food a plate, on the average."""
        return round(self.total_cost / self.plates_with_cost) if self.plates_with_cost else None


def cost_of(item: MenuItem) -> int | None:
    recipe = getattr(item.dish, "recipe", None)
    return recipe.published.plate["cost"] if recipe and recipe.published else None


def cells_of(site: Site, days: list[date]) -> dict[tuple[date, str], Cell]:
    """Every service of the days, planned or not. Two queries."""
    add = reverse("admin:menu_menuday_add")
    cells = {
        (day, period): Cell(day, period, url=f"{add}?{urlencode({'date': day.isoformat(), 'period': period})}")
        for day in days
        for period in Period.values
    }
    week = {"site": site, "date__range": (days[0], days[-1])}
    for menu_day in MenuDay.objects.filter(**week).order_by("pk"):
        cell = cells[menu_day.date, menu_day.period]
        cell.url, cell.is_hidden = reverse("admin:menu_menuday_change", args=[menu_day.pk]), not menu_day.is_published
    items = MenuItem.objects.filter(**{f"menu_day__{name}": value for name, value in week.items()})
    for item in items.select_related("menu_day", "dish__recipe__published").order_by("dish__category__position", "dish__name_en", "pk"):
        cells[item.menu_day.date, item.menu_day.period].items.append(item)
    return cells


class MenuWeek(DeskPage):
    title = gettext_lazy("Menu calendar")
    permission_required = ("menu.view_menuday",)
    template_name = "desk/menu/week.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site, monday, today = here(self.request), week_asked(self.request), clock.today()
        sunday = monday + timedelta(days=6)
        days = [monday + timedelta(days=number) for number in range(7)]
        cells = cells_of(site, days) if site else {}
        admin = self.model_admin
        may_change = site is not None and admin.has_steer_permission(self.request)
        return super().get_context_data(**kwargs) | {
            "head": {
                "title": _("Menu, week %(number)d") % {"number": monday.isocalendar().week},
                "hint": f"{date_format(monday, 'D j M')} – {date_format(sunday, 'D j M')}" + (f" · {site.name}" if site else ""),
                "crumb": _("Menu days"),
                "crumb_url": reverse("admin:menu_menuday_changelist"),
            },
            "site": site,
            "today": today,
            "days": days,
            "meals": [(Period(period).label, [cells[day, period] for day in days]) for period in Period.values if cells],
            "totals": [(day, sum(cells[day, period].planned for period in Period.values)) for day in days if cells],
            "facts": facts(list(cells.values())),
            "gaps": [cell for cell in cells.values() if cell.day >= today and not cell.items],
            "may_change": may_change,
            "may_add": site is not None and admin.has_add_permission(self.request),
            "has_hidden": any(cell.is_hidden and cell.items for cell in cells.values()),
            "links": week_links(monday, today),
        }


def facts(cells: list[Cell]) -> dict[str, Any]:
    """The week in figures."""
    plates = sum(cell.plates_with_cost for cell in cells)
    cost = sum(cell.total_cost for cell in cells)
    return {
        "planned": sum(cell.planned for cell in cells),
        "sold": sum(cell.sold for cell in cells),
        "cost": cost,
        "plate": round(cost / plates) if plates else None,
    }


def week_links(monday: date, today: date) -> dict[str, str]:
    page = reverse("admin:menu_menuday_week")
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)
    return {
        "before": f"{page}?from={before:%Y-%m-%d}",
        "after": f"{page}?from={after:%Y-%m-%d}",
        "now": "" if monday == monday_of(today) else page,
        "copy": f"{reverse('admin:menu_menuday_copy_week')}?from={monday:%Y-%m-%d}",
        "publish": f"{reverse('admin:menu_menuday_publish_week')}?from={monday:%Y-%m-%d}",
    }
