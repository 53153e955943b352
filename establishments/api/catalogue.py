"""The catalogue: what is entered, what follows from it, and the indicators."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from establishments.catalogue import Derived, Indicator, Measure, catalogue
from groupe.kernel.api.paging import PAGING, keyset_page, paged


class MeasureSerializer(serializers.Serializer[Any]):
    """A measure: `requirement` is R always, O never, C where the activity exists; `formula` where it is derived."""

    code = serializers.CharField()
    fr = serializers.CharField()
    en = serializers.CharField()
    unit = serializers.CharField()
    decimals = serializers.IntegerField()
    entered = serializers.BooleanField()
    section = serializers.CharField(allow_null=True)
    theme = serializers.CharField()
    requirement = serializers.ChoiceField(choices=["R", "O", "C"], allow_null=True)
    minimum = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    maximum = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    time = serializers.CharField()
    formula = serializers.CharField(allow_null=True)
    kinds = serializers.ListField(child=serializers.CharField())


class IndicatorSerializer(serializers.Serializer[Any]):
    """`factor` x numerator / denominator; `low` and `high` bound what is usual."""

    code = serializers.CharField()
    fr = serializers.CharField()
    en = serializers.CharField()
    unit = serializers.CharField()
    theme = serializers.CharField()
    numerator = serializers.CharField()
    denominator = serializers.CharField(allow_null=True)
    factor = serializers.IntegerField()
    direction = serializers.CharField()
    low = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    high = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    kinds = serializers.ListField(child=serializers.CharField())


def measure_row(item: Measure | Derived) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": item.code,
        "fr": item.fr,
        "en": item.en,
        "unit": item.unit,
        "decimals": item.scale,
        "theme": item.theme,
        "time": item.time,
        "kinds": sorted(item.kinds),
    }
    if isinstance(item, Derived):
        return (
            row
            | dict.fromkeys(("section", "requirement", "minimum", "maximum"))
            | {
                "entered": False,
                "formula": item.formula,
            }
        )
    return row | {
        "section": item.section,
        "requirement": item.required,
        "minimum": f"{item.minimum:f}",
        "maximum": f"{item.maximum:f}",
        "entered": item.entered,
        "formula": None,
    }


def indicator_row(item: Indicator) -> dict[str, Any]:
    names = ("code", "fr", "en", "unit", "theme", "numerator", "denominator", "factor", "direction")
    bounds = {name: None if bound is None else f"{bound:f}" for name, bound in (("low", item.low), ("high", item.high))}
    return {name: getattr(item, name) for name in names} | bounds | {"kinds": sorted(item.kinds)}


class MeasureList(APIView):
    @extend_schema(operation_id="measures", parameters=PAGING, responses=paged(MeasureSerializer))
    def get(self, request: Request) -> Response:
        require_anywhere(access_in(request), Can.SEE_CATALOGUE)
        source = catalogue()
        items: list[Measure | Derived] = [*source.measures.values(), *source.derived.values()]
        rows = [measure_row(item) for item in items]
        return keyset_page(request, rows, key="code")


class IndicatorList(APIView):
    @extend_schema(operation_id="indicators", parameters=PAGING, responses=paged(IndicatorSerializer))
    def get(self, request: Request) -> Response:
        require_anywhere(access_in(request), Can.SEE_CATALOGUE)
        rows = [indicator_row(item) for item in catalogue().indicators.values()]
        return keyset_page(request, rows, key="code")
