"""The first administrator of a site: the one person nobody can invite from the desk."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from core.accounts import actions, invitations
from core.accounts.models import User
from core.common import clock
from core.common.errors import RuleBroken
from core.common.models import Site


class Command(BaseCommand):
    help = (
        "Make an administrator and print the link with which they choose a password. Everybody after that is invited at the desk "
        "(People, Invite somebody). Run again for a new link, or to give the role to somebody who has an account. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="", help="needed when there is no account with this e-mail yet")
        parser.add_argument("--site", default="", help="key of the site they work at; the only site when there is one")

    def handle(self, *, email: str, name: str, site: str, **options: Any) -> None:
        by, now = actions.ensure_system_user(), clock.now()
        link = settings.SITE_URL.rstrip("/") + reverse("account_invitation", args=[invitations.PLACE])
        try:
            with transaction.atomic():
                actions.sync_roles(by=by, now=now)
                person = self._person(email)
                if person is None:
                    person = actions.invite(
                        name=name, email=email, keys=["administrator"], site=self._site(site), link=link, by=by, now=now
                    )
                else:
                    held = set(person.groups.values_list("name", flat=True))
                    person = actions.set_roles(person=person, keys=held | {"administrator"}, by=by, now=now, reason="add_administrator")
                    if person.is_invited:
                        person = actions.invite_again(person=person, link=link, by=by, now=now)
        except RuleBroken as broken:
            raise CommandError(broken.text) from broken
        if person.is_invited:
            self.stdout.write(f"{person.name} is invited as administrator. The link works once, for {invitations.LASTS.days} days:")
            self.stdout.write(invitations.link_for(person, link))
        else:
            self.stdout.write(f"{person.name} has an account and is an administrator now: {settings.SITE_URL}")

    def _person(self, email: str) -> User | None:
        row = EmailAddress.objects.filter(email=email.strip().lower(), verified=True).select_related("user").first()
        return row.user if row else None

    def _site(self, key: str) -> Site | None:
        sites = list(Site.objects.filter(key=key) if key else Site.objects.order_by("pk")[:2])
        if key and not sites:
            raise CommandError(f"There is no site with the key {key}.")
        return sites[0] if len(sites) == 1 else None
