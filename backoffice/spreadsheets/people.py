"""People: customers and staff, with their roles. Passwords never travel in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.spreadsheets.columns import Column, of
from backoffice.spreadsheets.kinds import Several
from backoffice.spreadsheets.plans import Row
from backoffice.spreadsheets.sheets import CHUNK, Keys, Sheet
from core.accounts import actions
from core.accounts.models import User
from core.accounts.roles import roles
from core.common.errors import RuleBroken

FIELDS = ("name", "email", "phone", "language", "site")


class PersonSheet(Sheet):
    """A person is found by e-mail, or by phone where there is no e-mail. New staff have no password until they are invited."""

    model = User
    title = gettext_lazy("People")
    takes = (*FIELDS, "roles", "is_active")
    key = ("email", "phone")
    rehearses = True
    roles = Column(
        Several((key, role.title) for key, role in roles().items()),
        label=gettext_lazy("roles"),
        empty=(),
        get=lambda person: tuple(key for key in roles() if key in {group.name for group in person.groups.all()}),
    )
    is_active = of(User, "is_active", by_sheet=True)

    def queryset(self) -> QuerySet:
        return User.objects.filter(is_system=False).prefetch_related("groups")

    def key_of(self, row: Row) -> Keys:
        return (row.values["email"] or row.values["phone"],)

    def refuse_twins(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if not row.problems and not row.values["email"] and not row.values["phone"]:
                row.refuse("email", _("Give an e-mail or a phone."))
        super().refuse_twins(rows)
        first: dict[str, int] = {}
        for row in rows:
            phone = row.values.get("phone")
            if not row.problems and phone and first.setdefault(phone, row.number) != row.number:
                row.refuse("phone", _("Row %(number)d has this phone as well.") % {"number": first[phone]})

    def find_present(self, rows: Sequence[Row], names: Sequence[str], *, locked: bool) -> None:
        found = list(self._candidates(rows, locked=locked))
        by_email = {person.email.lower(): person for person in found if person.email}
        by_phone = {str(person.phone): person for person in found if person.phone}
        for row in rows:
            named, called = by_email.get(row.values["email"]), by_phone.get(row.values["phone"])
            row.instance = named or called
            if named and called and named.pk != called.pk:
                row.refuse("phone", _("This phone belongs to %(name)s.") % {"name": called.name})

    def _candidates(self, rows: Sequence[Row], *, locked: bool) -> Iterator[Any]:
        people = self.queryset().select_for_update(of=("self",)) if locked else self.queryset()
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            emails, phones = [row.values["email"] for row in part], [row.values["phone"] for row in part]
            yield from people.filter(Q(email__in=[*filter(None, emails)]) | Q(phone__in=[*filter(None, phones)])).order_by("pk")

    def check(self, row: Row) -> None:
        if not row.values["email"] and row.instance.email and row.is_update():
            # An empty cell beside the phone that found the person takes no e-mail away.
            row.values["email"] = row.before["email"]
        staff = [key for key in row.values.get("roles", ()) if roles()[key].staff]
        if staff and not row.values["email"]:
            raise ValidationError({"email": _("Staff sign in with an e-mail.")})

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        for row in [*new, *changed]:
            try:
                self._write_person(row)
            except RuleBroken as broken:
                row.refuse(broken.field or "", broken.text)

    def _write_person(self, row: Row) -> None:
        person, given, changed = row.instance, row.values, set(row.changed)
        if row.is_new():
            row.instance = person = actions.add_person(
                name=person.name,
                email=person.email,
                phone=str(person.phone or "") or None,
                language=person.language,
                site=person.site,
                by=self.by,
                now=self.now,
            )
        elif changed & {*FIELDS}:
            actions.describe_person(person=person, fields=changed & {*FIELDS}, by=self.by, now=self.now)
        if "roles" in changed and given["roles"]:
            actions.set_roles(person=person, keys=given["roles"], by=self.by, now=self.now)
        if given.get("is_active", True) != row.before.get("is_active", True):
            actions.set_active(person=person, active=given["is_active"], by=self.by, now=self.now)
