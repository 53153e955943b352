"""The life of a monthly report: draft, submitted, validated, frozen, corrected.

Each move writes one event and, where values change, one immutable version; what figures use is `counting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report, ReportEvent, ReportVersion
from establishments.selectors.reports import current_values
from establishments.services.findings import Finding, SiteMonth, findings, site_months
from establishments.services.submission import submission_write
from establishments.vectors import Value, as_text, check_bounds, check_decimals, encode, from_text, measure_of
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.periods import Month, last_completed_month, today
from groupe.kernel.recording import saving

LONGEST_REASON = 500
_TO_LOCK = "select * from establishments_report where establishment_id = %s and month = %s and scenario = %s for update"


@dataclass(frozen=True)
class Outcome:
    """A report after a move, and what is still to be said about its values."""

    report: Report
    created: bool = False
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


class RulesBroken(DomainError):
    """What blocks a submission or a validation: 422, every error by field."""

    def __init__(self, errors: list[Finding]) -> None:
        fields: dict[str, object] = {}
        for error in errors:
            for measure in error.measures or ("report",):
                known = fields.setdefault(measure, [])
                if isinstance(known, list):
                    known.append({"code": error.code, "message": error.message})
        super().__init__("rules_broken", _("Some values have to be corrected first."), fields=fields, status=422)
        self.errors = errors


def surroundings_of(establishment: Establishment, month: Month) -> SiteMonth:
    """E02: a month outside the establishment's days in the group has no report, but for two years after a closure."""
    found = site_months([(establishment, month)]).get((establishment.pk, month))
    if found is None:
        message = _("%(name)s is not in the group in %(month)s.") % {"name": establishment.name, "month": month}
        raise DomainError("outside_perimeter", message, fields={"period": message}, status=422)
    return found


