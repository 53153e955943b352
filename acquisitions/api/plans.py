"""The recovery plan of a deal, in its versions, and the seller's accounts that it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions.access import get_deal_for
from acquisitions.api.plan_body import (
    AccountsBodySerializer,
    AccountsSerializer,
    PlanBodySerializer,
    ThesisBodySerializer,
)
from acquisitions.api.plan_figures import PlanSerializer, PlanVersionSerializer, told_plan
from acquisitions.models import Deal, RecoveryPlan
from acquisitions.selectors.plans import (
    Valued,
    account_rows,
    accounts_of,
    drafted,
    first_content,
    valued,
    version_of,
    versions_of,
)
from acquisitions.services.plans import accounts_save, plan_save, thesis_mark
from acquisitions.services.rooms import entered
from acquisitions.valuation.history import text_rows
from establishments.access import access_in
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.conditional import IF_MATCH, etag_of, require_match
from groupe.kernel.errors import DomainError

TAGS = ["acquisitions"]
VERSION = OpenApiParameter("version", OpenApiTypes.INT, description="The newest one by default.")


class DealPlan(WriteView):
    @extend_schema(operation_id="deal_plan_get", tags=TAGS, parameters=[VERSION], responses=PlanSerializer)
    def get(self, request: Request, code: str) -> Response:
        """A version with all that it comes to; before the first one, what it would start from."""
        deal = _entered(request, code)
        row = version_of(deal, _number(request.query_params.get("version")))
        return _answer(deal, valued(row) if row else drafted(deal, first_content(deal)))

    @extend_schema(
        operation_id="deal_plan_put", tags=TAGS, parameters=[IF_MATCH], request=PlanBodySerializer,
        responses=PlanSerializer,
    )  # fmt: skip
    def put(self, request: Request, code: str) -> Response:
        """Saves the next version, on the accounts of today. 412 where `If-Match` is not the newest one's `ETag`."""
        deal = get_deal_for(access_in(request), code, write=True)
        given = dict(_body(request))
        note = given.pop("note", "") or ""
        if not isinstance(note, str):
            raise DomainError(
                "refused", _("A text is expected."), fields={"note": _("A text is expected.")}, status=422
            )
        newest = version_of(deal)
        require_match(request, _etag(deal, newest))
        expected = (newest.number if newest else 0) if "If-Match" in request.headers else None
        made = plan_save(deal=deal, content=given, note=note, author=user_of(request), expected=expected)
        return _answer(deal, valued(made))


class DealPlanVersions(APIView):
    @extend_schema(operation_id="deal_plan_versions", tags=TAGS, responses=PlanVersionSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """The newest first."""
        return Response(PlanVersionSerializer(versions_of(_entered(request, code)), many=True).data)


class DealPlanThesis(WriteView):
    @extend_schema(operation_id="deal_plan_thesis", tags=TAGS, request=ThesisBodySerializer, responses=PlanSerializer)
    def post(self, request: Request, code: str) -> Response:
        """Marks the version that the offer is made on, for good: 409 where one is marked already."""
        deal = get_deal_for(access_in(request), code, write=True)
        number = _number(_body(request).get("version"))
        if number is None:
            message = _("This field is required.")
            raise DomainError("refused", message, fields={"version": message}, status=422)
        return _answer(deal, valued(thesis_mark(deal=deal, number=number, author=user_of(request))))


class DealAccounts(WriteView):
    @extend_schema(operation_id="deal_accounts_get", tags=TAGS, responses=AccountsSerializer)
    def get(self, request: Request, code: str) -> Response:
        """The seller's months, kept apart from every report of the group."""
        return Response({"months": account_rows(accounts_of(_entered(request, code)))})

    @extend_schema(
        operation_id="deal_accounts_put", tags=TAGS, request=AccountsBodySerializer, responses=AccountsSerializer
    )
    def put(self, request: Request, code: str) -> Response:
        """All months at once, in place of those told before."""
        deal = get_deal_for(access_in(request), code, write=True)
        told = accounts_save(deal=deal, rows=_rows(_body(request)), author=user_of(request))
        return Response({"months": account_rows(told)})


def _entered(request: Request, code: str) -> Deal:
    deal = get_deal_for(access_in(request), code)
    entered(deal=deal, user=user_of(request), what="plan")
    return deal


def _answer(deal: Deal, found: Valued) -> Response:
    return Response(told_plan(found), headers={"ETag": _etag(deal, found.row)})


def _etag(deal: Deal, row: RecoveryPlan | None) -> str:
    return etag_of(deal.pk, "plan", row.number if row else 0)


def _body(request: Request) -> Mapping[str, Any]:
    if not isinstance(request.data, Mapping):
        raise DomainError("invalid", _("An object is expected."))
    return request.data


def _number(given: object) -> int | None:
    if given is None or given == "":
        return None
    text = str(given)
    if not text.isdecimal() or len(text) > 6:
        message = _("A whole number is expected.")
        raise DomainError("invalid", message, fields={"version": [message]})
    return int(text)


def _rows(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    text, months = given.get("text"), given.get("months")
    if isinstance(text, str):
        return list(text_rows(text))
    if not isinstance(months, list) or not all(isinstance(each, Mapping) for each in months):
        message = _("A list of months is expected.")
        raise DomainError("refused", message, fields={"months": message}, status=422)
    return months
