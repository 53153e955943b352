"""What the loaders of one import share: rows already there, errors, the summary, and which figures change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from establishments.capacities import capacity_codes
from establishments.catalogue import catalogue
from establishments.changes import record_changes
from establishments.enums import Scenario
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.problems import Problems, listing
from establishments.imports.group.summary import Outcome, Summary, Verdict
from establishments.models import Establishment, Funder, LegalEntity, Territory
from groupe.accounts.models import User

Progress = Any
MODELS: dict[str, Any] = {
    "entities": LegalEntity,
    "territories": Territory,
    "funders": Funder,
    "establishments": Establishment,
}
KEYS = {"entities": "code", "territories": "code", "funders": "code", "establishments": "code"}
Span = tuple[dt.date, dt.date | None]


@dataclass
class Load:
    """`rows` hold what exists by table and code, of the codes that the file names; loaders add what they make."""

    tables: dict[str, Parsed]
    problems: Problems
    author: User | None = None
    people: bool = True
    summary: Summary = field(default_factory=Summary)
    now: dt.datetime = field(default_factory=timezone.now)
    spans: dict[tuple[int, str], Span] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        wanted: dict[str, set[str]] = {name: set() for name in MODELS}
        for parsed in self.tables.values():
            for column in parsed.table.columns:
                name = parsed.table.name if column.name == KEYS.get(parsed.table.name) else column.refers
                if name in wanted:
                    wanted[name] |= {row[column.name] for row in parsed.rows if row[column.name]}
        return {
            name: {row.code: row for row in model.objects.filter(code__in=wanted[name])}
            for name, model in MODELS.items()
        }

    def check_references(self) -> None:
        """Codes that neither the file nor the group has, and codes given twice."""
        known = {name: set(rows) | self._codes(name) for name, rows in self.rows.items()}
        known |= {"kinds": set(catalogue().kinds), "measures": set(catalogue().measures)}
        for parsed in self.tables.values():
            for column in parsed.table.columns:
                if column.refers and (column.refers not in MODELS or self.tables[column.refers].readable):
                    self._check(parsed, column.name, known[column.refers])

    def _codes(self, table: str) -> set[str]:
        return {row["code"] for row in self.tables[table].rows if row["code"]}

    def _check(self, parsed: Parsed, column: str, known: set[str]) -> None:
        """What is unknown, beside what would do: of all measures only those that the table takes."""
        offered = capacity_codes() if (parsed.table.name, column) == ("capacities", "measure") else sorted(known)
        for row in parsed.rows:
            if row[column] and row[column] not in known:
                message = _("“%(value)s” is unknown.") % {"value": row[column]}
                self.problems.add(parsed.label, row.line, column, message, listing(offered))

    def problem(self, parsed: Parsed, row: Row, column: str, message: str, accepted: str = "") -> None:
        self.problems.add(parsed.label, row.line, column, message, accepted)

    def once(self, parsed: Parsed, *key: str) -> list[Row]:
        """The rows, each key once; a second row of the same key is a problem."""
        seen: dict[tuple[Any, ...], Row] = {}
        for row in parsed.rows:
            names = tuple(row[name] for name in key)
            if names in seen:
                message = _("The same row is already on line %(line)d.") % {"line": seen[names].line}
                self.problem(parsed, row, key[0], message)
            else:
                seen[names] = row
        return list(seen.values())

    def tell(self, row: Row, what: str, verdict: Verdict, detail: str = "") -> None:
        """What becomes of a row of the table being loaded."""
        self.outcomes.setdefault(row.line, Outcome(what)).add(verdict, detail)

    def close(self, table: str) -> None:
        """The table is loaded: its outcomes go into the summary."""
        self.summary.take(table, self.outcomes.items())
        self.outcomes = {}

    def touch(
        self, establishments: Iterable[int], first: dt.date, last: dt.date | None = None,
        scenario: str = Scenario.ACTUAL,
    ) -> None:  # fmt: skip
        """The figures of these establishments change from `first` to `last` (None: up to the newest)."""
        for pk in establishments:
            known = self.spans.get((pk, scenario))
            if known:
                begin, end = known
                merged = (min(begin, first), None if end is None or last is None else max(end, last))
            self.spans[pk, scenario] = merged if known else (first, last)

    def record(self) -> None:
        record_changes(self.spans)

    def pk(self, table: str, code: str) -> int:
        found: int = self.rows[table][code].pk
        return found


def difference(name: str, before: object, after: object) -> str:
    """`name: before → after`, for the preview."""
    return f"{name}: {_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    return "–" if value is None or value == "" else str(value)


def assign(row: Any, values: dict[str, Any]) -> list[str]:
    """Sets what differs; the differences in words."""
    told = []
    for name, after in values.items():
        before = getattr(row, name)
        if before != after:
            told.append(difference(name.removesuffix("_id"), before, after))
            setattr(row, name, after)
    return told
