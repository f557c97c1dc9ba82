"""Roles: what each may do, to read. They are written in core/accounts/roles.toml alone."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import LogAdmin
from core.accounts.roles import Role, roles

VERBS = {"view": gettext_lazy("see"), "add": gettext_lazy("add"), "change": gettext_lazy("change"), "delete": gettext_lazy("delete")}


class CalledRole:
    """Django's description of a group, with the house's word for it."""

    verbose_name, verbose_name_plural = gettext_lazy("role"), gettext_lazy("roles")

    def __init__(self, opts: Any) -> None:
        self._opts = opts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opts, name)


@admin.register(Group)
class RoleAdmin(LogAdmin):
    list_display = ["thing", "does", "people"]
    list_display_links = ["thing"]
    ordering = ["name", "pk"]
    empty_title = gettext_lazy("No roles yet")
    empty_text = gettext_lazy("manage.py seed_all brings them from core/accounts/roles.toml.")
    change_form_template = "desk/record.html"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.opts = CalledRole(self.opts)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        found.opts = self.opts
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        people = Count("user", filter=Q(user__is_active=True, user__is_system=False))
        return super().get_queryset(request).annotate(people_in=people)

    @display(description=gettext_lazy("Role"), ordering="name")
    def thing(self, group: Group) -> SafeString:
        return cells.thing(label_of(group), role_of(group).where if role_of(group) else "")

    @display(description=gettext_lazy("Does"))
    def does(self, group: Group) -> str:
        return role_of(group).does if role_of(group) else ""

    @display(description=gettext_lazy("People"), ordering="people_in")
    def people(self, group: Group) -> SafeString:
        url = f"{reverse('admin:accounts_user_changelist')}?role={group.name}"
        return format_html('<a class="link num" href="{}">{}</a>', url, group.people_in)

    def head(self, request: HttpRequest, row: Group) -> dict[str, Any]:
        return {"title": label_of(row), "hint": role_of(row).does if role_of(row) else ""}

    def record(self, request: HttpRequest, row: Group) -> dict[str, Any]:
        role = role_of(row)
        return {
            "facts": [
                (_("Where"), role.where if role else ""),
                (_("Staff"), _("Yes") if role and role.staff else _("No")),
                (_("People"), self.people(row)),
            ],
            "tabs": [{"key": "may", "title": _("May do"), "count": None, "template": "desk/person/may.html"}],
            "may": rights(row),
        }


def role_of(group: Group) -> Role | None:
    return roles().get(group.name)


def label_of(group: Group) -> Any:
    role = role_of(group)
    return role.label if role else group.name


def rights(group: Group) -> list[tuple[str, str]]:
    """(kind of row, verbs) in words, the kinds by name; the domains' own permissions by their own names."""
    by_kind: dict[str, list[str]] = {}
    for permission in (
        Permission.objects.filter(group=group).select_related("content_type").order_by("content_type__app_label", "codename", "pk")
    ):
        verb, _sep, model = permission.codename.partition("_")
        if verb in VERBS and model == permission.content_type.model:
            kind = capfirst(apps.get_model(permission.content_type.app_label, model)._meta.verbose_name_plural)
            by_kind.setdefault(kind, []).append(str(VERBS[verb]))
        else:
            by_kind.setdefault(_("Beside that"), []).append(_(permission.name).lower())
    return [(kind, ", ".join(verbs)) for kind, verbs in sorted(by_kind.items())]
