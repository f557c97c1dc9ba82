"""What the dialogs about eaters ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from backoffice.admin.asks import AskWhy
from backoffice.admin.moves import Ask
from core.accounts.models import User
from core.accounts.phones import LocalPhoneField
from core.eaters.models import Eater, EaterCarer, Relationship

RELATIONSHIPS = [choice for choice in Relationship.choices if choice[0] != Relationship.SELF]
NO_HEALTH = gettext_lazy("Others read this: nothing about health.")


class AskReason(AskWhy):
    """A reason that stands readable in history and audit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = NO_HEALTH


class AskName(AskReason):
    name = forms.CharField(label=gettext_lazy("Name"), widget=UnfoldAdminTextInputWidget)
    field_order = ["name", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.row.name


class AskCarer(AskReason):
    """An account by its phone, and what it may. The form for a new carer and for one whose rights change."""

    carer = LocalPhoneField(
        label=gettext_lazy("Phone of the carer’s account"), widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "tel"})
    )
    relationship = forms.ChoiceField(
        label=gettext_lazy("Who they care for is their"), choices=RELATIONSHIPS, widget=UnfoldAdminSelectWidget
    )
    may_order = forms.BooleanField(label=gettext_lazy("May order"), required=False, initial=True, widget=UnfoldBooleanWidget)
    may_see_health = forms.BooleanField(label=gettext_lazy("Sees and writes health facts"), required=False, widget=UnfoldBooleanWidget)
    field_order = ["carer", "relationship", "may_order", "may_see_health", "reason"]

    def clean_carer(self) -> User:
        return account_with(self.cleaned_data["carer"])


class AskCarerToLeave(AskReason):
    carer = forms.ModelChoiceField(label=gettext_lazy("Carer"), queryset=User.objects.none(), widget=UnfoldAdminSelectWidget)
    field_order = ["carer", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ties = EaterCarer.objects.filter(eater=self.row).exclude(relationship=Relationship.SELF)
        self.fields["carer"].queryset = User.objects.filter(cares_for__in=ties).order_by("name", "pk")


class AskWhoAgreed(Ask):
    told_by = forms.CharField(
        label=gettext_lazy("Who agreed, by word or on paper"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("The person, or who answers for them: “her mother”, “form of 12 November”."),
    )


class NewEaterForm(forms.ModelForm):
    """Somebody to eat, and the account that cares for them, when there is one."""

    carer = LocalPhoneField(
        label=gettext_lazy("Phone of the carer’s account"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy("Left empty when nobody orders for them at home."),
    )
    relationship = forms.ChoiceField(
        label=gettext_lazy("Who they care for is their"), choices=RELATIONSHIPS, required=False, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Eater
        fields = ["name"]

    def clean_carer(self) -> User | None:
        phone = self.cleaned_data["carer"]
        return account_with(phone) if phone else None


def account_with(phone: Any) -> User:
    found = User.objects.filter(phone=phone, is_system=False).first()
    if found is None:
        raise forms.ValidationError(_("Nobody has an account with this phone. Look at the number; the order desk can make one."))
    return found
