"""Consolidated figures, their breakdown, and the scopes that one may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, get_args

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from groupe.consolidation.access import sees_sites, validated_only, visible_scopes
from groupe.consolidation.api.answers import (
    BridgeSerializer,
    ChildrenSerializer,
    FiguresSerializer,
    ScopeSerializer,
    bridge_row,
    child_rows,
    eliminated,
    figure_rows,
    stamp,
)
from groupe.consolidation.api.parameters import (
    BRIDGE,
    CHILDREN,
    FIGURES,
    Asked,
    newest,
    one_of,
    read_asked,
    read_bridge,
    read_month,
    read_months,
)
from groupe.consolidation.eliminations import is_eliminated
from groupe.consolidation.selectors import (
    BREAKDOWNS,
    Comparison,
    Figure,
    Perimeter,
    Series,
    Today,
    View,
    as_known,
    bridge,
    children,
    freshness,
    read_instant,
    series,
)
from groupe.consolidation.selectors.eliminations import beside, both_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import NotAllowed
from groupe.kernel.periods import Month


class Consolidation(APIView):
    @extend_schema(operation_id="consolidation", parameters=FIGURES, responses=FiguresSerializer)
    def get(self, request: Request) -> Response:
        access, query = access_in(request), request.query_params
        require_anywhere(access, Can.SEE_FIGURES)
        asked = read_asked(access, query)
        perimeter = one_of(query, "perimeter", get_args(Perimeter), "current")
        view = one_of(query, "view", get_args(View), "operational")
        compare = one_of(query, "compare", get_args(Comparison), None)
        at, now = read_instant(query.get("known_at", "")), freshness()
        with as_known(at) as figures:
            first, last = read_months(query, figures)
            found = series(
                scope=asked.scope, codes=asked.codes, first=first, last=last, window=asked.window, compare=compare,
                perimeter=perimeter, view=view, validated_only=validated_only(access, asked.scope),
                known_at=figures,
            )  # fmt: skip
            with_flows = perimeter == "current" and not validated_only(access, asked.scope)

            def both(each: Series) -> Sequence[tuple[Figure, Figure] | None]:
                pairs = beside(each, asked.scope, asked.window, view, figures) if with_flows else []
                return pairs or [None] * len(each.figures)

            rows = list(figure_rows(found.values(), asked.window, both))
        head = {"scope": asked.scope, "perimeter": perimeter, "view": view, "window": asked.window, **stamp(now, at)}
        return Response({**head, "results": rows})


class BridgeView(APIView):
    @extend_schema(operation_id="consolidation_bridge", parameters=BRIDGE, responses=BridgeSerializer)
    def get(self, request: Request) -> Response:
        access, query = access_in(request), request.query_params
        require_anywhere(access, Can.SEE_FIGURES)
        view = one_of(query, "view", get_args(View), "operational")
        at, now = read_instant(query.get("known_at", "")), freshness()
        with as_known(at) as figures:
            scope, measure, first, last = read_bridge(access, query, figures)
            found = bridge(
                scope=scope, measure=measure, first=first, last=last, view=view,
                validated_only=validated_only(access, scope), known_at=figures,
            )  # fmt: skip
        return Response({**bridge_row(found), "view": view, **stamp(now, at)})


class Children(APIView):
    @extend_schema(operation_id="consolidation_children", parameters=CHILDREN, responses=ChildrenSerializer)
    def get(self, request: Request) -> Response:
        access, query = access_in(request), request.query_params
        require_anywhere(access, Can.SEE_FIGURES)
        asked = read_asked(access, query)
        by = one_of(query, "by", BREAKDOWNS, "")
        if by == "establishment" and not sees_sites(access):
            raise NotAllowed(_("Your role reads sums, not single establishments."))
        perimeter = one_of(query, "perimeter", get_args(Perimeter), "current")
        view = one_of(query, "view", get_args(View), "operational")
        at, now = read_instant(query.get("known_at", "")), freshness()
        with as_known(at) as figures:
            period = read_month(query, "period") or newest(figures)
            found = children(
                scope=asked.scope, by=by, codes=asked.codes, period=period, window=asked.window,
                perimeter=perimeter, view=view,
                validated_only=validated_only(access, asked.scope), known_at=figures,
            )  # fmt: skip
            flows = perimeter == "current" and not validated_only(access, asked.scope)
            whole = _whole(asked, period, view, figures) if flows else {}
        head = {"scope": asked.scope, "by": by, "period": str(period), "window": asked.window, **stamp(now, at)}
        taken = {child.scope: _eliminated(child.both) for child in found} | whole
        return Response({**head, "eliminations": taken, "results": child_rows(found)})


def _whole(asked: Asked, period: Month, view: View, figures: Today) -> dict[str, Any]:
    """What the scope itself takes out of each code: more than its parts do, by what these bill each other."""
    codes = [code for code in asked.codes if is_eliminated(code)]
    found = series(
        scope=asked.scope, codes=codes, first=period, last=period, window=asked.window, view=view, known_at=figures
    ) if codes else {}  # fmt: skip
    both = {code: both_of(each, asked.scope, asked.window, view, figures) for code, each in found.items()}
    return {asked.scope: _eliminated({code: each for code, each in both.items() if each})}


def _eliminated(both: Mapping[str, tuple[Figure, Figure]]) -> dict[str, Any]:
    return {code: eliminated(*each) for code, each in both.items()}


class Scopes(APIView):
    @extend_schema(operation_id="scopes", parameters=PAGING, responses=paged(ScopeSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_FIGURES)
        return keyset_page(request, [asdict(scope) for scope in visible_scopes(access)], key="code")
