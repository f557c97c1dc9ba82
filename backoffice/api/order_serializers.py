"""How an order is asked for and shown."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from phonenumber_field.serializerfields import PhoneNumberField
from rest_framework import serializers

from core.common.models import Period
from core.orders.actions import Delivery, Wish
from core.orders.models import MOST_PORTIONS, EventKind, OrderEvent, OrderLine, OrderStatus
from core.payments.models import Method
from core.slots.models import Slot
from core.zones.models import Sector, Zone


class OrderSerializer(serializers.Serializer):
    """An order without its lines. Amounts in francs; `vat` is contained in `total`.

    Its fields are declared: a ModelSerializer makes them anew for every answer.
    """

    number = serializers.CharField()
    site = serializers.CharField(source="site.key")
    state = serializers.ChoiceField(OrderStatus.choices, source="status")
    state_text = serializers.CharField(source="get_status_display")
    date = serializers.DateField()
    period = serializers.ChoiceField(Period.choices)
    window = serializers.CharField(source="slot.window")
    due_at = serializers.DateTimeField()
    zone = serializers.CharField(source="zone.key")
    destination = serializers.CharField()
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    note = serializers.CharField()
    subtotal = serializers.IntegerField()
    delivery_fee = serializers.IntegerField()
    vat = serializers.IntegerField()
    total = serializers.IntegerField()
    placed_at = serializers.DateTimeField()


class LineSerializer(serializers.ModelSerializer):
    item = serializers.IntegerField(source="item_id")
    name = serializers.CharField()

    class Meta:
        model = OrderLine
        fields = ["item", "name", "quantity", "unit_price", "amount", "note"]


class EventSerializer(serializers.ModelSerializer):
    """What happened; who of the staff did it is not told."""

    kind = serializers.ChoiceField(EventKind.choices)
    text = serializers.CharField(source="get_kind_display")

    class Meta:
        model = OrderEvent
        fields = ["kind", "text", "at", "reason"]


class OrderWithLinesSerializer(OrderSerializer):
    lines = LineSerializer(many=True)
    events = EventSerializer(many=True)


class OrderFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(field_name="status", choices=OrderStatus.choices)
    date = filters.DateFilter(help_text="The day the meal is for.")
    date_from = filters.DateFilter(field_name="date", lookup_expr="gte")
    date_to = filters.DateFilter(field_name="date", lookup_expr="lte")
    number = filters.CharFilter(lookup_expr="iexact")


# --- placing ------------------------------------------------------------------------------------------


class WishSerializer(serializers.Serializer):
    item = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="`id` of a dish in the menu.")
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PORTIONS)
    note = serializers.CharField(max_length=140, required=False, allow_blank=True, default="")
    seen_price = serializers.IntegerField(
        min_value=0,
        required=False,
        allow_null=True,
        default=None,
        help_text="What the person was shown; another price is told as a problem.",
    )


class PlacingSerializer(serializers.Serializer):
    """A basket and where it goes: a `zone`, a `sector`, or both when they belong together."""

    slot = serializers.PrimaryKeyRelatedField(queryset=Slot.objects.select_related("site"))
    lines = WishSerializer(many=True, allow_empty=False)
    zone = serializers.SlugRelatedField("key", queryset=Zone.objects.all(), required=False, allow_null=True, default=None)
    sector = serializers.SlugRelatedField("code", queryset=Sector.objects.all(), required=False, allow_null=True, default=None)
    destination = serializers.CharField(max_length=200, help_text="Ward and bed, room, or house.")
    contact_name = serializers.CharField(max_length=120)
    contact_phone = PhoneNumberField(region="RW", help_text="E.164, like +250788123456.")
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    method = serializers.ChoiceField(Method.choices, default=Method.CASH)

    def wishes(self) -> list[Wish]:
        asked: list[dict[str, Any]] = self.validated_data["lines"]
        return [Wish(line["item"], line["quantity"], note=line["note"], seen_price=line["seen_price"]) for line in asked]

    def delivery(self, zone: Zone) -> Delivery:
        asked = self.validated_data
        return Delivery(
            zone=zone,
            sector=asked["sector"],
            destination=asked["destination"],
            contact_name=asked["contact_name"],
            contact_phone=str(asked["contact_phone"]),
            note=asked["note"],
        )
