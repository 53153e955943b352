"""Flows between companies of the group: what is eliminated at a scope, and where both sides differ."""

from __future__ import annotations

from typing import Any, Final, get_args

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from establishments.enums import Account
from groupe.consolidation.access import get_eliminations_for
from groupe.consolidation.api.answers import Amount, PartySerializer, StampedSerializer, money, party, stamp
from groupe.consolidation.api.parameters import KNOWN_AT, SCOPE, VIEW, WINDOW, newest, one_of, read_month
from groupe.consolidation.selectors import View, as_known, freshness, read_instant
from groupe.consolidation.selectors.eliminations import DifferenceRow, Eliminations, PairRow, eliminations
from groupe.consolidation.selectors.legal_result import LegalResult, legal_result
from groupe.kernel.periods import WINDOWS

ELIMINATIONS: Final = [
    SCOPE,
    OpenApiParameter("period", str, description="Last month of the window: the newest with figures by default."),
    WINDOW,
    VIEW,
    KNOWN_AT,
]


class _Between(serializers.Serializer[Any]):
    seller = PartySerializer()
    buyer = PartySerializer()
    account = serializers.ChoiceField(choices=Account.choices)


class _Pair(_Between):
    """`amount`: what both agree on; `eliminated` is taken out of the seller's measures, `from_buyer` of the buyer's."""

    amount = Amount()
    inside = serializers.BooleanField(help_text="Both ends lie in the scope.")
    eliminated = Amount()
    from_buyer = Amount()
    left = Amount()


class _Difference(_Between):
    """`blocks`: above 1.00 EUR, the month cannot be closed; below, the buyer follows the seller."""

    period = serializers.CharField()
    sold = Amount()
    bought = Amount()
    difference = Amount()
    blocks = serializers.BooleanField()


class _Result(serializers.Serializer[Any]):
    """In the legal view: `total` = `group` + `minority` + `associative_funds`; the equity method line is part of it."""

    total = Amount()
    equity_method = Amount()
    minority = Amount()
    associative_funds = Amount()
    group = Amount()


class EliminationsSerializer(StampedSerializer):
    """The schema of `/consolidation/eliminations/`."""

    period = serializers.CharField()
    view = serializers.CharField()
    eliminated = Amount()
    pairs = _Pair(many=True)
    differences = _Difference(many=True)
    result = _Result(allow_null=True)


class EliminationsView(APIView):
    @extend_schema(operation_id="consolidation_eliminations", parameters=ELIMINATIONS, responses=EliminationsSerializer)
    def get(self, request: Request) -> Response:
        """Pairs of which an end lies in the scope; what one end alone lies in is not eliminated there."""
        access, query = access_in(request), request.query_params
        require_anywhere(access, Can.SEE_FIGURES)
        scope, sites = get_eliminations_for(access, query.get("scope") or "group")
        window = one_of(query, "window", WINDOWS, "month")
        view = one_of(query, "view", get_args(View), "operational")
        at, now = read_instant(query.get("known_at", "")), freshness()
        with as_known(at) as figures:
            period = read_month(query, "period") or newest(figures)
            asked = {"scope": scope.code, "period": period, "window": window, "known_at": figures}
            found = eliminations(**asked, view=view)
            result = legal_result(**asked) if view == "legal" else None
        return Response({**_head(found), **_rows(found, sites=sites), "result": _result(result), **stamp(now, at)})


def _head(found: Eliminations) -> dict[str, Any]:
    return {"scope": found.scope, "period": str(found.period), "window": found.window, "view": found.view}


def _rows(found: Eliminations, *, sites: bool) -> dict[str, Any]:
    return {
        "eliminated": money(found.sold),
        "pairs": [_pair(row, sites=sites) for row in found.pairs],
        "differences": [_difference(row, sites=sites) for row in found.differences],
    }


def _pair(row: PairRow, *, sites: bool) -> dict[str, Any]:
    return {
        **_between(row, sites=sites),
        "amount": money(row.amount),
        "inside": row.inside,
        "eliminated": money(row.sold),
        "from_buyer": money(row.bought),
        "left": money(row.left),
    }


def _difference(row: DifferenceRow, *, sites: bool) -> dict[str, Any]:
    return {
        "period": str(row.month),
        **_between(row, sites=sites),
        "sold": money(row.sold),
        "bought": money(row.bought),
        "difference": money(row.difference),
        "blocks": row.blocks,
    }


def _between(row: PairRow | DifferenceRow, *, sites: bool) -> dict[str, Any]:
    return {"seller": party(row.seller, sites=sites), "buyer": party(row.buyer, sites=sites), "account": row.account}


def _result(found: LegalResult | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "total": money(found.whole),
        "equity_method": money(found.equity),
        "minority": money(found.minority),
        "associative_funds": money(found.associative),
        "group": money(found.group),
    }
