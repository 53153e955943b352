"""`/consolidation/pro-forma/`: as if what entered had always been there; never part of any other figure."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from groupe.consolidation.access import validated_only
from groupe.consolidation.api.answers import DIGITS, Amount, decimal, stamp
from groupe.consolidation.api.parameters import BRIDGE, VIEW, read_bridge
from groupe.consolidation.selectors import ProForma, as_known, freshness, pro_forma, read_instant
from groupe.kernel.numbers import round_half_up

ASKED = [parameter for parameter in BRIDGE if parameter is not VIEW]
PUBLISHED = False  # whatever the scope: a pro forma is not a published figure


class _ProFormaNow(serializers.Serializer[Any]):
    """`seller`: what the sellers told of their days before the entries."""

    actual = Amount()
    seller = Amount()
    pro_forma = Amount()


class _ProFormaBefore(serializers.Serializer[Any]):
    """`base`: last year without what left since."""

    base = Amount()
    seller = Amount()
    pro_forma = Amount()


class ProFormaSerializer(serializers.Serializer[Any]):
    """Actual and the seller's days before the entry, this year and last year; `growth` is a fraction."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a keyword of Python: it cannot be declared."""
        return {**super().get_fields(), "from": serializers.CharField(), "to": serializers.CharField()}

    scope = serializers.CharField()
    measure = serializers.CharField()
    published = serializers.BooleanField()
    current = _ProFormaNow()
    previous = _ProFormaBefore()
    growth = Amount()
    generation = serializers.IntegerField()
    as_of = serializers.DateTimeField(allow_null=True)


class ProFormaView(APIView):
    @extend_schema(operation_id="consolidation_pro_forma", parameters=ASKED, responses=ProFormaSerializer)
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_FIGURES)
        at, now = read_instant(request.query_params.get("known_at", "")), freshness()
        with as_known(at) as figures:
            scope, measure, first, last = read_bridge(access, request.query_params, figures)
            found = pro_forma(
                scope=scope, measure=measure, first=first, last=last,
                validated_only=validated_only(access, scope), known_at=figures,
            )  # fmt: skip
        return Response({**_row(found), **stamp(now, at)})


def _row(found: ProForma) -> dict[str, Any]:
    code = found.measure
    return {
        "scope": found.scope,
        "measure": code,
        "from": str(found.first),
        "to": str(found.last),
        "published": PUBLISHED,
        "current": {
            "actual": decimal(code, found.actual),
            "seller": decimal(code, found.seller),
            "pro_forma": decimal(code, found.current),
        },
        "previous": {
            "base": decimal(code, found.base),
            "seller": decimal(code, found.seller_before),
            "pro_forma": decimal(code, found.previous),
        },
        "growth": None if found.growth is None else f"{round_half_up(found.growth, DIGITS):f}",
    }
