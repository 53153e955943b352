"""The measures by a short number: the position in their catalogue file, after a base for each file."""

from __future__ import annotations

from dataclasses import dataclass

from establishments.catalogue import Catalogue, Measure, catalogue
from groupe.consolidation.engine.plan import IndicatorPlan, current_plan
from groupe.consolidation.engine.terms import Atom, Side

FLOW, PER_DAY, STOCK = range(3)
HOW = {"SUM": FLOW, "AVG": PER_DAY, "LAST": STOCK}
ATOMS = {"flow": FLOW, "per_day": PER_DAY, "stock": STOCK}
ROOM = 1000


@dataclass(frozen=True)
class Term:
    """A factor of a measure in the numerator (0) or the denominator (1) of an indicator."""

    indicator: int
    side: int
    measure: int
    factor: int
    how: int


def bases(source: Catalogue) -> dict[str, int]:
    sectors = sorted({kind.sector for kind in source.kinds.values()})
    return {"common": 0} | {sector: ROOM * (rank + 1) for rank, sector in enumerate(sectors)}


def number(measure: Measure) -> int:
    return bases(catalogue())[measure.file] + measure.position


def plain_measures() -> dict[str, Measure]:
    """Those whose sums need nothing but reports and days: not carried, no dated authorisation, not from the budget."""
    source = catalogue()
    capacities = {measure.capacity for measure in source.measures.values()}
    capacities |= {kind.capacity for kind in source.kinds.values()}
    return {
        code: measure
        for code, measure in source.measures.items()
        if measure.entered and not measure.carry and measure.time in HOW and code in current_plan().measures
        and code not in capacities and not code.startswith("CAP_")
    }  # fmt: skip


def flows() -> list[str]:
    """What every kind reports and establishments add up to."""
    return [
        code
        for code, measure in plain_measures().items()
        if measure.file == "common" and (measure.time, measure.sites, measure.required) == ("SUM", "SUM", "R")
    ]


def page_indicators(most: int = 30) -> list[IndicatorPlan]:
    """The first indicators of which GROUP BY can compute both sides without a rule of its own for each."""
    return [plan for plan in current_plan().indicators.values() if _plain(plan)][:most]


def _plain(plan: IndicatorPlan) -> bool:
    sides = [side for side in (plan.num, plan.den) if side]
    return not plan.windowed and all(_plain_atom(atom) for side in sides for atom, _factor in side.terms)


def _plain_atom(atom: Atom) -> bool:
    measure = plain_measures().get(atom.code)
    return measure is not None and measure.required in {"R", "O"} and atom.kind in ATOMS


def terms(indicators: list[IndicatorPlan]) -> list[Term]:
    return [
        term
        for rank, plan in enumerate(indicators)
        for side, each in enumerate((plan.num, plan.den))
        if each
        for term in _terms(rank, side, each)
    ]


def _terms(rank: int, side: int, each: Side) -> list[Term]:
    measures = catalogue().measures
    return [Term(rank, side, number(measures[atom.code]), factor, ATOMS[atom.kind]) for atom, factor in each.terms]
