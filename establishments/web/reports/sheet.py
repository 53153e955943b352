"""The form of a month as its template shows it: sections of rows, what is wrong, how far it is filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.catalogue import Measure, catalogue
from establishments.catalogue.units import unit_label
from establishments.selectors.reports import MonthInContext
from establishments.services.findings import MISSING_VALUE, Finding, SiteMonth
from establishments.vectors import Value, Values
from establishments.web.reports.typed import Typed, printed
from groupe.kernel.web.components import EntryRow
from groupe.kernel.web.formats import NOTHING, short_month


@dataclass(frozen=True)
class SectionView:
    """A part of the form; `folded` are fields of an activity that the site does not have."""

    code: str
    label: str
    rows: Sequence[EntryRow]
    folded: Sequence[EntryRow]
    done: int
    asked: int

    @property
    def faults(self) -> int:
        return sum(bool(row.faults) for row in self.rows)

    @property
    def warnings(self) -> int:
        return sum(bool(row.warnings) for row in self.rows)


@dataclass(frozen=True)
class Problem:
    """What is wrong, with links to the fields to look at."""

    level: str
    message: StrOrPromise
    fields: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    sections: Sequence[SectionView]
    problems: Sequence[Problem]
    blanks: Sequence[tuple[str, str]]
    done: int
    asked: int

    @property
    def errors(self) -> int:
        return sum(problem.level == "E" for problem in self.problems)

    @property
    def warnings(self) -> int:
        return sum(problem.level == "W" for problem in self.problems)

    def row(self, code: str) -> EntryRow | None:
        return next((row for row in self.all_rows() if row.name == code), None)

    def all_rows(self) -> list[EntryRow]:
        return [row for section in self.sections for row in (*section.rows, *section.folded)]

    def told(self) -> list[str]:
        """The fields that carry a message now."""
        return [row.name for row in self.all_rows() if row.state]


@dataclass(frozen=True)
class SheetInput:
    """`tried` once a submission was refused: from then on blank fields are shown as faults."""

    context: MonthInContext
    surroundings: SiteMonth
    values: Values
    findings: Sequence[Finding]
    typed: Typed = field(default_factory=Typed)
    tried: bool = False
    editable: bool = False
    post_url: str = ""


def build_sheet(given: SheetInput) -> Sheet:
    required = given.surroundings.required(given.values)
    asked = {measure.code for measure in required}
    faults, warnings = _messages(given)
    sections = []
    for section, measures in given.surroundings.form():
        rows: list[EntryRow] = []
        folded: list[EntryRow] = []
        for measure in measures:
            row = _row(given, measure, required=measure.code in asked, faults=faults, warnings=warnings)
            (folded if _is_idle(measure, row, asked) else rows).append(row)
        due = [measure.code for measure in measures if measure.code in asked]
        done = sum(code in given.values for code in due)
        sections.append(SectionView(section.code, section.label, rows, folded, done, len(due)))
    blanks = [(measure.code, measure.label) for measure in required if measure.code not in given.values]
    return Sheet(sections, _problems(given), blanks, len(asked) - len(blanks), len(asked))


def _is_idle(measure: Measure, row: EntryRow, asked: set[str]) -> bool:
    """A field of an activity that the site does not have, left blank."""
    conditional = measure.required == "C" and measure.capacity is not None
    return conditional and measure.code not in asked and not row.value and not row.state


def _row(
    given: SheetInput,
    measure: Measure,
    *,
    required: bool,
    faults: Mapping[str, list[StrOrPromise]],
    warnings: Mapping[str, list[StrOrPromise]],
) -> EntryRow:
    places = given.surroundings.capacities.get(measure.code)
    value = given.values.get(measure.code)
    again = given.typed.shown(measure.code)
    text = printed(measure, value) if again is None else again
    return EntryRow(
        name=measure.code,
        label=measure.label,
        value=text if places is None else str(places),
        unit=unit_label(measure.unit),
        help=measure.help if places is None else _("From the authorisation in force: nothing to type."),
        previous=printed(measure, given.context.previous.get(measure.code)) or NOTHING,
        last_year=printed(measure, given.context.last_year.get(measure.code)) or NOTHING,
        previous_label=short_month(given.context.month - 1),
        last_year_label=short_month(given.context.month - 12),
        faults=faults[measure.code],
        warnings=warnings[measure.code],
        post_url=given.post_url if places is None else "",
        required=required,
        locked=places is not None or not given.editable,
    )


def _messages(given: SheetInput) -> tuple[Mapping[str, list[StrOrPromise]], Mapping[str, list[StrOrPromise]]]:
    faults: dict[str, list[StrOrPromise]] = defaultdict(list)
    warnings: dict[str, list[StrOrPromise]] = defaultdict(list)
    for code, message in given.typed.refused.items():
        faults[code].append(message)
    for finding in given.findings:
        for code in finding.measures:
            if code in given.typed.refused or (finding.code == MISSING_VALUE and not given.tried):
                continue
            (faults if finding.level == "E" else warnings)[code].append(finding.message)
    return faults, warnings


def _problems(given: SheetInput) -> list[Problem]:
    """Blank fields are counted apart."""
    measures = catalogue().measures
    refused = [
        Problem("E", message, [(code, measures[code].label if code in measures else _("Comment"))])
        for code, message in given.typed.refused.items()
    ]
    found = [
        Problem(finding.level, finding.message, [(code, measures[code].label) for code in finding.measures])
        for finding in given.findings
        if finding.code != MISSING_VALUE
    ]
    return [*refused, *found]


def differences(typed: Typed, values: Values) -> list[tuple[str, str, str]]:
    """(label, typed, kept) of the fields whose typed value is not the one kept meanwhile."""
    measures = catalogue().measures
    rows: list[tuple[str, str, str]] = []
    for code, text in typed.texts.items():
        kept: Value | None = values.get(code)
        if code in typed.refused or typed.values.get(code) != kept:
            rows.append((measures[code].label, text or NOTHING, printed(measures[code], kept) or NOTHING))
    return rows
