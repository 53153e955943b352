"""What an import of FINESS files did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from establishments.imports.counts import Counts

KEPT = 1000
WARNINGS = {
    "category": gettext_lazy("category without a kind"),
    "no_coordinates": gettext_lazy("no coordinates"),
    "finess_key": gettext_lazy("wrong key of a FINESS number"),
    "siren_key": gettext_lazy("wrong key of a SIREN"),
    "siret_key": gettext_lazy("wrong key of a SIRET"),
    "siret_format": gettext_lazy("SIRET without 14 digits"),
    "siret_entity": gettext_lazy("SIRET of another SIREN"),
    "no_closing_date": gettext_lazy("closed without a closing date"),
    "capacity_installed": gettext_lazy("installed capacity taken for the authorised one"),
    "unknown": gettext_lazy("activities of an unknown establishment"),
    "kept": gettext_lazy("difference with what the group keeps as its own"),
}


@dataclass(frozen=True)
class Arrival:
    """A row that was not there."""

    table: str
    finess: str
    name: str
    detail: str = ""


@dataclass(frozen=True)
class Change:
    """A field of a row already there that the file changes."""

    finess: str
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Warning:  # noqa: A001
    """Something odd that was kept: `code` says what."""

    code: str
    finess: str
    message: str


@dataclass
class Summary:
    """Counts by table and state; the first 1,000 arrivals, changes and warnings, and how many there are of each."""

    entities: Counts = field(default_factory=Counts)
    establishments: Counts = field(default_factory=Counts)
    capacities: Counts = field(default_factory=Counts)
    states: Counter[str] = field(default_factory=Counter)
    arrivals: list[Arrival] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    arrived: int = 0
    changed: int = 0

    def warn(self, code: str, finess: str, message: str) -> None:
        self.warned[code] += 1
        if len(self.warnings) < KEPT:
            self.warnings.append(Warning(code, finess, message))

    def note(self, change: Change) -> None:
        self.changed += 1
        if len(self.changes) < KEPT:
            self.changes.append(change)

    def arrive(self, arrival: Arrival) -> None:
        self.arrived += 1
        if len(self.arrivals) < KEPT:
            self.arrivals.append(arrival)

    @property
    def nothing_new(self) -> bool:
        tables = (self.entities, self.establishments, self.capacities)
        return not any(table.created or table.changed for table in tables)

    def as_json(self) -> dict[str, Any]:
        """Plain data: what `ImportRun.summary` keeps."""
        return {
            "entities": asdict(self.entities),
            "establishments": asdict(self.establishments),
            "capacities": asdict(self.capacities),
            "states": dict(self.states),
            "warnings": dict(self.warned),
        }
