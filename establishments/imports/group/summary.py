"""What an import of a workbook did, or would do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from establishments.imports.counts import Counts
from establishments.imports.group.tables import TABLES

KEPT = 5000
Verdict = Literal["created", "changed", "unchanged"]
RANK: dict[Verdict, int] = {"unchanged": 0, "changed": 1, "created": 2}


@dataclass(frozen=True)
class Entry:
    """What becomes of a row: `what` names it, `detail` says what is new."""

    table: str
    line: int
    verdict: Verdict
    what: str
    detail: str


@dataclass
class Outcome:
    """A row may touch several records: the strongest verdict counts."""

    what: str
    verdict: Verdict = "unchanged"
    details: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, detail: str = "") -> None:
        if RANK[verdict] > RANK[self.verdict]:
            self.verdict = verdict
        if detail and verdict != "unchanged":
            self.details.append(detail)


@dataclass
class Summary:
    """Rows of the file by table and verdict; the first entries, how many there are, and a digest of all of them."""

    tables: dict[str, Counts] = field(default_factory=lambda: {name: Counts() for name in TABLES})
    entries: list[Entry] = field(default_factory=list)
    total: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def nothing_new(self) -> bool:
        return not any(counts.created or counts.changed for counts in self.tables.values())

    @property
    def digest(self) -> str:
        return str(self._digest.hexdigest())

    def count(self, table: str, verdict: Verdict, number: int = 1) -> None:
        counts = self.tables[table]
        setattr(counts, verdict, getattr(counts, verdict) + number)

    def note(self, entry: Entry) -> None:
        self.total += 1
        self._digest.update(repr(entry).encode())
        if len(self.entries) < KEPT:
            self.entries.append(entry)

    def take(self, table: str, outcomes: Iterable[tuple[int, Outcome]]) -> None:
        """The outcome of each row of a table, by line."""
        for line, outcome in sorted(outcomes):
            self.count(table, outcome.verdict)
            if outcome.verdict != "unchanged":
                self.note(Entry(table, line, outcome.verdict, outcome.what, "; ".join(outcome.details)))

    def as_json(self) -> dict[str, Any]:
        """Plain data: what `ImportRun.summary` keeps."""
        tables = {name: asdict(counts) for name, counts in self.tables.items() if counts.total}
        return {"tables": tables, "changes": self.total, "digest": self.digest}

    def entries_as_json(self) -> list[list[Any]]:
        return [[entry.table, entry.line, entry.verdict, entry.what, entry.detail] for entry in self.entries]
