"""Dishes struck off: until when, why, by whom."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import DeskAdmin
from backoffice.admin.menu import dish_page
from backoffice.admin.moves import Done, move
from backoffice.templatetags import parts
from core.common import clock
from core.menu.actions import strikes
from core.menu.models import DishStrike


class NowFilter(admin.SimpleListFilter):
    title = gettext_lazy("now")
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", gettext_lazy("Struck off now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(lifted_at=None, until__gt=clock.now()) if self.value() else queryset


@admin.register(DishStrike)
class DishStrikeAdmin(DeskAdmin):
    """A dish is struck off on its own page or on the kitchen screen; here it is looked up and put back."""

    read_only = True
    list_display = ["thing", "state", "until", "reason", "struck_by", "struck_at"]
    list_filter = [NowFilter, ("struck_at", RangeDateFilter)]
    list_views = [(gettext_lazy("Now"), {"now": "1"}), (gettext_lazy("All"), {})]
    list_select_related = ["dish", "site", "struck_by"]
    search_fields = ["dish__name_en", "dish__name_rw", "dish__name_fr", "reason"]
    search_help_text = gettext_lazy("Dish or reason")
    ordering = ["-struck_at", "-pk"]
    empty_title = gettext_lazy("Nothing is struck off")
    empty_text = gettext_lazy("A dish that runs out is struck off on its page or on the kitchen screen.")
    change_form_template = "desk/record.html"
    actions_detail = ["put_back"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"head": {"title": _("Struck off")}, **(extra_context or {})})

    def has_strike_permission(self, request: HttpRequest, row: DishStrike | None = None) -> bool:
        return request.user.has_perm("menu.change_menuitem")

    @display(description=gettext_lazy("Dish"), ordering="dish__name_en")
    def thing(self, strike: DishStrike) -> SafeString:
        return cells.thing(strike.dish.name, strike.site.name)

    @display(description=gettext_lazy("State"))
    def state(self, strike: DishStrike) -> SafeString:
        return parts.chip(*state_of(strike))

    def head(self, request: HttpRequest, row: DishStrike) -> dict[str, Any]:
        state, word = state_of(row)
        return {
            "title": row.dish.name,
            "state": state,
            "state_word": word,
            "hint": dish_page.until(row.until) if state == "refused" else "",
        }

    def record(self, request: HttpRequest, row: DishStrike) -> dict[str, Any]:
        when = {"struck": row.struck_at, "until": row.until, "lifted": row.lifted_at}
        shown = {name: dish_page.moment(at) for name, at in when.items() if at}
        return {
            "facts": [
                (_("Why"), row.reason),
                (_("Site"), row.site.name),
                (_("Struck off"), f"{shown['struck']}, {row.struck_by}"),
                (_("Until"), shown["until"]),
                (_("Put back"), shown.get("lifted", "")),
            ]
        }

    @move(
        gettext_lazy("Put back"),
        permission="strike",
        icon="undo",
        first=True,
        when=lambda strike: strike.lifted_at is None and strike.until > clock.now(),
        says=gettext_lazy("It is on sale again at once, where portions are left."),
    )
    def put_back(self, request: HttpRequest, strike: DishStrike, answers: dict[str, Any]) -> Done:
        strikes.lift(dish=strike.dish, site=strike.site, by=request.user, now=clock.now())
        return Done(_("%(dish)s is back on the menu.") % {"dish": strike.dish.name})


def state_of(strike: DishStrike) -> tuple[str, str]:
    if strike.lifted_at:
        return "active", _("Put back")
    return ("refused", _("Struck off")) if strike.until > clock.now() else ("archived", _("Over"))