def report_lock(*, establishment: Establishment, month: Month) -> Report | None:
    """The report, locked until the transaction ends, as every write below does; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select from establishments_establishment where id = %s for no key update", [establishment.pk])
    report = next(iter(Report.objects.raw(_TO_LOCK, [establishment.pk, month.first, str(Scenario.ACTUAL)])), None)
    if report:
        report.establishment = establishment
    return report


def checked(report: Report, surroundings: SiteMonth) -> tuple[list[Finding], list[Finding]]:
    """(errors, warnings) of the current values."""
    found = findings(surroundings, current_values(report))
    return [each for each in found if each.level == "E"], [each for each in found if each.level == "W"]


@saving()
def report_save_draft(
    *,
    establishment: Establishment,
    month: Month,
    values: Mapping[str, Value | None],
    author: User | None,
    comment: str | None = None,
    expected_revision: int | None = None,
) -> Outcome:
    """Merges values into the draft (None clears); the one draft row is overwritten, no version is made.

    Without an author, the values are the program's own.

    Raises WrongState (409) where the report is no draft, DomainError 412 where someone saved meanwhile.
    """
    surroundings = surroundings_of(establishment, month)
    _not_in_the_future(month)
    if shut := surroundings.shut(values):
        raise DomainError("outside_perimeter", _("Some values cannot be kept."), fields=shut, status=422)
    report, created = _locked(establishment, month)
    if expected_revision is not None and expected_revision != report.revision:
        raise DomainError("stale", _("Someone saved this report meanwhile: reload it."), status=412)
    if report.status != Status.DRAFT:
        raise WrongState("not_a_draft", _("This report is no longer a draft: ask for it to be returned or reopened."))
    draft = dict(report.draft)
    for code, value in values.items():
        draft.pop(code, None)
        if value is not None:
            measure = measure_of(establishment.kind, code)
            if value != "na":
                check_decimals(measure, value)
            draft |= as_text({code: value})
    report.draft, report.draft_author = draft, author
    if comment is not None:
        report.draft_comment = comment
    _touch(report)
    errors, warnings = checked(report, surroundings)
    return Outcome(report, created, errors, warnings)


@saving()
def report_save(*, establishment: Establishment, month: Month, author: User) -> Outcome:
    """Keeps the draft as a version that does not count yet."""
    surroundings = surroundings_of(establishment, month)
    report, created = _locked(establishment, month)
    _must_be(report, Status.DRAFT, "save")
    _version(report, author, submitted=False).save(force_insert=True)
    _touch(report)
    return Outcome(report, created, *checked(report, surroundings))


@saving()
def report_submit(*, establishment: Establishment, month: Month, author: User) -> Outcome:
    """draft -> submitted, or -> corrected where the report had been reopened; RulesBroken (422) on errors."""
    surroundings = surroundings_of(establishment, month)
    if month > last_completed_month():
        raise WrongState("month_not_over", _("A month is submitted once it is over."))
    report, created = _locked(establishment, month)
    _must_be(report, Status.DRAFT, "submit")
    errors, warnings = checked(report, surroundings)
    if errors:
        raise RulesBroken(errors)
    after = Status.CORRECTED if report.reopened else Status.SUBMITTED
    submission_write(report=report, version=_version(report, author, submitted=True), after=after)
    record_change([report.establishment_id], report.month, report.month)
    return Outcome(report, created, warnings=warnings)


@saving()
def report_validate(*, report: Report, author: User) -> Outcome:
    """submitted -> validated; blocked by errors, which imported reports may carry."""
    report = _relocked(report)
    _must_be(report, Status.SUBMITTED, "validate")
    surroundings = surroundings_of(report.establishment, Month.of(report.month))
    errors, warnings = checked(report, surroundings)
    if errors:
        raise RulesBroken(errors)
    _move(report, Status.VALIDATED, "validate", author, counting=report.counting)
    _touch(report)
    return Outcome(report, warnings=warnings)


@saving()
def report_return(*, report: Report, author: User, reason: str) -> Outcome:
    """submitted or validated -> draft with a reason; the version no longer counts."""
    report = _relocked(report)
    _must_be(report, (Status.SUBMITTED, Status.VALIDATED), "return")
    reason = _reason(reason)
    report.draft = as_text(current_values(report))
    _move(report, Status.DRAFT, "return", author, counting=None, reason=reason)
    _touch(report)
    return Outcome(report)


def may_freeze(counting: ReportVersion | None, author: User | None) -> bool:
    """Nobody freezes what they entered (domain.md, section 12)."""
    return author is None or counting is None or counting.author_id != author.pk


@saving()
def report_freeze(*, report: Report, author: User) -> Outcome:
    """validated -> frozen, by somebody else than who entered it."""
    report = _relocked(report)
    _must_be(report, Status.VALIDATED, "freeze")
    if not may_freeze(report.counting, author):
        raise NotAllowed(_("Nobody freezes what they entered."))
    _move(report, Status.FROZEN, "freeze", author, counting=report.counting)
    _touch(report)
    return Outcome(report)


@saving()
def report_reopen(*, report: Report, author: User, reason: str) -> Outcome:
    """frozen or corrected -> correction draft, with a reason; the frozen version counts until it is replaced."""
    report = _relocked(report)
    _must_be(report, (Status.FROZEN, Status.CORRECTED), "reopen")
    reason = _reason(reason)
    report.draft = as_text(current_values(report))
    report.draft_comment = report.counting.comment if report.counting else ""
    report.reopened = True
    _move(report, Status.DRAFT, "reopen", author, counting=report.counting, reason=reason)
    _touch(report)
    return Outcome(report)


def _locked(establishment: Establishment, month: Month) -> tuple[Report, bool]:
    """The report, locked for the transaction; made where there is none."""
    report = report_lock(establishment=establishment, month=month)
    if report:
        return report, False
    made = Report.objects.create(establishment=establishment, month=month.first, scenario=Scenario.ACTUAL)
    return _relocked(made), True


def _relocked(report: Report) -> Report:
    return _lockable().get(pk=report.pk)


def _lockable() -> QuerySet[Report]:
    return Report.objects.select_for_update(of=("self",)).select_related("establishment", "counting")


def _must_be(report: Report, expected: Status | tuple[Status, ...], move: str) -> None:
    allowed = expected if isinstance(expected, tuple) else (expected,)
    if report.status not in allowed:
        message = _("A report that is “%(status)s” offers no such move.") % {"status": report.get_status_display()}
        raise WrongState(f"cannot_{move}", message)


def _not_in_the_future(month: Month) -> None:
    if month > Month.of(today()):
        raise WrongState("month_not_begun", _("This month has not begun."))


def _reason(reason: str) -> str:
    cleaned = reason.strip()
    if not cleaned or len(cleaned) > LONGEST_REASON:
        message = _("Give a reason, in 500 characters at most.")
        raise DomainError("reason_required", message, fields={"reason": message})
    return cleaned


def _version(report: Report, author: User, *, submitted: bool) -> ReportVersion:
    """What the draft says, to be kept."""
    values = from_text(report.draft)
    if submitted:
        for code, value in values.items():
            check_bounds(measure_of(report.establishment.kind, code), value)
    common, sector = encode(report.establishment.kind, values)
    report.last_version += 1
    return ReportVersion(
        report=report,
        version=report.last_version,
        common=common,
        sector=sector,
        submitted=submitted,
        comment=report.draft_comment,
        author=author,
    )


def _move(
    report: Report, after: Status, move: str, author: User, *, counting: ReportVersion | None, reason: str = ""
) -> None:
    ReportEvent.objects.create(
        report=report, author=author, before=report.status, after=after, move=move, reason=reason, counting=counting
    )
    report.status, report.counting = after, counting
    record_change([report.establishment_id], report.month, report.month)


def _touch(report: Report) -> None:
    report.revision += 1
    report.updated_at = timezone.now()
    report.save()
