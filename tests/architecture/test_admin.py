"""The staff tool: every model has its page, every list an order, every button a question and a permission."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.test import RequestFactory
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin as UnfoldAdmin
from unfold.decorators import action

from core.accounts.models import User
from tests.architecture.house import PACKAGES, nothing, our_models, unexplained
from tests.architecture.test_actions import STATES

PLACES = ("actions_list", "actions_detail", "actions_row", "actions_submit_line")
BY_THEMSELVES = {"actions_submit_line"}
"""Places whose buttons send the form, so they need no dialog against a GET."""


def admins() -> list[ModelAdmin]:
    return list(admin.site._registry.values())


def named(model_admin: ModelAdmin) -> str:
    return model_admin.opts.label


# --- every model has a page -----------------------------------------------------------------------------------


def without_page(models: Iterable, site: admin.AdminSite) -> list[str]:
    return [model._meta.label for model in models if not site.is_registered(model)]


def test_every_model_has_an_admin_or_a_reason_to_have_none():
    nothing(unexplained(without_page(our_models(), admin.site), "not_shown"))


def test_control_a_model_without_an_admin_is_found():
    site = admin.AdminSite()
    site.register(Group)
    assert without_page([Group, User], site) == ["accounts.User"]


def without_history(found: Iterable[ModelAdmin]) -> list[str]:
    return [
        named(each) for each in found if hasattr(each.opts, "simple_history_manager_attribute") and not isinstance(each, SimpleHistoryAdmin)
    ]


def test_every_tracked_model_shows_its_history():
    nothing(without_history(admins()))


def test_control_a_hidden_history_is_found():
    assert without_history([ModelAdmin(User, admin.AdminSite())]) == ["accounts.User"]


# --- every list has an order ----------------------------------------------------------------------------------


def unordered(found: Iterable) -> list[str]:
    """Lists and inlines whose order is not said to the last: two pages could show the same row."""
    request = RequestFactory().get("/")
    orders = [(type(each).__name__, [str(part) for part in each.get_ordering(request)]) for each in found]
    return [f"{name}: {order}" for name, order in orders if not order or order[-1].lstrip("-") not in ("pk", "id")]


def inlines() -> list:
    return [inline(each.model, admin.site) for each in admins() for inline in each.inlines]


def test_every_list_and_inline_is_ordered_down_to_the_row():
    nothing(unordered([*admins(), *inlines()]))


def test_control_a_list_without_a_last_word_on_order_is_found():
    class Loose(ModelAdmin):
        ordering = ["name"]

    class Firm(ModelAdmin):
        ordering = ["name", "-pk"]

    site = admin.AdminSite()
    assert unordered([ModelAdmin(User, site), Loose(User, site), Firm(User, site)]) == ["ModelAdmin: []", "Loose: ['name']"]


# --- every button asks, and asks who -----------------------------------------------------------------------------


def buttons(model_admin: ModelAdmin) -> list[tuple[str, str, Callable]]:
    """Place, name and function of every button beside Django's own; libraries' are theirs to guard."""
    listed = getattr(model_admin, "_extract_action_names", lambda _: [])
    found = [(place, name, getattr(model_admin, name)) for place in PLACES for name in listed(getattr(model_admin, place, ()))]
    for given in model_admin.actions or ():
        function = getattr(model_admin, given) if isinstance(given, str) else given
        found.append(("actions", function.__name__, function))
    return [(place, name, function) for place, name, function in found if function.__module__.split(".")[0] in (*PACKAGES, "tests")]


def unguarded(found: Iterable[ModelAdmin]) -> list[str]:
    """Buttons that any member of staff may press, or that work on GET: Unfold's do both unless told otherwise."""
    breaches = []
    for model_admin in found:
        for place, name, function in buttons(model_admin):
            where = f"{named(model_admin)}.{name}"
            if not getattr(function, "allowed_permissions", None):
                breaches.append(f"{where} has no permissions")
            elif any("." in permission for permission in function.allowed_permissions):
                breaches.append(f"{where} names a permission by codename, which breaks migrate on an empty database")
            if place != "actions" and place not in BY_THEMSELVES and not getattr(function, "dialog", None):
                breaches.append(f"{where} has no dialog")
    return breaches


def test_every_button_has_a_dialog_and_permissions():
    nothing(unexplained(unguarded(admins()), "buttons"))


def test_control_an_unguarded_button_is_found():
    class Careless(UnfoldAdmin):
        actions_detail = ["go", "ask", {"title": "More", "items": ["stay"]}]
        actions = ["everything"]

        @action(description="Go")
        def go(self, request, object_id): ...

        @action(description="Stay", permissions=["change"])
        def stay(self, request, object_id): ...

        @action(description="Ask", permissions=["change"], dialog={"title": "Sure?"})
        def ask(self, request, form, object_id): ...

        @admin.action(description="Everything")
        def everything(self, request, queryset): ...

    assert unguarded([Careless(User, admin.AdminSite())]) == [
        "accounts.User.go has no permissions",
        "accounts.User.go has no dialog",
        "accounts.User.stay has no dialog",
        "accounts.User.everything has no permissions",
    ]


def test_control_buttons_are_really_found():
    assert sum(len(buttons(each)) for each in admins()) > 5


# --- what an action writes is no form field -----------------------------------------------------------------------


def editable(found: Iterable[ModelAdmin], request: HttpRequest) -> list[str]:
    """States and actors that a form would let people type: they are written by actions alone."""
    return [
        f"{named(each)}.{name}"
        for each in found
        if each.has_change_permission(request) or each.has_add_permission(request)
        for name in each.get_form(request, None).base_fields
        if (name in STATES or name.endswith("_by")) and name not in each.get_readonly_fields(request)
    ]


@pytest.fixture
def as_superuser(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.user = User(is_staff=True, is_superuser=True, is_active=True)
    return request


def test_no_form_edits_a_state_or_an_actor(as_superuser: HttpRequest):
    ours = [each for each in admins() if type(each).__module__.split(".")[0] in PACKAGES and each.model in our_models()]
    nothing(editable(ours, as_superuser))


def test_control_an_editable_state_is_found(as_superuser: HttpRequest):
    model = next(model for model in our_models() if any(field.name in STATES and field.editable for field in model._meta.local_fields))
    state = next(field.name for field in model._meta.local_fields if field.name in STATES)

    class Open(ModelAdmin):
        fields = [state]

    class Closed(ModelAdmin):
        fields = [state]
        readonly_fields = [state]

    site = admin.AdminSite()
    assert editable([Open(model, site), Closed(model, site)], as_superuser) == [f"{model._meta.label}.{state}"]


def test_control_admins_are_really_found():
    assert len(admins()) > 15
    assert {type(each).__module__.split(".")[0] for each in admins()} & {"backoffice"}
    assert apps.is_installed("backoffice")
