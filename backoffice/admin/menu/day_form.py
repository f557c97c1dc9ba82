"""The form of a menu day: its dishes as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from backoffice.admin.lines import Line, LinesForm
from backoffice.admin.typed import Names, TypedRow
from backoffice.templatetags import parts
from core.common.errors import RuleBroken
from core.common.models import Period
from core.menu.actions import calendar
from core.menu.models import Dish, MenuDay, MenuItem

MOST_PORTIONS, MOST_FRANCS = 9_999, 1_000_000


class ItemForm(Line):
    dish = TypedRow(label=gettext_lazy("Dish"), listed="dishes")
    portions = forms.IntegerField(
        label=gettext_lazy("Planned"), min_value=0, max_value=MOST_PORTIONS, widget=UnfoldAdminIntegerFieldWidget({"class": "amount-field"})
    )
    price = forms.IntegerField(
        label=gettext_lazy("RWF this day"),
        required=False,
        min_value=0,
        max_value=MOST_FRANCS,
        widget=UnfoldAdminIntegerFieldWidget({"class": "amount-field"}),
    )


class DayForm(LinesForm):
    line = ItemForm

    class Meta:
        model = MenuDay
        fields = ["site", "date", "period", "note"]

    def find_among(self) -> Names:
        """Active dishes, and those that stand on the day already."""
        rows = Dish.objects.active()
        if self.instance.pk:
            rows = (rows | Dish.objects.filter(menu_items__menu_day=self.instance)).distinct()
        rows = list(rows.order_by("name_en", "pk"))
        return Names(rows, {row: f"RWF {parts.money(row.price)}" for row in rows})

    def present_lines(self) -> Sequence[tuple[MenuItem, dict[str, Any]]]:
        items = self.instance.items.select_related("dish__recipe__published").order_by("dish__category__position", "dish__name_en", "pk")
        return [(item, {"dish": item.dish, "portions": item.portions_planned, "price": item.price_override}) for item in items]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        service = {name: cleaned.get(name) for name in ("site", "date", "period")}
        if all(service.values()) and MenuDay.objects.filter(**service).exists():
            words = {"meal": Period(cleaned["period"]).label, "day": date_format(cleaned["date"], "D j M")}
            self.add_error("date", _("%(meal)s of %(day)s is planned already: open it in the calendar.") % words)
        return cleaned

    def check_lines(self, cleaned: dict[str, Any]) -> None:
        """Each dish once, and a new one only when it may be planned at this meal."""
        period = cleaned.get("period") or self.instance.period
        there = {form.row.dish_id for form in self.lines.forms if form.row}
        named: set[Dish] = set()
        for line in self.lines.kept:
            dish = line.cleaned_data["dish"]
            if dish in named:
                line.add_error("dish", _("%(dish)s stands here twice.") % {"dish": dish.name})
            elif period and dish.pk not in there:
                try:
                    calendar.check_can_plan(dish, period)
                except RuleBroken as broken:
                    line.add_error("dish", broken.text)
            named.add(dish)

    def planned(self) -> list[calendar.Planned]:
        return [
            calendar.Planned(dish=typed["dish"], portions=typed["portions"], price_override=typed["price"])
            for typed in (line.cleaned_data for line in self.lines.kept)
        ]
