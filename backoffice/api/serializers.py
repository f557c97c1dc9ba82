"""Shapes that several parts of the API share, and how they stand in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from core.common import clock
from core.common.text import LANGUAGES, localised

ALL_NAMES = OpenApiParameter(
    "names",
    str,
    enum=["all"],
    description="`all` adds `names` in English, Kinyarwanda and French. `name` alone is in the language of `Accept-Language`.",
)


class NamesSerializer(serializers.Serializer):
    en = serializers.CharField()
    rw = serializers.CharField()
    fr = serializers.CharField()


@extend_schema_field(NamesSerializer(allow_null=True))
class NamesField(serializers.Field):
    """The three names of a row that has them; null unless asked for by `?names=all`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, row: Model) -> dict[str, str] | None:
        if self.context["request"].query_params.get("names") != "all":
            return None
        return {language: localised(row, "name", language) for language in LANGUAGES}


class AlternativeSerializer(serializers.Serializer):
    item = serializers.IntegerField()
    name = serializers.CharField()
    price = serializers.IntegerField()
    portions_left = serializers.IntegerField()


class ProblemSerializer(serializers.Serializer):
    """Why one line cannot be had as it stands, and the nearest dish that can."""

    item = serializers.IntegerField()
    code = serializers.CharField()
    text = serializers.CharField()
    alternative = AlternativeSerializer(allow_null=True)


class RefusalSerializer(serializers.Serializer):
    """Every answer that is not what was asked for. `text` and `items` are fit for a screen, in the reader's language."""

    code = serializers.CharField()
    text = serializers.CharField()
    field = serializers.CharField(allow_null=True)
    items = serializers.ListField(child=serializers.CharField())
    problems = ProblemSerializer(many=True)
    by_field = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


def refusals(*statuses: int) -> dict[int, type[RefusalSerializer]]:
    """How these answers stand in the OpenAPI document."""
    return dict.fromkeys(statuses, RefusalSerializer)


class TodayUnlessAsked(filters.FilterSet):
    """A list of one day: today in Rwanda when no `date` is given."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        asked = data.copy() if data is not None else {}
        asked.setdefault("date", clock.today().isoformat())
        super().__init__(asked, *args, **kwargs)
