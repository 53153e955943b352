"""From a figure down to the report versions that it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Access, Can, access_in, require_anywhere
from establishments.catalogue import catalogue
from groupe.consolidation.access import get_scope_for, readable_codes, sees_sites_in, validated_only
from groupe.consolidation.api import explain_answer as answer
from groupe.consolidation.api.answers import stamp
from groupe.consolidation.api.explain_eliminations import eliminations_of
from groupe.consolidation.api.explain_schema import ExplainSerializer
from groupe.consolidation.api.parameters import (
    KNOWN_AT,
    PERIMETER,
    SCOPE,
    VIEW,
    WINDOW,
    newest,
    one_of,
    read_month,
    refused,
)
from groupe.consolidation.selectors import Perimeter, Today, View, as_known, freshness, read_instant
from groupe.consolidation.selectors.explain import Part, behind, explain
from groupe.kernel.api.paging import PAGING, keyset_page
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.periods import WINDOWS, Month, Window

DETAILS: Final = ("site", "kind")
EXPLAIN: Final = [
    SCOPE,
    OpenApiParameter("code", str, required=True, description="An indicator, a measure or a derived measure."),
    OpenApiParameter("period", str, description="Last month of the window: the newest with figures by default."),
    WINDOW,
    PERIMETER,
    VIEW,
    KNOWN_AT,
    OpenApiParameter("detail", str, enum=DETAILS, description="Site by site where your role reads sites, or by kind."),
    *PAGING,
]


@dataclass(frozen=True)
class AskedFigure:
    """A figure that the reader may see; `sites`: down to single establishments, `people`: with authors and words."""

    scope: str
    code: str
    period: Month
    window: Window
    perimeter: Perimeter
    view: View
    validated: bool
    sites: bool
    people: bool


class Explain(APIView):
    @extend_schema(operation_id="consolidation_explain", parameters=EXPLAIN, responses=ExplainSerializer)
    def get(self, request: Request) -> Response:
        """The whole head on each page; the perimeter and the missing site-months by name on the first one alone."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_FIGURES)
        at, now = read_instant(request.query_params.get("known_at", "")), freshness()
        with as_known(at) as figures:
            asked = _read(access, request, figures)
            found = explain(
                asked.scope, asked.code, asked.period, asked.window, perimeter=asked.perimeter, view=asked.view,
                validated_only=asked.validated, known_at=figures,
            )  # fmt: skip
            named = asked.sites and not request.query_params.get("after")
            taken = eliminations_of(
                found, with_flows=asked.perimeter == "current" and not asked.validated, sites=asked.sites
            )
            head = {**answer.head(found), **taken, **answer.perimeter(found, named=named), **stamp(now, at)}
            if not asked.sites:
                return Response({**head, "detail": "kind", "parts": [], "next": None})

            def shown(parts: list[Part]) -> Sequence[Any]:
                return [answer.part(each, people=asked.people) for each in behind(found, parts)]

            page = keyset_page(request, found.parts, key="key", render=shown).data
        return Response({**head, "detail": "site", "parts": page["results"], "next": page["next"]})


def _read(access: Access, request: Request, figures: Today) -> AskedFigure:
    """NotVisible (404) for a scope or figure that is not for this reader, NotAllowed (403) for single sites."""
    query = request.query_params
    scope = get_scope_for(access, query.get("scope") or "group").code
    code = query.get("code", "")
    source = catalogue()
    if not any(code in items for items in (source.measures, source.derived, source.indicators)):
        raise refused("code", _("Not in the catalogue: %(codes)s.") % {"codes": code or "–"})
    readable = readable_codes(access, scope)
    if readable is not None and code not in readable:
        raise NotVisible(_("There is no such figure."))
    sites = sees_sites_in(access, scope)
    if one_of(query, "detail", DETAILS, None) == "site" and not sites:
        raise NotAllowed(_("Your role reads sums, not single establishments."))
    validated = validated_only(access, scope)
    return AskedFigure(
        scope=scope,
        code=code,
        period=read_month(query, "period") or newest(figures),
        window=one_of(query, "window", WINDOWS, "month"),
        perimeter=one_of(query, "perimeter", get_args(Perimeter), "current"),
        view=one_of(query, "view", get_args(View), "operational"),
        validated=validated,
        sites=sites and query.get("detail") != "kind",
        people=not validated,
    )
