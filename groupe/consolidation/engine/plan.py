"""What the engine computes for each kind: the catalogue turned into slots of two vectors.

A code lives in the vector of its sector's file where all its kinds belong to one sector, else in `common`; a cell
has a `common` vector and one of its sector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Literal

from establishments.catalogue import Catalogue, Derived, Indicator, Measure, catalogue
from establishments.catalogue.formula import Ref
from groupe.consolidation.engine.terms import Side, side_of
from groupe.kernel.periods import Window

Spread = Literal["month", "quarter", "ytd", "r12"]
SPREADS: tuple[Spread, ...] = ("month", "quarter", "ytd", "r12")
R12_ONLY = frozenset({"RH04", "RH05"})
# What the move of a measure over a year is made of (semantics, rules 19 to 21): effects of each block, then the
# previous year and both volumes of the organic cells that compare in full.
MOVES = ("entries", "exits", "method", "missing", "capacity", "rest", "base", "volume", "volume0")
# Grows when the engine computes otherwise from the same catalogue: the figures are then rebuilt.
ENGINE = 3


def spread_of(window: Window, code: str) -> Spread:
    """Which stored window answers for `window`: a year is its year to date; turnover is always over 12 months."""
    if code in R12_ONLY:
        return "r12"
    return "ytd" if window == "year" else window


def moves_file(file: str) -> str:
    """Where the moves of a catalogue file's measures stand."""
    return f"{file}:moves"


@dataclass(frozen=True)
class MeasurePlan:
    """A measure or derived measure: `side` in its own smallest unit."""

    code: str
    file: str
    kinds: frozenset[str]
    side: Side
    time: str
    sites: str
    expected: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The value, the counts of reported and validated, and of rows with a value (a cut month has several)."""
        return ("v", "r", "w", "p")

    @property
    def moves(self) -> bool:
        """Whether a bridge is made of it: it adds up over establishments."""
        return self.sites == "SUM" and self.time in {"SUM", "LAST"}


@dataclass(frozen=True)
class IndicatorPlan:
    """An indicator: its two sides, and for rule 13 the windows that it is stored for."""

    code: str
    file: str
    kinds: frozenset[str]
    num: Side
    den: Side | None
    factor: int
    days: bool
    windowed: bool
    expected: str

    @cached_property
    def last_only(self) -> bool:
        """Coverage counts the last month alone (semantics, rule 17)."""
        return self.windowed or any(side.only(stocks=True) for side in (self.num, self.den) if side)

    @property
    def spreads(self) -> tuple[Spread, ...]:
        return ("r12",) if self.code in R12_ONLY else SPREADS

    @cached_property
    def above(self) -> int:
        """How many parts its numerator has: they come first."""
        return sum(part.startswith("n") for part in self.parts)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        if self.windowed:
            return tuple(f"{part}:{spread}" for spread in self.spreads for part in ("n", "d", "r", "w"))
        sides = (("n", "nl", self.num), ("d", "dl", self.den))
        used = [
            part
            for flow, stock, side in sides
            if side
            for part, terms in ((flow, side.only(stocks=False)), (stock, side.only(stocks=True)))
            if terms
        ]
        return (*used, "r", "w")


CodePlan = MeasurePlan | IndicatorPlan


def written(plan: CodePlan) -> str:
    """A plan as the same text in every process: a set has no order of its own."""
    values = {field.name: getattr(plan, field.name) for field in fields(plan)}
    return repr(values | {"kinds": sorted(plan.kinds)})


@dataclass(frozen=True, eq=False)
class Plan:
    """Every code, and the parts that its figures are made of."""

    catalogue: Catalogue
    measures: dict[str, MeasurePlan]
    indicators: dict[str, IndicatorPlan]

    def code(self, code: str) -> CodePlan:
        """KeyError where the catalogue has no such figure."""
        return self.measures[code] if code in self.measures else self.indicators[code]

    @cached_property
    def codes(self) -> tuple[CodePlan, ...]:
        return (*self.measures.values(), *self.indicators.values())

    @cached_property
    def slots(self) -> tuple[tuple[str, str, str], ...]:
        """(file, code, part) of every slot, in the order in which new ones are appended."""
        expected = {plan.expected: plan.file for plan in self.codes}
        counts = [(file, key, part) for key, file in expected.items() for part in ("e", "el")]
        totals = ((plan.file, plan.code, part) for plan in self.codes for part in plan.parts)
        moves = (
            (moves_file(plan.file), plan.code, part) for plan in self.measures.values() if plan.moves for part in MOVES
        )
        return (*counts, *totals, *moves)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a formula or a kind's list of measures does: the figures are then rebuilt."""
        activities = [(kind.code, kind.activity) for kind in self.catalogue.kinds.values()]
        return hashlib.sha256(repr([ENGINE, activities, *map(written, self.codes)]).encode()).hexdigest()

    def of_kind(self, kind: str) -> list[CodePlan]:
        return [plan for plan in self.codes if kind in plan.kinds]

    def expected_of(self, kind: str) -> list[tuple[str, str]]:
        """(key, file) of the counts of expected site-months in which this kind has a part."""
        return self._expected[kind]

    @cached_property
    def _expected(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, dict[str, str]] = {kind: {} for kind in self.catalogue.kinds}
        for plan in self.codes:
            for kind in plan.kinds:
                found[kind][plan.expected] = plan.file
        return {kind: list(keys.items()) for kind, keys in found.items()}


@lru_cache(maxsize=4)
def plan_of(source: Catalogue) -> Plan:
    items: list[Measure | Derived] = [*source.measures.values(), *source.derived.values()]
    measures = {item.code: _measure(item, source) for item in items if item.kinds}
    return Plan(source, measures, {code: _indicator(item, source) for code, item in source.indicators.items()})


def current_plan() -> Plan:
    return plan_of(catalogue())


def _measure(item: Measure | Derived, source: Catalogue) -> MeasurePlan:
    side = side_of(Ref(item.code), source, scale=item.scale)
    sites = item.sites if isinstance(item, Measure) else "SUM"
    return MeasurePlan(item.code, _file(item.kinds, source), item.kinds, side, item.time, sites, _key(item.kinds))


def _indicator(item: Indicator, source: Catalogue) -> IndicatorPlan:
    return IndicatorPlan(
        code=item.code,
        file=_file(item.kinds, source),
        kinds=item.kinds,
        num=side_of(item.num, source),
        den=side_of(item.den, source) if item.den else None,
        factor=item.factor,
        days=item.days,
        windowed=item.windowed,
        expected=_key(item.kinds),
    )


def _file(kinds: Iterable[str], source: Catalogue) -> str:
    sectors = {source.kinds[kind].sector for kind in kinds}
    return sectors.pop() if len(sectors) == 1 else "common"


def _key(kinds: Iterable[str]) -> str:
    return "e:" + hashlib.sha256(" ".join(sorted(kinds)).encode()).hexdigest()[:12]
