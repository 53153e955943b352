"""Many reports: the list, and writing up to 5,000 site-months at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import (
    Access,
    Can,
    access_in,
    get_establishment_for,
    require_anywhere,
    visible_establishments,
)
from establishments.api.reports.parsing import invalid, month_of, read_body, read_values
from establishments.api.reports.serializers import (
    BulkAnswerSerializer,
    BulkBodySerializer,
    ReportRowSerializer,
    shown_findings,
)
from establishments.api.reports.views import TAGS, author_of
from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report
from establishments.services.bulk import MOST, BulkEntry, BulkOutcome, BulkRefused, reports_write
from groupe.accounts.api.views import WriteView
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError

PERIODS = [
    OpenApiParameter("from", OpenApiTypes.STR, description="First month, YYYY-MM."),
    OpenApiParameter("to", OpenApiTypes.STR, description="Last month, YYYY-MM."),
]
ESTABLISHMENT = OpenApiParameter("establishment", OpenApiTypes.STR, description="Code of an establishment.")
STATUS = OpenApiParameter("status", OpenApiTypes.STR, enum=Status.values)
DRY_RUN = OpenApiParameter("dry_run", OpenApiTypes.BOOL, description="Says what would happen and writes nothing.")


class ReportList(APIView):
    @extend_schema(
        operation_id="reports_list",
        tags=TAGS,
        parameters=[ESTABLISHMENT, *PERIODS, STATUS, *PAGING],
        responses=paged(ReportRowSerializer),
    )
    def get(self, request: Request) -> Response:
        """Where reports stand."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_REPORTS)
        rows = Report.objects.filter(
            scenario=Scenario.ACTUAL, establishment__in=visible_establishments(access, Can.SEE_REPORTS)
        ).filter(**_asked(request, access))
        chosen = rows.select_related("establishment").defer("draft")
        return keyset_page(request, chosen, key="pk", render=_rows)


class ReportBulk(WriteView):
    @extend_schema(
        operation_id="reports_bulk",
        tags=TAGS,
        parameters=[DRY_RUN],
        request=BulkBodySerializer,
        responses=BulkAnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        """Up to 5,000 site-months, all or nothing; faults are told by the index of the report and by measure."""
        access = access_in(request)
        require_anywhere(access, Can.SUBMIT if _submits(request.data) else Can.DRAFT)
        submit, dry_run = _submits(request.data), _dry_run(request)
        entries = _entries(access, request.data, Can.SUBMIT if submit else Can.DRAFT)
        outcomes = reports_write(entries=entries, author=author_of(request), submit=submit, dry_run=dry_run)
        created = sum(outcome.created for outcome in outcomes)
        return Response(
            {
                "dry_run": dry_run,
                "created": created,
                "updated": len(outcomes) - created,
                "reports": [_shown(outcome) for outcome in outcomes],
            }
        )


def _rows(page: list[Report]) -> list[Any]:
    return list(ReportRowSerializer(page, many=True).data)


def _asked(request: Request, access: Access) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for name, lookup in (("from", "month__gte"), ("to", "month__lte")):
        if text := request.query_params.get(name):
            month = month_of(text)
            if month is None:
                faults[name] = [_("A month is expected, as YYYY-MM.")]
            else:
                asked[lookup] = month.first
    if status := request.query_params.get("status"):
        asked["status"] = status
        if status not in Status.values:
            faults["status"] = [_("One of: %(choices)s.") % {"choices": ", ".join(Status.values)}]
    if faults:
        raise invalid(faults)
    if code := request.query_params.get("establishment"):
        asked["establishment"] = get_establishment_for(access, code, Can.SEE_REPORTS)
    return asked


def _submits(data: object) -> bool:
    submit = data.get("submit", False) if isinstance(data, Mapping) else False
    if not isinstance(submit, bool):
        raise invalid({"submit": [_("true or false is expected.")]})
    return submit


def _dry_run(request: Request) -> bool:
    text = request.query_params.get("dry_run", "").lower()
    if text not in {"", "0", "1", "true", "false"}:
        raise invalid({"dry_run": [_("true or false is expected.")]})
    return text in {"1", "true"}


def _entries(access: Access, data: object, can: Can) -> list[BulkEntry]:
    rows = data.get("reports") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        raise invalid({"reports": [_("A list of 1 to %(most)s reports is expected.") % {"most": MOST}]})
    sites = _sites(access, rows, can)
    entries: list[BulkEntry] = []
    faults: dict[int, object] = {}
    for index, row in enumerate(rows):
        try:
            entries.append(_entry(index, row, sites))
        except DomainError as error:
            faults[index] = error.fields
    if faults:
        raise BulkRefused("invalid", _("Some fields are not valid."), faults, 400)
    return entries


def _entry(index: int, row: Mapping[str, Any], sites: Mapping[str, Establishment]) -> BulkEntry:
    body = read_body(row, also=frozenset({"establishment", "period"}))
    month = month_of(row.get("period"))
    if month is None:
        raise invalid({"period": [_("A month is expected, as YYYY-MM.")]})
    site = sites[row["establishment"]]
    return BulkEntry(index, site, month, read_values(site, body.values), body.comment)


def _sites(access: Access, rows: Sequence[Any], can: Can) -> dict[str, Establishment]:
    """Every establishment named, by code: 400 without a name, 404 for strangers, 403 where `can` is not given."""
    codes: dict[int, str] = {}
    nameless: dict[int, object] = {}
    for index, row in enumerate(rows):
        code = row.get("establishment") if isinstance(row, Mapping) else None
        if isinstance(code, str) and code:
            codes[index] = code
        else:
            nameless[index] = {"establishment": [_("The code of an establishment is expected.")]}
    if nameless:
        raise BulkRefused("invalid", _("Some fields are not valid."), nameless, 400)
    wanted = set(codes.values())
    may = {site.code: site for site in visible_establishments(access, can).filter(code__in=wanted)}
    sees = set(visible_establishments(access).filter(code__in=wanted - may.keys()).values_list("code", flat=True))
    _refuse(codes, wanted - may.keys() - sees, "not_found", _("There is no such establishment."), 404)
    _refuse(codes, sees, "forbidden", _("Your role does not allow this here."), 403)
    return may


def _refuse(codes: Mapping[int, str], refused: set[str], code: str, message: str, status: int) -> None:
    faults = {index: {"establishment": [message]} for index, each in codes.items() if each in refused}
    if faults:
        raise BulkRefused(code, message, faults, status)


def _shown(outcome: BulkOutcome) -> dict[str, Any]:
    return {
        "establishment": outcome.entry.establishment.code,
        "period": str(outcome.entry.month),
        "version": outcome.report.last_version,
        "status": outcome.report.status,
        "errors": shown_findings(outcome.errors),
        "warnings": shown_findings(outcome.warnings),
    }
