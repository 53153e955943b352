"""Many site-months at once: all or nothing, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from establishments.changes import record_months
from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report, ReportEvent, ReportVersion
from establishments.services.findings import Finding, SiteMonth, findings, site_months
from establishments.vectors import Value, as_text, encode, from_text
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, last_completed_month, today
from groupe.kernel.recording import saving

MOST: Final = 5_000
BATCH: Final = 1_000
Key = tuple[int, Month]


@dataclass(frozen=True)
class BulkEntry:
    """A site-month as sent: its values are merged into the draft, None clears."""

    index: int
    establishment: Establishment
    month: Month
    values: Mapping[str, Value | None]
    comment: str | None = None

    @property
    def key(self) -> Key:
        return self.establishment.pk, self.month


@dataclass
class BulkOutcome:
    """What became of an entry; `report` is not stored in a dry run."""

    entry: BulkEntry
    report: Report
    created: bool
    values: Mapping[str, Value]
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


class BulkRefused(DomainError):
    """Nothing was written; `fields` names every fault by the index of the report, then by measure."""

    def __init__(self, code: str, message: str, faults: Mapping[int, object], status: int) -> None:
        fields = {str(index): fault for index, fault in sorted(faults.items())}
        super().__init__(code, message, fields=fields, status=status)


@saving()
def reports_write(*, entries: Sequence[BulkEntry], author: User, submit: bool, dry_run: bool) -> list[BulkOutcome]:
    """Merges the entries into drafts and, with `submit`, submits them; in a dry run only says what would happen."""
    _refuse_repetitions(entries)
    _refuse_months_ahead(entries, submit=submit)
    around = _surroundings(entries)
    outcomes = _merged(entries, _locked(entries))
    _check(outcomes, around, submit=submit)
    if submit:
        _refuse_errors(outcomes)
    if not dry_run:
        _write(outcomes, author, submit=submit)
    return outcomes


def _refuse_repetitions(entries: Iterable[BulkEntry]) -> None:
    seen: set[Key] = set()
    faults: dict[int, object] = {}
    for entry in entries:
        if entry.key in seen:
            faults[entry.index] = {"period": [_("This site-month is given twice.")]}
        seen.add(entry.key)
    if faults:
        raise BulkRefused("repeated", _("Give each site-month once."), faults, 400)


def _refuse_months_ahead(entries: Iterable[BulkEntry], *, submit: bool) -> None:
    last = last_completed_month() if submit else Month.of(today())
    said = _("A month is submitted once it is over.") if submit else _("This month has not begun.")
    faults = {entry.index: {"period": [said]} for entry in entries if entry.month > last}
    if faults:
        raise BulkRefused("month_not_over" if submit else "month_not_begun", said, faults, 409)


def _surroundings(entries: Sequence[BulkEntry]) -> dict[Key, SiteMonth]:
    around = site_months((entry.establishment, entry.month) for entry in entries)
    said = _("This establishment is not in the group in this month.")
    faults = {entry.index: {"period": [said]} for entry in entries if entry.key not in around}
    if faults:
        raise BulkRefused("outside_perimeter", said, faults, 422)
    shut = {entry.index: told for entry in entries if (told := around[entry.key].shut(entry.values))}
    if shut:
        lists = {index: {code: [why] for code, why in told.items()} for index, told in shut.items()}
        raise BulkRefused("outside_perimeter", _("Some values cannot be kept."), lists, 422)
    return around


def _locked(entries: Sequence[BulkEntry]) -> dict[Key, Report]:
    """Locks the sites in one order, then their reports of these months."""
    sites = {entry.establishment.pk for entry in entries}
    list(Establishment.objects.select_for_update(no_key=True).filter(pk__in=sites).order_by("pk").values_list("pk"))
    months = {entry.month.first for entry in entries}
    rows = Report.objects.select_for_update().filter(
        scenario=Scenario.ACTUAL, establishment__in=sites, month__in=months
    )
    return {(row.establishment_id, Month.of(row.month)): row for row in rows.order_by("pk")}


def _merged(entries: Iterable[BulkEntry], known: Mapping[Key, Report]) -> list[BulkOutcome]:
    outcomes, faults = [], {}
    for entry in entries:
        report = known.get(entry.key)
        created = report is None
        if report is None:
            report = Report(establishment=entry.establishment, month=entry.month.first, scenario=Scenario.ACTUAL)
        if report.status != Status.DRAFT:
            faults[entry.index] = {"report": [_("This report is no longer a draft.")]}
        values = {**from_text(report.draft), **entry.values}
        kept = {code: value for code, value in values.items() if value is not None}
        outcomes.append(BulkOutcome(entry, report, created, kept))
    if faults:
        message = _("Some reports are no longer drafts: ask for them to be returned or reopened.")
        raise BulkRefused("not_a_draft", message, faults, 409)
    return outcomes


def _check(outcomes: Iterable[BulkOutcome], around: Mapping[Key, SiteMonth], *, submit: bool) -> None:
    """Month by month: what is submitted here is the month before of what follows."""
    sent: dict[Key, Mapping[str, Value]] = {}
    for outcome in sorted(outcomes, key=lambda each: each.entry.month):
        pk, month = outcome.entry.key
        surroundings = around[pk, month]
        if submit and (pk, month - 1) in sent:
            surroundings = replace(surroundings, rules=replace(surroundings.rules, previous=sent[pk, month - 1]))
        found = findings(surroundings, outcome.values)
        outcome.errors = [each for each in found if each.level == "E"]
        outcome.warnings = [each for each in found if each.level == "W"]
        sent[pk, month] = outcome.values


def _refuse_errors(outcomes: Iterable[BulkOutcome]) -> None:
    faults: dict[int, object] = {}
    for outcome in outcomes:
        told: dict[str, list[dict[str, str]]] = {}
        for error in outcome.errors:
            for measure in error.measures or ("report",):
                told.setdefault(measure, []).append({"code": error.code, "message": error.message})
        if told:
            faults[outcome.entry.index] = told
    if faults:
        raise BulkRefused("rules_broken", _("Some values have to be corrected first."), faults, 422)


def _write(outcomes: Sequence[BulkOutcome], author: User, *, submit: bool) -> None:
    now = timezone.now()
    Report.objects.bulk_create((each.report for each in outcomes if each.created), batch_size=BATCH)
    for outcome in outcomes:
        report, comment = outcome.report, outcome.entry.comment
        report.draft, report.draft_author = {} if submit else as_text(outcome.values), author
        report.draft_comment = report.draft_comment if comment is None else comment
        report.revision += 1
        report.updated_at = now
    if submit:
        _submit(outcomes, author)
    Report.objects.bulk_create(
        (each.report for each in outcomes),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["establishment", "month", "scenario"],
        update_fields=[
            "draft", "draft_author", "draft_comment", "revision", "updated_at",
            "status", "counting", "last_version", "reopened",
        ],
    )  # fmt: skip


def _submit(outcomes: Sequence[BulkOutcome], author: User) -> None:
    versions = ReportVersion.objects.bulk_create((_version(outcome, author) for outcome in outcomes), batch_size=BATCH)
    events = []
    for outcome, version in zip(outcomes, versions, strict=True):
        report = outcome.report
        after = Status.CORRECTED if report.reopened else Status.SUBMITTED
        events.append(
            ReportEvent(
                report=report, author=author, before=report.status, after=after, move="submit", counting=version
            )
        )
        report.status, report.counting, report.last_version = after, version, version.version
        report.reopened = False
    ReportEvent.objects.bulk_create(events, batch_size=BATCH)
    record_months((outcome.report.establishment_id, outcome.report.month) for outcome in outcomes)


def _version(outcome: BulkOutcome, author: User) -> ReportVersion:
    report = outcome.report
    common, sector = encode(outcome.entry.establishment.kind, outcome.values)
    return ReportVersion(
        report=report,
        version=report.last_version + 1,
        common=common,
        sector=sector,
        submitted=True,
        comment=report.draft_comment,
        author=author,
    )
