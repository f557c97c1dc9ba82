"""The calendar: what is on the menu on which day, how much of it is planned, sold and left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, F, QuerySet, Sum, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.asks import AskWhy, AskWhyPerhaps
from backoffice.admin.base import DeskAdmin
from backoffice.admin.days import DaysFilter, falling
from backoffice.admin.lines import LinesAdmin
from backoffice.admin.menu.asks import AskCopy
from backoffice.admin.menu.day_form import DayForm
from backoffice.admin.menu.week import MenuWeek, monday_of, week_asked
from backoffice.admin.moves import Done, move
from backoffice.places import here
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.calendar import MenuDaySheet
from backoffice.templatetags import parts
from core.common import clock
from core.common.models import Period
from core.menu.actions import calendar
from core.menu.models import MenuDay

LEFT = Case(
    When(items__portions_planned__gt=F("items__portions_sold"), then=F("items__portions_planned") - F("items__portions_sold")), default=0
)


@admin.register(MenuDay)
class MenuDayAdmin(SpreadsheetPages, LinesAdmin, DeskAdmin):
    sheets = (MenuDaySheet,)
    form = DayForm
    add_label = gettext_lazy("New menu day")
    list_display = ["thing", "state", "dishes", "planned", "sold", "left", "note"]
    list_display_links = ["thing"]
    list_filter = [DaysFilter, ("period", ChoicesDropdownFilter), "is_published", ("date", RangeDateFilter)]
    list_views = [
        (gettext_lazy("From today"), {}),
        (gettext_lazy("Hidden"), {"is_published__exact": "0"}),
        (gettext_lazy("Past"), {"days": "past"}),
    ]
    search_fields = ["items__dish__name_en", "items__dish__name_rw", "items__dish__name_fr", "note"]
    search_help_text = gettext_lazy("Dish or note")
    empty_title = gettext_lazy("Nothing is planned")
    empty_text = gettext_lazy("A menu day says which dishes are sold at one meal, and how many portions of each.")
    change_form_template = "desk/menu/day.html"
    compressed_fields = False
    history_parts = ("items",)
    actions_list = ["copy_week", "publish_week"]
    actions_detail = ["publish", "hide", "copy"]

    class Media:
        js = ["desk/lines.js"]

    @property
    def custom_urls(self) -> list[tuple]:
        return [("week", "menu_menuday_week", MenuWeek.as_view(model_admin=self))]

    def get_actions_list(self, request: HttpRequest) -> list[Any]:
        """The moves of a week stand on the week's page."""
        return []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("site")
        return rows.annotate(
            dish_count=Count("items"),
            planned_total=Sum("items__portions_planned"),
            sold_total=Sum("items__portions_sold"),
            left_total=Sum(LEFT),
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By what stands on the day, without multiplying the sums: the days are found first."""
        if not search_term:
            return queryset, False
        days, _doubles = super().get_search_results(request, self.model._base_manager.all(), search_term)
        return queryset.filter(pk__in=days.order_by().values("pk")), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        head = {"title": _("Menu days"), "crumb": _("Week"), "crumb_url": reverse("admin:menu_menuday_week")}
        return super().changelist_view(request, {"head": head, **(extra_context or {})})

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """The next day first; the last one first among past days."""
        sign = falling(request)
        return [f"{sign}date", by_period(f"{sign}period"), "pk"]

    def get_fieldsets(self, request: HttpRequest, obj: MenuDay | None = None) -> list[Any]:
        return [(None, {"fields": ["note"] if obj else [("date", "period", "site"), "note"]})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        site = here(request)
        return {"site": site.pk if site else None, **super().get_changeform_initial_data(request)}

    def write(self, request: HttpRequest, row: MenuDay, form: DayForm) -> None:
        written = calendar.write_day(
            site=row.site,
            day=row.date,
            period=row.period,
            dishes=form.planned(),
            note=row.note,
            by=request.user,
            now=clock.now(),
            why=request.POST.get("_why", "")[:300],
        )
        row.pk = written.pk

    # --- the list -------------------------------------------------------------------------------------

    @display(description=gettext_lazy("Service"), ordering="date")
    def thing(self, day: MenuDay) -> SafeString:
        return cells.thing(in_words(day), day.site.name)

    @display(description=gettext_lazy("State"), ordering="is_published")
    def state(self, day: MenuDay) -> SafeString:
        return parts.chip("published") if day.is_published else parts.chip("draft", _("Hidden"))

    @display(description=gettext_lazy("Dishes"), ordering="dish_count")
    def dishes(self, day: MenuDay) -> SafeString:
        return cells.number(day.dish_count)

    @display(description=gettext_lazy("Planned"), ordering="planned_total")
    def planned(self, day: MenuDay) -> SafeString:
        return cells.number(day.planned_total)

    @display(description=gettext_lazy("Sold"), ordering="sold_total")
    def sold(self, day: MenuDay) -> SafeString:
        return cells.number(day.sold_total)

    @display(description=gettext_lazy("Left"), ordering="left_total")
    def left(self, day: MenuDay) -> SafeString:
        return cells.number(day.left_total)

    # --- the page -------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: MenuDay) -> dict[str, Any]:
        state = {"state": "published"} if row.is_published else {"state": "draft", "state_word": _("Hidden")}
        week = f"{reverse('admin:menu_menuday_week')}?from={monday_of(row.date):%Y-%m-%d}"
        return {"title": in_words(row), "hint": row.site.name, "crumb": _("Week"), "crumb_url": week, **state}

    def record(self, request: HttpRequest, row: MenuDay) -> dict[str, Any]:
        return {"day": row, "may_change": self.has_change_permission(request, row), "is_past": row.date < clock.today()}

    # --- its moves --------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Publish"),
        permission="steer",
        icon="publish",
        first=True,
        when=lambda day: not day.is_published,
        says=gettext_lazy("Its dishes are on sale at once, until the cut-off of their slots."),
    )
    def publish(self, request: HttpRequest, day: MenuDay, answers: dict[str, Any]) -> Done:
        calendar.set_published(menu_day=day, is_published=True, by=request.user, now=clock.now())
        return Done(_("%(day)s is on sale.") % {"day": in_words(day)})

    @move(
        gettext_lazy("Hide"),
        permission="steer",
        icon="look",
        asks=AskWhy,
        when=lambda day: day.is_published,
        says=gettext_lazy("Nothing of it can be ordered until it is published again. Orders that exist stay."),
    )
    def hide(self, request: HttpRequest, day: MenuDay, answers: dict[str, Any]) -> Done:
        calendar.set_published(menu_day=day, is_published=False, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(day)s is hidden.") % {"day": in_words(day)}, undo="publish")

    @move(
        gettext_lazy("Copy"),
        permission="steer",
        icon="copy",
        asks=AskCopy,
        says=gettext_lazy(
            "Dishes and portions go to the same meal of another day, hidden until it is published. Prices of this day stay here."
        ),
    )
    def copy(self, request: HttpRequest, day: MenuDay, answers: dict[str, Any]) -> Done:
        made = calendar.copy(site=day.site, source=day.date, to=answers["to"], periods=[day.period], by=request.user, now=clock.now())
        return Done(copied_in_words(made))

    @move(
        gettext_lazy("Copy to the next week"),
        permission="steer",
        icon="copy",
        says=gettext_lazy(
            "Dishes and portions of all seven days go to the week after, hidden until it is published. What stands there already is kept."
        ),
    )
    def copy_week(self, request: HttpRequest, row: None, answers: dict[str, Any]) -> Done:
        monday = week_asked(request)
        following = monday + timedelta(days=7)
        made = calendar.copy(site=here(request), source=monday, to=following, days=7, by=request.user, now=clock.now())
        return Done(copied_in_words(made), go=f"{reverse('admin:menu_menuday_week')}?from={following:%Y-%m-%d}")

    @move(
        gettext_lazy("Publish the week"),
        permission="steer",
        icon="publish",
        first=True,
        asks=AskWhyPerhaps,
        says=gettext_lazy("Every hidden day of this week that has dishes is on sale at once."),
    )
    def publish_week(self, request: HttpRequest, row: None, answers: dict[str, Any]) -> Done:
        monday = week_asked(request)
        number = calendar.publish_between(
            site=here(request), first=monday, last=monday + timedelta(days=6), by=request.user, now=clock.now(), reason=answers["reason"]
        )
        return Done(ngettext("%(number)d service is published.", "%(number)d services are published.", number) % {"number": number})


def in_words(day: MenuDay) -> str:
    """Lunch, Thu 27 Nov."""
    return f"{day.get_period_display()}, {date_format(day.date, 'D j M')}"


def by_period(field: str) -> Any:
    """Meals in the order of the day, not of the alphabet."""
    order = Case(*[When(**{field.lstrip("-"): period}, then=place) for place, period in enumerate(Period.values)], default=9)
    return order.desc() if field.startswith("-") else order.asc()


def copied_in_words(made: calendar.Copied) -> str:
    done = ngettext("%(dishes)d dish copied to %(services)d service.", "%(dishes)d dishes copied to %(services)d services.", made.dishes)
    text = done % {"dishes": made.dishes, "services": made.services}
    if made.left_out:
        text += " " + _("Left out, as they are not on sale: %(names)s.") % {"names": ", ".join(dish.name for dish in made.left_out)}
    return text
