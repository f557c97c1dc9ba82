"""What the dialogs about people ask; the graver ones ask again who is asking."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, reauthenticate_by_password
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from backoffice.admin.asks import AskWhy, AskWhyPerhaps
from core.accounts.phones import LocalPhoneField
from core.accounts.roles import roles
from core.common.models import Language, Site


def role_choices() -> list[tuple[str, Any]]:
    """The roles of staff: customers need none, they sign up."""
    return [(key, role.label) for key, role in roles().items() if role.staff]


class RolesField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Roles"), choices=role_choices, widget=UnfoldAdminCheckboxSelectMultipleWidget, **kwargs)


class WhoAsks(forms.Form):
    """Mixin: asks for the password unless it was typed in the last minutes. An unlocked screen must not make administrators."""

    proof = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("Asked again because this decides who may do what."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "proof"])
        if did_recently_reauthenticate(self.request):
            del self.fields["proof"]

    def clean_proof(self) -> str:
        typed = self.cleaned_data["proof"]
        if not get_adapter().reauthenticate(self.request.user, typed):
            raise ValidationError(_("This is not your password."), code="incorrect_password")
        reauthenticate_by_password(self.request)
        return typed


class AskWhyAgain(WhoAsks, AskWhy):
    """A reason, from somebody who shows again who they are."""


class AskRoles(WhoAsks, AskWhyPerhaps):
    keys = RolesField(required=False)
    field_order = ["keys", "reason", "proof"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].initial = [group.name for group in self.row.groups.all()]
        self.fields["keys"].help_text = _("Without a role a person is a customer and sees the portal alone.")


class AskDetails(WhoAsks, AskWhyPerhaps):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, widget=UnfoldAdminTextInputWidget)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=UnfoldAdminEmailInputWidget,
        help_text=gettext_lazy("Counts as confirmed: whoever reads this mailbox can make a new password. Look at it letter by letter."),
    )
    phone = LocalPhoneField(required=False, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "tel"}))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices, widget=UnfoldAdminSelectWidget)
    site = forms.ModelChoiceField(
        label=gettext_lazy("Works at"), queryset=Site.objects.order_by("key", "pk"), required=False, widget=UnfoldAdminSelectWidget
    )
    field_order = ["name", "phone", "email", "language", "site", "reason", "proof"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email", "phone", "language", "site"):
            self.fields[name].initial = getattr(self.row, name)
