"""When a meal can come."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny

from backoffice.api.serializers import TodayUnlessAsked, refusals
from core.common import clock
from core.common.models import Period
from core.slots.models import Slot


class SlotSerializer(serializers.ModelSerializer):
    site = serializers.CharField(source="site.key")
    window = serializers.CharField(help_text="As clocks in Rwanda show it.")
    left = serializers.IntegerField(help_text="Orders it still takes.")
    can_be_ordered = serializers.SerializerMethodField()

    class Meta:
        model = Slot
        fields = ["id", "site", "date", "period", "window", "starts_at", "ends_at", "cut_off_at", "left", "can_be_ordered"]

    def get_can_be_ordered(self, slot: Slot) -> bool:
        return slot.is_sellable(now=clock.now())


class SlotFilter(TodayUnlessAsked):
    site = filters.CharFilter(field_name="site__key", help_text="Key of the kitchen, like `chub`.")
    date = filters.DateFilter(help_text="Today when not given.")
    period = filters.ChoiceFilter(choices=Period.choices)


@extend_schema(responses={200: SlotSerializer(many=True), **refusals(400, 429)}, tags=["places and times"], auth=[])
class SlotsView(ListAPIView):
    """Windows of a day, with the cut-off of each and whether it still takes an order."""

    permission_classes = [AllowAny]
    serializer_class = SlotSerializer
    filterset_class = SlotFilter

    def get_queryset(self) -> QuerySet[Slot]:
        return Slot.objects.filter(site__is_active=True).select_related("site").order_by("site", "starts_at", "pk")
