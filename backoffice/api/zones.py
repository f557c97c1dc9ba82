"""Where the kitchens deliver and on what terms."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny

from backoffice.api.serializers import ALL_NAMES, NamesField, refusals
from core.zones.models import Sector, Zone, ZoneFee


class FeeSerializer(serializers.ModelSerializer):
    """A step: from this order total (inclusive) to that (exclusive; null: no end). Francs."""

    class Meta:
        model = ZoneFee
        fields = ["order_from", "order_to", "fee", "is_served"]


class SectorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sector
        fields = ["code", "name", "district"]


class ZoneSerializer(serializers.ModelSerializer):
    site = serializers.CharField(source="site.key")
    names = NamesField(source="*")
    fees = FeeSerializer(many=True)
    sectors = SectorSerializer(many=True)

    class Meta:
        model = Zone
        fields = ["key", "site", "name", "names", "kind", "minimum_order", "promised_minutes", "fees", "sectors"]


class ZoneFilter(filters.FilterSet):
    site = filters.CharFilter(field_name="site__key", help_text="Key of the kitchen, like `chub`.")


@extend_schema(
    parameters=[ALL_NAMES],
    responses={200: ZoneSerializer(many=True), **refusals(400, 429)},
    tags=["places and times"],
    auth=[],
)
class ZonesView(ListAPIView):
    """Zones that are served, the one that wins an address first."""

    permission_classes = [AllowAny]
    serializer_class = ZoneSerializer
    filterset_class = ZoneFilter

    def get_queryset(self) -> QuerySet[Zone]:
        zones = Zone.objects.filter(is_active=True, site__is_active=True)
        return zones.select_related("site").prefetch_related("fees", "sectors").order_by("site", "priority", "pk")
