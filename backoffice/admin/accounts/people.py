"""People: who has an account, what they may do, and shutting them out."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.accounts import invite, trail
from backoffice.admin.accounts.asks import AskDetails, AskRoles, AskWhyAgain, role_choices
from backoffice.admin.asks import AskWhyPerhaps
from backoffice.admin.base import DeskAdmin
from backoffice.admin.moves import Done, move
from backoffice.places import here
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.people import PersonSheet
from backoffice.templatetags import parts
from core.accounts import actions
from core.accounts.models import User
from core.accounts.roles import roles
from core.common import clock

INVITED = Q(is_staff=True, last_login__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


class RoleFilter(DropdownFilter):
    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return role_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.with_role(self.value()) if self.value() else queryset


class StateFilter(DropdownFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("invited", gettext_lazy("Invited, not here yet")),
            ("out", gettext_lazy("Shut out")),
            ("bare", gettext_lazy("Staff without a second factor")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "invited":
            return queryset.filter(INVITED, is_active=True)
        if self.value() == "out":
            return queryset.filter(is_active=False)
        return queryset.filter(is_staff=True, has_second_factor=False) if self.value() == "bare" else queryset


@admin.register(User)
class PersonAdmin(SpreadsheetPages, DeskAdmin):
    """A person has no form: what is written down of them changes by moves that ask why, and who asks."""

    sheets = (PersonSheet,)
    palette_icon = "people"
    add_label = gettext_lazy("Invite somebody")
    list_display = ["thing", "state", "role_words", "email", "site", "seen"]
    list_display_links = ["thing"]
    list_filter = [
        "is_staff",
        RoleFilter,
        StateFilter,
        ("site", RelatedDropdownFilter),
        ("language", ChoicesDropdownFilter),
        "is_active",
    ]
    list_select_related = ["site"]
    search_fields = ["name", "phone", "email"]
    search_help_text = gettext_lazy("Name, phone or e-mail")
    list_views = [
        (gettext_lazy("Customers"), {"is_staff__exact": "0"}),
        (gettext_lazy("Staff"), {"is_staff__exact": "1"}),
        (gettext_lazy("Invited"), {"state": "invited"}),
        (gettext_lazy("Shut out"), {"state": "out"}),
        (pgettext_lazy("people", "All"), {}),
    ]
    ordering = ["name", "pk"]
    empty_title = gettext_lazy("Nobody here")
    empty_text = gettext_lazy("Customers sign up in the portal or are added by a phone order. Staff are invited.")
    compressed_fields = False
    fieldsets = [(None, {"fields": [("name", "email", "phone"), ("language", "site"), "roles", "proof"]})]
    add_form_template = "desk/form.html"
    change_form_template = "desk/record.html"
    actions_detail = ["describe", "give_roles", "invite_again", "reset_second_factor", "sign_out", "let_in", "shut_out"]

    # --- who may, which rows --------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).filter(is_system=False).prefetch_related("groups").annotate(has_second_factor=Exists(factor))

    # --- the list ---------------------------------------------------------------------------------------

    @display(description=gettext_lazy("Person"), ordering="name")
    def thing(self, person: User) -> SafeString:
        return cells.thing(person.name, person.phone_text)

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state(self, person: User) -> SafeString:
        return parts.chip(*state_of(person))

    @display(description=gettext_lazy("Roles"))
    def role_words(self, person: User) -> str:
        return roles_in_words(person)

    @display(description=gettext_lazy("Signed in"), ordering="last_login")
    def seen(self, person: User) -> str:
        return when(person.last_login)

    # --- inviting ---------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs |= {"form": invite.form_for(request), "fields": invite.InviteForm.Meta.fields}
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The password is asked for only when it was not typed just now."""
        lines = self.fieldsets[0][1]["fields"]
        return [(None, {"fields": lines[:-1] if did_recently_reauthenticate(request) else lines})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        site = here(request)
        return {"site": site.pk if site else None, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        given = form.cleaned_data
        person = actions.invite(
            name=given["name"],
            email=given["email"],
            phone=given["phone"] or "",
            language=given["language"],
            site=given["site"],
            keys=given["roles"],
            link=invite.link_to(request),
            by=request.user,
            now=clock.now(),
        )
        obj.pk = person.pk
        obj.refresh_from_db()

    # --- one person ---------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: User) -> dict[str, Any]:
        state, word = state_of(row)
        return {"title": row.name, "state": state, "state_word": word, "hint": roles_in_words(row)}

    def find_hint(self, row: User) -> str:
        return row.phone_text or row.email or ""

    def record(self, request: HttpRequest, row: User) -> dict[str, Any]:
        may_look = self.has_steer_permission(request, row)
        devices = list(UserSession.objects.filter(user=row).order_by("-created_at", "-pk")) if may_look else []
        tabs = [
            {"key": "trail", "title": _("What happened"), "count": None, "template": "desk/person/trail.html"},
            {"key": "devices", "title": _("Devices"), "count": len(devices), "template": "desk/person/devices.html"},
        ]
        return {
            "facts": facts_of(row),
            "tabs": tabs if may_look else [],
            "trail": trail.of(row) if may_look else [],
            "devices": devices,
        }

    @move(gettext_lazy("Change details"), permission="steer", icon="changed", asks=AskDetails, submit=gettext_lazy("Save"))
    def describe(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        fields = ("name", "email", "phone", "language", "site")
        for name in fields:
            setattr(person, name, answers[name] or None if name in ("email", "phone", "site") else answers[name])
        actions.describe_person(person=person, fields=fields, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("Saved."))

    @move(gettext_lazy("Roles"), permission="steer", icon="key", asks=AskRoles, submit=gettext_lazy("Save"))
    def give_roles(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        kept = {group.name for group in person.groups.all() if group.name in roles() and not roles()[group.name].staff}
        actions.set_roles(person=person, keys={*answers["keys"], *kept}, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(name)s has these roles from the next click on.") % {"name": person.name})

    @move(
        gettext_lazy("Invite again"),
        permission="steer",
        icon="mail",
        first=True,
        when=lambda person: person.is_invited and person.is_active,
        says=gettext_lazy("A new letter goes out; the link in the one before stops working."),
    )
    def invite_again(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        actions.invite_again(person=person, link=invite.link_to(request), by=request.user, now=clock.now())
        return Done(_("The invitation goes to %(email)s.") % {"email": person.email})

    @move(
        gettext_lazy("Reset second factor"),
        permission="steer",
        icon="shield",
        asks=AskWhyAgain,
        when=lambda person: person.has_second_factor,
        says=gettext_lazy("For a lost phone. Be sure whom you speak to. The next sign-in sets up a new one; all devices are signed out."),
    )
    def reset_second_factor(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        actions.reset_second_factor(person=person, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(name)s sets up a new second factor at the next sign-in.") % {"name": person.name})

    @move(
        gettext_lazy("Sign out everywhere"),
        permission="steer",
        icon="logout",
        asks=AskWhyPerhaps,
        when=lambda person: person.last_login is not None and person.is_active,
        says=gettext_lazy("For a lost or shared device. The person can sign in again at once."),
    )
    def sign_out(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        number = actions.end_sessions(person=person, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(ngettext("Signed out on %(number)d device.", "Signed out on %(number)d devices.", number) % {"number": number})

    @move(gettext_lazy("Let in again"), permission="steer", icon="check", asks=AskWhyAgain, when=lambda person: not person.is_active)
    def let_in(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        actions.set_active(person=person, active=True, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(name)s can sign in again.") % {"name": person.name})

    @move(
        gettext_lazy("Shut out"),
        permission="steer",
        icon="lock",
        asks=AskWhyAgain,
        grave=True,
        when=lambda person: person.is_active,
        says=gettext_lazy("Signed out everywhere at once, and no way in until somebody lets them in again. Nothing they did is lost."),
    )
    def shut_out(self, request: HttpRequest, person: User, answers: dict[str, Any]) -> Done:
        actions.set_active(person=person, active=False, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(name)s is shut out.") % {"name": person.name})


def state_of(person: User) -> tuple[str, Any]:
    if not person.is_active:
        return "archived", _("Shut out")
    return ("placed", _("Invited")) if person.is_invited else ("active", pgettext("person", "Active"))


def roles_in_words(person: User) -> str:
    held = {group.name for group in person.groups.all()}
    return ", ".join(str(role.label) for key, role in roles().items() if key in held and role.staff) or _("Customer")


def when(moment: Any) -> str:
    return date_format(localtime(moment), "D j M Y H:i") if moment else "–"


def facts_of(person: User) -> list[tuple[Any, Any]]:
    waiting = EmailAddress.objects.filter(user=person, verified=False).order_by("pk").values_list("email", flat=True)
    emails = [email for email in (person.email and _("%(email)s (confirmed)") % {"email": person.email},) if email]
    emails += [_("%(email)s (not confirmed yet)") % {"email": email} for email in waiting]
    phone = person.phone_text and (_("%(phone)s (confirmed)") if person.phone_verified else _("%(phone)s (not confirmed)")) % {
        "phone": person.phone_text
    }
    return [
        (_("Phone"), phone),
        (_("E-mail"), "; ".join(emails)),
        (_("Language"), person.get_language_display()),
        (_("Works at"), person.site),
        (_("Second factor"), _("On") if person.has_second_factor else _("Not set up")),
        (_("Signed in"), when(person.last_login)),
        (_("Joined"), when(person.joined_at)),
    ]
