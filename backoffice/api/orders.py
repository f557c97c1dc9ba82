"""A person's own orders, whatever else they may see as staff: a token that leaks opens nobody else's."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView, get_object_or_404
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.api.order_serializers import OrderFilter, OrderSerializer, OrderWithLinesSerializer, PlacingSerializer
from backoffice.api.serializers import refusals
from core.common import clock
from core.common.errors import RuleBroken
from core.orders import actions
from core.orders.models import CancelReason, Channel, Order, OrderEvent, OrderLine
from core.zones.models import Zone

KEY_LENGTH = 80
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description=f"Made by the client for each press, at most {KEY_LENGTH} characters. The same key and body give the same order.",
)
REFUSALS = refusals(401, 403, 429)


class NewestFirst(CursorPagination):
    ordering = ("-placed_at", "-pk")
    page_size = 50


def own(request: Request) -> QuerySet[Order]:
    return Order.objects.of(request.user.pk).select_related("site", "slot", "zone")


@extend_schema(tags=["orders"])
class OrdersView(ListAPIView):
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Order]:
        return own(self.request)

    @extend_schema(responses={200: OrderSerializer(many=True), **refusals(400), **REFUSALS})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """One's own orders, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[KEY],
        request=PlacingSerializer,
        responses={
            201: OrderSerializer,
            200: OrderSerializer,
            **refusals(400, 409, 422),
            **REFUSALS,
        },
    )
    def post(self, request: Request) -> Response:
        """Place an order: 201, or 200 when this key had placed it before.

        409 tells line by line what cannot be had and what could be eaten instead; 422 a key that came with another body.
        """
        key = idempotency_key(request)
        asked = PlacingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        order = actions.place(
            payer=request.user,
            slot=asked.validated_data["slot"],
            wishes=asked.wishes(),
            delivery=asked.delivery(zone_of(asked)),
            method=asked.validated_data["method"],
            channel=Channel.API,
            key=key,
            by=request.user,
            now=clock.now(),
            language=(get_language() or "en")[:2],
        )
        return Response(OrderSerializer(order).data, status=status.HTTP_200_OK if order.was_placed_before else status.HTTP_201_CREATED)


def idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 1 <= len(key) <= KEY_LENGTH:
        raise ValidationError(
            {
                "Idempotency-Key": _("Send a header Idempotency-Key, at most %(most)d characters, a new one for each order.")
                % {"most": KEY_LENGTH}
            }
        )
    return key


def zone_of(asked: PlacingSerializer) -> Zone:
    """The zone that was named, or the one that serves the sector.

    :raises RuleBroken: no zone serves the sector.
    """
    zone, sector = asked.validated_data["zone"], asked.validated_data["sector"]
    if zone is None and sector is None:
        raise ValidationError({"zone": _("Say where the meal goes: a zone or a sector.")})
    zone = zone or Zone.objects.for_sector(asked.validated_data["slot"].site, sector)
    if zone is None:
        raise RuleBroken(_("We do not deliver to %(sector)s yet.") % {"sector": sector}, code="not_served", field="sector")
    return zone


@extend_schema(tags=["orders"], responses={200: OrderWithLinesSerializer, **refusals(404), **REFUSALS})
class OrderView(RetrieveAPIView):
    """One's own order with its lines and what happened to it. Another person's is not found."""

    serializer_class = OrderWithLinesSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Order]:
        return own(self.request).prefetch_related(
            Prefetch("lines", OrderLine.objects.order_by("pk")), Prefetch("events", OrderEvent.objects.order_by("at", "pk"))
        )


@extend_schema(tags=["orders"], request=None, responses={200: OrderSerializer, **refusals(404, 409), **REFUSALS})
class CancelView(APIView):
    """Cancel one's own order, until the kitchen has it. Safe to repeat."""

    def post(self, request: Request, number: str) -> Response:
        order = get_object_or_404(own(request), number=number)
        order = actions.cancel(order=order, reason=CancelReason.CUSTOMER, by=request.user, now=clock.now())
        return Response(OrderSerializer(order).data)
