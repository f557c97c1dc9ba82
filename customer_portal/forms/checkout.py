"""Checkout in one form: where, when, who takes it, how to pay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.models import User
from core.accounts.phones import LocalPhoneField
from core.common.models import Site
from core.common.money import show
from core.orders.models import Order
from core.payments.models import Method
from core.slots.models import Slot
from core.zones.models import Sector, Zone, ZoneKind

TOWN = "town"
SCARCE = 10  # places left are shown below this


class PlaceChoice(forms.ChoiceField):
    """The zones a customer knows by name (ward, campus, office), then the town, whose zone follows from the sector."""


class CheckoutForm(forms.Form):
    place = PlaceChoice(label=gettext_lazy("Where"), widget=forms.RadioSelect)
    sector = forms.ModelChoiceField(
        label=gettext_lazy("Sector"), queryset=Sector.objects.none(), required=False, empty_label=gettext_lazy("Choose the sector")
    )
    destination = forms.CharField(
        label=gettext_lazy("Bed, room or house"),
        max_length=200,
        help_text=gettext_lazy("For example: Ward 3, bed 12. In town: the house and what stands near it."),
    )
    slot = forms.ModelChoiceField(label=gettext_lazy("When"), queryset=Slot.objects.none(), empty_label=None, widget=forms.RadioSelect)
    contact_name = forms.CharField(
        label=gettext_lazy("Who takes the meal"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_phone = LocalPhoneField(label=gettext_lazy("Phone the porter can call"))
    note = forms.CharField(
        label=gettext_lazy("Note for the porter"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Not for diets or allergies: nobody checks them here."),
    )
    method = forms.ChoiceField(label=gettext_lazy("How to pay"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.CASH)
    seen_total = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, site: Site, slots: list[Slot], person: User, last: Order | None, key: str, **kwargs: Any) -> None:
        self.zones = list(Zone.objects.served_by(site).prefetch_related("fees", "sectors"))
        kwargs["initial"] = self._first_guess(slots, person, last, key)
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = self._places()
        self.fields["slot"].queryset = Slot.objects.filter(pk__in=[slot.pk for slot in slots]).order_by("starts_at", "pk")
        self.fields["slot"].label_from_instance = slot_words
        self.fields["sector"].queryset = Sector.objects.filter(zones__in=self.zones).distinct().order_by("name", "pk")
        self.fields["sector"].label_from_instance = lambda sector: sector.name

    def _first_guess(self, slots: list[Slot], person: User, last: Order | None, key: str) -> dict[str, Any]:
        """What they chose last time; else the first place and window."""
        guess: dict[str, Any] = {
            "key": key,
            "slot": slots[0] if slots else None,
            "contact_name": person.name,
            "contact_phone": person.phone,
            "method": Method.CASH,
        }
        if last:
            place = TOWN if last.zone.kind == ZoneKind.TOWN else str(last.zone_id)
            guess |= {"place": place, "sector": last.sector_id, "destination": last.destination, "contact_name": last.contact_name}
            guess["contact_phone"] = last.contact_phone
        elif self.zones:
            guess["place"] = str(next((zone.pk for zone in self.zones if zone.kind != ZoneKind.TOWN), TOWN))
        return guess

    def _places(self) -> list[tuple[str, str]]:
        by_name = [(str(zone.pk), _place_words(zone)) for zone in self.zones if zone.kind != ZoneKind.TOWN]
        fees = [step.fee for zone in self.zones if zone.kind == ZoneKind.TOWN for step in zone.fees.all() if step.is_served]
        if not fees:
            return by_name
        words = _("In town, RWF %(least)s to %(most)s by sector") % {"least": show(min(fees)), "most": show(max(fees))}
        return [*by_name, (TOWN, words)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place, sector = cleaned.get("place"), cleaned.get("sector")
        if place == TOWN and not sector:
            self.add_error("sector", _("Choose the sector, so that we know who brings it and what it costs."))
        elif place:
            cleaned["zone"] = self.zone_of(place, sector)
            if cleaned["zone"] is None:
                self.add_error("sector", _("We do not deliver to this sector yet. Choose another place, or call us."))
            if place != TOWN:
                cleaned["sector"] = None
        return cleaned

    def zone_of(self, place: str | None, sector: Sector | None) -> Zone | None:
        """The zone of a choice; for the town the first active one that names the sector."""
        if place == TOWN:
            served = [zone for zone in self.zones if zone.kind == ZoneKind.TOWN]
            return next((zone for zone in served if sector and sector.pk in {row.pk for row in zone.sectors.all()}), None)
        return next((zone for zone in self.zones if str(zone.pk) == str(place)), None)

    def chosen_zone(self) -> Zone | None:
        """The zone as the form stands, also while it is not complete; for the total."""
        place = self["place"].value()
        sector = self["sector"].value()
        row = self.fields["sector"].queryset.filter(pk=sector).first() if place == TOWN and sector else None
        return self.zone_of(place, row)


def slot_words(slot: Slot) -> str:
    """12:30–13:00, and the places left when they are few."""
    if slot.left >= SCARCE:
        return slot.window
    return _("%(window)s, %(left)d places left") % {"window": slot.window, "left": slot.left}


def _place_words(zone: Zone) -> str:
    steps = [step.fee for step in zone.fees.all() if step.is_served]
    fee = _("no fee") if not any(steps) else _("RWF %(fee)s") % {"fee": show(min(steps))}
    return f"{zone.name}, {fee}"
