"""What can be eaten: the dishes of a day with their prices and what is left of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny

from backoffice.api.serializers import ALL_NAMES, NamesField, TodayUnlessAsked, refusals
from core.common import clock
from core.common.models import Period
from core.menu.models import MenuItem


class MenuItemSerializer(serializers.ModelSerializer):
    site = serializers.CharField(source="menu_day.site.key")
    date = serializers.DateField(source="menu_day.date")
    period = serializers.ChoiceField(Period.choices, source="menu_day.period")
    dish = serializers.CharField(source="dish.key")
    name = serializers.CharField(source="dish.name")
    names = NamesField(source="dish")
    description = serializers.CharField(source="dish.description")
    category = serializers.CharField(source="dish.category.key")
    price = serializers.IntegerField(help_text="Francs, VAT included.")
    portions_left = serializers.IntegerField()
    is_struck_off = serializers.SerializerMethodField()
    struck_until = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = MenuItem
        fields = [
            "id", "site", "date", "period", "dish", "name", "names", "description", "category", "price", "portions_left", "is_struck_off",
            "struck_until",
        ]  # fmt: skip

    def get_is_struck_off(self, item: MenuItem) -> bool:
        return item.struck_until is not None


class MenuFilter(TodayUnlessAsked):
    site = filters.CharFilter(field_name="menu_day__site__key", help_text="Key of the kitchen, like `chub`.")
    date = filters.DateFilter(field_name="menu_day__date", help_text="Today when not given.")
    period = filters.ChoiceFilter(field_name="menu_day__period", choices=Period.choices)


@extend_schema(
    parameters=[ALL_NAMES],
    responses={200: MenuItemSerializer(many=True), **refusals(400, 429)},
    tags=["menu"],
    auth=[],
)
class MenuView(ListAPIView):
    """Dishes of a day at every service, those sold out or struck off among them."""

    permission_classes = [AllowAny]
    serializer_class = MenuItemSerializer
    filterset_class = MenuFilter

    def get_queryset(self) -> QuerySet[MenuItem]:
        return (
            MenuItem.objects.offered()
            .filter(menu_day__site__is_active=True)
            .select_related("menu_day__site", "dish__category")
            .with_strikes(now=clock.now())
            .order_by("menu_day__site", "menu_day__period", "dish__category__position", "dish__name_en", "pk")
        )
