"""A site's month: read, typed into, moved along; `ETag` and `If-Match` are compared under its lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, capabilities_over, get_establishment_for
from establishments.api.reports.parsing import month_of, read_body, read_reason, read_values
from establishments.api.reports.serializers import (
    HistorySerializer,
    ReasonSerializer,
    ReportBodySerializer,
    ReportSerializer,
    shown_history,
    shown_report,
)
from establishments.models import Establishment, Report
from establishments.selectors.history import moves_of, versions_of
from establishments.selectors.reports import month_in_context
from establishments.services.moves import move_allowed, report_move_by_name
from establishments.services.reporting import (
    Outcome,
    checked,
    report_lock,
    report_save_draft,
    report_submit,
    surroundings_of,
)
from groupe.accounts.api.views import WriteView
from groupe.accounts.models import User
from groupe.kernel.api.conditional import IF_MATCH, etag_of, require_match
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.periods import Month
from groupe.kernel.recording import saving

TAGS = ["reports"]


class ReportDetail(WriteView):
    @extend_schema(operation_id="reports_get", tags=TAGS, responses=ReportSerializer)
    def get(self, request: Request, code: str, period: str) -> Response:
        """A site's month: current values, status, what is wrong."""
        establishment, month = open_report(request, code, period, Can.SEE_REPORTS)
        surroundings = surroundings_of(establishment, month)
        report = existing(month_in_context(establishment, month).report)
        errors, warnings = checked(report, surroundings)
        return answer(Outcome(report, errors=errors, warnings=warnings))

    @extend_schema(
        operation_id="reports_put",
        tags=TAGS,
        parameters=[IF_MATCH],
        request=ReportBodySerializer,
        responses={200: ReportSerializer, 201: ReportSerializer},
    )
    def put(self, request: Request, code: str, period: str) -> Response:
        """Merges values into the draft, which counts once it is submitted."""
        establishment, month = open_report(request, code, period, Can.DRAFT)
        body = read_body(request.data)
        values = read_values(establishment, body.values)

        def save(_report: Report | None) -> Outcome:
            return report_save_draft(
                establishment=establishment,
                month=month,
                values=values,
                author=author_of(request),
                comment=body.comment,
            )

        outcome = matched(request, establishment, month, save)
        return answer(outcome, status=201 if outcome.created else 200)


class ReportHistory(APIView):
    @extend_schema(operation_id="reports_history", tags=TAGS, responses=HistorySerializer)
    def get(self, request: Request, code: str, period: str) -> Response:
        """Versions with author, instant, reason and what they changed; and the moves."""
        establishment, month = open_report(request, code, period, Can.SEE_HISTORY)
        report = existing(month_in_context(establishment, month).report)
        return Response(shown_history(versions_of(report), moves_of(report)))


class ReportSubmit(WriteView):
    @extend_schema(
        operation_id="reports_submit", tags=TAGS, parameters=[IF_MATCH], request=None, responses=ReportSerializer
    )
    def post(self, request: Request, code: str, period: str) -> Response:
        """From draft to submitted, or corrected: 422 with the broken rules."""
        establishment, month = open_report(request, code, period, Can.SUBMIT)

        def submit(_report: Report | None) -> Outcome:
            return report_submit(establishment=establishment, month=month, author=author_of(request))

        return answer(matched(request, establishment, month, submit))


class ReportMove(WriteView):
    """Validate, return, freeze, reopen: `move` is given by the address."""

    move = ""

    @extend_schema(tags=TAGS, parameters=[IF_MATCH], request=ReasonSerializer, responses=ReportSerializer)
    def post(self, request: Request, code: str, period: str) -> Response:
        """The move that the address names; a return and a reopening need a reason."""
        establishment, month = open_report(request, code, period, Can.SEE_REPORTS)
        may = capabilities_over(access_in(request), establishment)
        reason = read_reason(request.data)

        def make(report: Report | None) -> Outcome:
            found = existing(report)
            if not move_allowed(self.move, found, may):
                raise NotAllowed(_("Your role does not allow this here."))
            return report_move_by_name(self.move, report=found, author=author_of(request), reason=reason)

        return answer(matched(request, establishment, month, make))


def open_report(request: Request, code: str, period: str, can: Can) -> tuple[Establishment, Month]:
    """404 for strangers and for what is no month, 403 where `can` is not given."""
    establishment = get_establishment_for(access_in(request), code, can)
    month = month_of(period)
    if month is None:
        raise NotVisible(_("There is no such month: expected YYYY-MM."))
    return establishment, month


def matched(
    request: Request, establishment: Establishment, month: Month, write: Callable[[Report | None], Outcome]
) -> Outcome:
    """Writes where `If-Match` holds, both under the lock of the report."""
    with saving():
        report = report_lock(establishment=establishment, month=month)
        require_match(request, _tag(report) if report else None)
        return write(report)


def answer(outcome: Outcome, status: int = 200) -> Response:
    body = shown_report(outcome.report, outcome.errors, outcome.warnings)
    return Response(body, status=status, headers={"ETag": _tag(outcome.report)})


def existing(report: Report | None) -> Report:
    if report is None:
        raise NotVisible(_("There is no report yet."))
    return report


def author_of(request: Request) -> User:
    user: Any = request.user
    if not isinstance(user, User):
        raise NotAllowed(_("Your role does not allow this."))
    return user


def _tag(report: Report) -> str:
    return etag_of(report.pk, report.revision)
