"""Routes, their stages and gates, and the types of documents: data, read once and checked when the product starts.

`days` of a stage are the working days that it should last; 0 sets none. The gate of a stage is what must hold
to leave it forwards.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from acquisitions.enums import ItemKind, Route
from establishments.catalogue.items import Named
from establishments.enums import EntryReason

FOLDER: Final = Path(__file__).parent
DONE_WITH_TAKEOVER: Final = "takeover"


@dataclass(frozen=True)
class GateItem(Named):
    """One thing that a gate asks for; `target` is the field or the type of document."""

    kind: ItemKind
    target: str


@dataclass(frozen=True)
class DocumentType(Named):
    """`stream` is the part of due diligence that it belongs to, empty for none."""

    stream: str


@dataclass(frozen=True)
class Stage(Named):
    position: int
    days: int
    gate: tuple[GateItem, ...]


@dataclass(frozen=True)
class RoutePlan(Named):
    """A route with its stages in order."""

    help_fr: str
    help_en: str
    entry_reason: EntryReason
    entity_deal: bool
    stages: tuple[Stage, ...]

    def stage(self, code: str) -> Stage:
        """KeyError where the route has no such stage."""
        return self._by_code[code]

    def has(self, code: str) -> bool:
        return code in self._by_code

    @property
    def first(self) -> Stage:
        return self.stages[0]

    @property
    def takeover(self) -> Stage:
        """The stage in which the establishments are in the group."""
        return self.stage(DONE_WITH_TAKEOVER)

    @property
    def _by_code(self) -> Mapping[str, Stage]:
        return {stage.code: stage for stage in self.stages}

    @property
    def help(self) -> str:
        return Named(self.code, self.help_fr, self.help_en).label


@cache
def routes() -> Mapping[str, RoutePlan]:
    """By code, in the order of `Route`."""
    items = _items()
    return {code: _route(code, read(f"{code}.toml"), items) for code in Route.values}


@cache
def document_types() -> Mapping[str, DocumentType]:
    told = read("documents.toml")
    return {code: DocumentType(code, each["fr"], each["en"], each.get("stream", "")) for code, each in told.items()}


def stages_of(route: str) -> Sequence[Stage]:
    return routes()[route].stages


def _items() -> dict[str, GateItem]:
    found = {}
    for code, told in read("gates.toml").items():
        kind = ItemKind(told["kind"])
        found[code] = GateItem(code, told["fr"], told["en"], kind, told.get(kind.value, code))
    return found


def _route(code: str, told: dict[str, Any], items: Mapping[str, GateItem]) -> RoutePlan:
    stages = tuple(
        Stage(each["code"], each["fr"], each["en"], position, each["days"], tuple(items[one] for one in each["gate"]))
        for position, each in enumerate(told["stages"])
    )
    return RoutePlan(
        code, told["fr"], told["en"], told["help_fr"], told["help_en"], EntryReason(told["entry_reason"]),
        told["entity_deal"], stages,
    )  # fmt: skip


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
