"""Closed periods: what was published, its fingerprints, what changed since; and closing one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require, require_anywhere
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.consolidation.api.closes_answers import (
    CloseBodySerializer,
    CloseSerializer,
    PeriodSerializer,
    close_row,
    restatement_row,
)
from groupe.consolidation.api.parameters import read_month, refused
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.closes import chosen_version, closed_period, restated, restatement_of, visible_codes
from groupe.consolidation.services.closing import close_period
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.periods import Month

TAGS = ["closes"]
VERSION = OpenApiParameter("version", OpenApiTypes.INT, description="What changed since: the last one by default.")


class Closes(WriteView):
    @extend_schema(operation_id="closes_list", tags=TAGS, parameters=PAGING, responses=paged(CloseSerializer))
    def get(self, request: Request) -> Response:
        """Every version of every closed period, in the order in which they were made: each follows the one before."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_CLOSES)
        codes = visible_codes(access)

        def shown(page: list[Close]) -> list[dict[str, Any]]:
            changed = restated(page, access)
            return [close_row(close, codes, restated=close.pk in changed) for close in page]

        return keyset_page(request, Close.objects.select_related("author"), key="pk", render=shown)

    @extend_schema(
        operation_id="closes_create", tags=TAGS, request=CloseBodySerializer, responses={201: CloseSerializer}
    )
    def post(self, request: Request) -> Response:
        """Freezes what is validated, names what is not, and publishes; 422 where flows differ or sites are late."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_CLOSES)
        require(access, Can.CLOSE)
        month, reason, confirm = _read(request.data)
        close = close_period(author=user_of(request), month=month, reason=reason, confirm_late=confirm)
        return Response(close_row(close, visible_codes(access), restated=False), status=status.HTTP_201_CREATED)


class Period(APIView):
    @extend_schema(operation_id="closes_period", tags=TAGS, parameters=[VERSION], responses=PeriodSerializer)
    def get(self, request: Request, period: str) -> Response:
        """All versions of a period, and what changed since one of them, with its effect on the figures."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_CLOSES)
        versions = closed_period(period)
        close = chosen_version(versions, request.query_params.get("version", ""))
        changed, codes = restated(versions, access), visible_codes(access)
        return Response(
            {
                "period": str(Month.of(close.month)),
                "versions": [close_row(each, codes, restated=each.pk in changed) for each in versions],
                "since": close.version,
                "restatements": restatement_row(restatement_of(close, access)),
            }
        )


def _read(data: object) -> tuple[Month, str, bool]:
    body = data if isinstance(data, Mapping) else {}
    for name in body.keys() - {"period", "reason", "confirm_late"}:
        raise refused(str(name), _("Unknown field."))
    period, reason, confirm = body.get("period", ""), body.get("reason", ""), body.get("confirm_late", False)
    month = read_month({"period": period}, "period") if isinstance(period, str) else None
    if month is None:
        raise refused("period", _("A month such as 2026-03 is expected."))
    if not isinstance(reason, str):
        raise refused("reason", _("A text is expected."))
    if not isinstance(confirm, bool):
        raise refused("confirm_late", _("true or false is expected."))
    return month, reason, confirm
