"""People: one row a person, whatever they do here."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from core.common import clock
from core.common.history import Tracked
from core.common.models import Language, Site

SYSTEM_NAME = "Dusangire"


class UserQuerySet(models.QuerySet["User"]):
    def staff(self) -> UserQuerySet:
        return self.filter(is_staff=True, is_active=True)

    def with_role(self, role: str) -> UserQuerySet:
        return self.filter(groups__name=role)

    def customers(self) -> UserQuerySet:
        return self.filter(is_staff=False, is_system=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, login: str | None) -> User:
        """The person who signs in with this e-mail or phone."""
        login = login or ""
        return self.get(email__iexact=login) if "@" in login else self.get(phone=login)

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """A person whom the program or its operator makes: the e-mail counts as proven. People sign up through allauth."""
        from allauth.account.models import EmailAddress

        user = self.model(email=(email or "").lower() or None, **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            if user.email:
                EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **{"name": "Administrator", **fields})

    def system(self) -> User:
        """The user the program itself acts as; it cannot sign in."""
        return self.get(is_system=True)


UNTRACKED = ["password", "last_login"]


class TrackedPerson(Tracked):
    """Signing in and changing the password leave no history row: they would be rows in which nothing changed."""

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:  # noqa: FBT001  (the library's)
        if set(kwargs.get("update_fields") or [""]) <= set(UNTRACKED):
            return
        super().post_save(instance, created, using=using, **kwargs)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with e-mail, phone (E.164) or both.

    `email` is proven or empty: it follows the main proven one of allauth's EmailAddress rows (see ways.py), so that writing to
    somebody needs no look at another table.
    """

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), null=True, blank=True)
    phone = PhoneNumberField(_("phone"), null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(_("phone verified"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("works at"), help_text=_("For staff.")
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the staff tool."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Take this away instead of deleting a person."))
    is_system = models.BooleanField(_("the program itself"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    history = TrackedPerson(excluded_fields=UNTRACKED, m2m_fields=["groups"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once", violation_error_message=_("Somebody has this e-mail already.")),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False) | models.Q(is_system=True),
                name="user_can_be_reached",
                violation_error_message=_("Give an e-mail or a phone."),
            ),
            models.UniqueConstraint(fields=["is_system"], condition=models.Q(is_system=True), name="user_one_system"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.phone)

    def clean(self) -> None:
        super().clean()
        self.email = (self.email or "").lower() or None

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def natural_key(self) -> tuple[str]:
        return (self.email or str(self.phone),)

    @property
    def is_invited(self) -> bool:
        """Invited to the staff, and no password chosen yet."""
        return self.is_staff and self.last_login is None and not self.has_usable_password()

    @property
    def phone_text(self) -> str:
        """As people say it: +250 788 412 067."""
        return self.phone.as_international if self.phone else ""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of_key(self, key: str) -> ApiTokenQuerySet:
        """The token a program shows, when its person may still come in."""
        return self.filter(digest=ApiToken.digest_of(key), person__is_active=True)


class ApiToken(models.Model):
    """Lets a program act for a person through the API. Its key is random, shown once and kept as a SHA-256 digest only."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="api_token", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.person}"

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()
