"""Dialog forms that several domains use."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from backoffice.admin.moves import Ask


class AskWhy(Ask):
    """A reason that must be given; it is kept in the history."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=UnfoldAdminTextInputWidget)


class AskWhyPerhaps(Ask):
    """A reason that may be given."""

    reason = forms.CharField(label=_("Why"), max_length=300, required=False, widget=UnfoldAdminTextareaWidget({"rows": 2}))
