"""Quartiles among comparable establishments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, get_args

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from establishments.catalogue import catalogue
from groupe.consolidation.access import get_scope_for, readable_codes, sees_sites_in, validated_only
from groupe.consolidation.api.answers import LabelledSerializer, StampedSerializer, decimal, exact, stamp
from groupe.consolidation.api.parameters import KNOWN_AT, SCOPE, newest, one_of, read_month, refused
from groupe.consolidation.selectors import as_known, freshness, read_instant
from groupe.consolidation.selectors.benchmark import Place, Pool, compared
from groupe.kernel.errors import NotVisible

WINDOWS: Final = ("month", "r12")
BENCHMARK: Final = [
    SCOPE,
    OpenApiParameter("indicator", str, required=True, description="The code of an indicator."),
    OpenApiParameter("period", str, description="Last month of the window: the newest with figures by default."),
    OpenApiParameter("window", str, enum=WINDOWS, default="r12", description="What each figure spans."),
    KNOWN_AT,
]


class _Band(serializers.Serializer[Any]):
    """From `low` to below `high` of a measure; null where it is open."""

    measure = serializers.CharField()
    low = serializers.IntegerField()
    high = serializers.IntegerField(allow_null=True)


class _Value(serializers.DecimalField):
    def __init__(self) -> None:
        super().__init__(max_digits=None, decimal_places=6, allow_null=True)


class _Site(serializers.Serializer[Any]):
    """`place` in its pool; null where that is masked."""

    establishment = serializers.CharField()
    name = serializers.CharField()
    size = serializers.CharField(allow_null=True)
    value = _Value()
    place = serializers.ChoiceField(choices=get_args(Place), allow_null=True)


class _Pool(LabelledSerializer):
    """One kind, in one band of size or (null) in all; `masked` where fewer than five sites could be told."""

    kind = serializers.CharField()
    band = _Band(allow_null=True)
    masked = serializers.BooleanField()
    count = serializers.IntegerField(allow_null=True)
    q1 = _Value()
    median = _Value()
    q3 = _Value()
    sites = _Site(many=True, allow_null=True, help_text="Those of the scope, where your role reads sites.")


class BenchmarkSerializer(StampedSerializer):
    """The pools that the establishments of a scope belong to; quartiles by the inclusive linear method."""

    indicator = serializers.CharField()
    period = serializers.CharField()
    direction = serializers.ChoiceField(choices=["H", "L", "-"], help_text="Whether high or low is good.")
    method = serializers.CharField()
    results = _Pool(many=True)


class Benchmark(APIView):
    @extend_schema(operation_id="consolidation_benchmark", parameters=BENCHMARK, responses=BenchmarkSerializer)
    def get(self, request: Request) -> Response:
        """Each pool spans the whole group: the same kind and size; of its sites, those of the scope are named."""
        access, query = access_in(request), request.query_params
        require_anywhere(access, Can.SEE_FIGURES)
        scope = get_scope_for(access, query.get("scope") or "group").code
        code = query.get("indicator", "")
        if code not in catalogue().indicators:
            raise refused("indicator", _("Not in the catalogue: %(codes)s.") % {"codes": code or "–"})
        readable = readable_codes(access, scope)
        if readable is not None and code not in readable:
            raise NotVisible(_("There is no such figure."))
        window = one_of(query, "window", WINDOWS, "r12")
        at, now = read_instant(query.get("known_at", "")), freshness()
        with as_known(at) as figures:
            period = read_month(query, "period") or newest(figures)
            found, inside = compared(
                scope, [code], period, window, validated_only=validated_only(access, scope), known_at=figures
            )
        named = inside if sees_sites_in(access, scope) else None
        return Response(
            {
                "scope": scope,
                "indicator": code,
                "period": str(period),
                "window": window,
                "direction": catalogue().indicators[code].direction,
                "method": "inclusive",
                **stamp(now, at),
                "results": [_pool(code, pool, named) for pool in found[code]],
            }
        )


def _pool(code: str, pool: Pool, named: Iterable[str] | None) -> dict[str, Any]:
    known = pool.quartiles
    return {
        "kind": pool.kind,
        "label": catalogue().kinds[pool.kind].label,
        "band": None if pool.band is None else {name: getattr(pool.band, name) for name in ("measure", "low", "high")},
        "masked": pool.masked,
        "count": known.count if known else None,
        "q1": decimal(code, known.low) if known else None,
        "median": decimal(code, known.median) if known else None,
        "q3": decimal(code, known.high) if known else None,
        "sites": None if named is None else _sites(code, pool, frozenset(named)),
    }


def _sites(code: str, pool: Pool, named: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {
            "establishment": peer.code,
            "name": peer.name,
            "size": exact(peer.size),
            "value": decimal(code, peer.value),
            "place": pool.quartiles.place(peer.value) if pool.quartiles else None,
        }
        for peer in pool.peers
        if peer.code in named
    ]
