"""Figures after elimination: what is taken out of measures goes through the same formulas as they do."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from establishments.catalogue import Catalogue, catalogue
from groupe.consolidation.eliminations.book import Sums
from groupe.consolidation.engine.plan import MeasurePlan, current_plan
from groupe.consolidation.engine.terms import Side
from groupe.consolidation.figures import Figure


def is_eliminated(code: str) -> bool:
    """Whether it has an after: a sum of euros, or an indicator that is shown after elimination."""
    return code in _concerned(catalogue())


def effect(code: str, sums: Sums) -> Fraction:
    """What is taken out of a measure or derived measure."""
    return sides(code, sums)[0]


def sides(code: str, sums: Sums) -> tuple[Fraction, Fraction | None]:
    """What is taken out of both sides of a figure."""
    plan = current_plan().code(code)
    if isinstance(plan, MeasurePlan):
        return _of_side(plan.side, sums), None
    return _of_side(plan.num, sums), _of_side(plan.den, sums) if plan.den else None


def after_elimination(before: Figure, sums: Sums) -> Figure:
    """The figure without what its scope bills itself; as it was where nothing is known or changes."""
    if before.value is None or before.numerator is None or not sums or not is_eliminated(before.code):
        return before
    plan, (taken, taken_below) = current_plan().code(before.code), sides(before.code, sums)
    above = before.numerator - taken
    if isinstance(plan, MeasurePlan):
        return Figure(before.code, before.period, above, above, None, before.coverage)
    if taken_below is None or before.denominator is None:
        return Figure(before.code, before.period, above * plan.factor, above, None, before.coverage)
    below = before.denominator - taken_below
    rate = above * plan.factor / below if below else None
    return Figure(before.code, before.period, rate, above, below, before.coverage)


def _of_side(side: Side, sums: Sums) -> Fraction:
    return (
        sum(
            (
                factor * sums[atom.code] * 100
                for atom, factor in side.terms
                if atom.kind == "flow" and atom.code in sums
            ),
            Fraction(0),
        )
        * side.unit
    )


@lru_cache(maxsize=4)
def _concerned(source: Catalogue) -> frozenset[str]:
    """Every sum of euros has a before and an after, alike for most of them."""
    measures = {
        code
        for code, each in current_plan().measures.items()
        if (each.time, each.sites) == ("SUM", "SUM") and source.code(code).unit == "EUR"
    }
    return frozenset(measures | source.after)
