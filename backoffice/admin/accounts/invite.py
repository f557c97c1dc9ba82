"""The page that invites somebody to the staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from backoffice.admin.accounts.asks import RolesField, WhoAsks
from core.accounts import invitations
from core.accounts.models import User
from core.accounts.phones import LocalPhoneField


class InviteForm(WhoAsks, forms.ModelForm):
    """`request` is put on the class for each page: Django's admin hands its forms none."""

    request: HttpRequest
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=UnfoldAdminEmailInputWidget, help_text=gettext_lazy("The invitation goes here.")
    )
    phone = LocalPhoneField(required=False, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "tel"}))
    roles = RolesField()

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language", "site"]

    def _get_validation_exclusions(self) -> set[str]:
        """A taken e-mail is refused by the action, beside its field."""
        return {*super()._get_validation_exclusions(), "email"}

    def clean_phone(self) -> str | None:
        return self.cleaned_data["phone"] or None


def link_to(request: HttpRequest) -> str:
    """The address that goes into an invitation, as this person's browser sees the house."""
    return request.build_absolute_uri(reverse("account_invitation", args=[invitations.PLACE]))


def form_for(request: HttpRequest) -> type[Any]:
    return type("InviteForm", (InviteForm,), {"request": request})
