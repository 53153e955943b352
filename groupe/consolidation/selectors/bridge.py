"""From last year's figure to this year's: entries, exits, method and organic, exact by construction (domain, 5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from groupe.consolidation.engine.plan import MeasurePlan, current_plan, moves_file
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.figures import Vectors
from groupe.consolidation.layout import current_layout
from groupe.consolidation.selectors.compared import compared_sums, legal_shares, moves_files
from groupe.consolidation.selectors.legal import combined, legal_vectors
from groupe.consolidation.selectors.series import View
from groupe.consolidation.selectors.vectors import TODAY, Today, scope_vectors
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Bridge:
    """A measure over the months `first` to `last`, and the same months a year before, in its own unit.

    previous + entries + exits + method + organic = current. Organic is not_reported + capacity + volume + price;
    volume and price are None where nothing delivered compares. Growths are fractions, None without a base.
    """

    scope: str
    measure: str
    first: Month
    last: Month
    previous: Fraction
    entries: Fraction
    exits: Fraction
    method: Fraction
    organic: Fraction
    current: Fraction
    not_reported: Fraction
    capacity: Fraction
    volume: Fraction | None
    price: Fraction | None
    growth_published: Fraction | None
    growth_like_for_like: Fraction | None


def bridged_plan(measure: str) -> MeasurePlan:
    """The plan of a measure that moves; refused where it does not add up over establishments (rule 11)."""
    plan = current_plan().measures.get(measure)
    if plan is None or not plan.moves:
        message = _("A bridge needs a measure that adds up over establishments.")
        raise DomainError("invalid", message, fields={"measure": [message]})
    return plan


def bridge(
    *,
    scope: str,
    measure: str,
    first: Month,
    last: Month,
    view: View = "operational",
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> Bridge:
    """A stock compares at the end of `last` alone (rule 12).

    `previous` is last year's total of the scope: the moves hold every cell of both years. For an establishment that
    others merged into it is the past that it took over (rule 22).
    """
    plan = bridged_plan(measure)
    begin = last if plan.time == "LAST" else first
    months = list(begin.to(last))
    files = [*moves_files(plan.file), f"{plan.file}:then"]
    sums = compared_sums(scope, begin, last, files, validated_only=validated_only, known_at=known_at)
    if view == "legal":
        shares = legal_shares(scope, begin, last, files, validated_only=validated_only, known_at=known_at)
        sums = combined(sums, shares)
    moves = Moves(plan, [sums.get(month, {}) for month in months])
    reading = legal_vectors if view == "legal" else scope_vectors
    totals = reading(scope, begin, last, [measure], validated_only=validated_only, known_at=known_at)
    current = _total(totals, plan, months)
    entries, exits, method = (moves.of(part) for part in ("entries", "exits", "method"))
    missing, capacity = moves.of("missing"), moves.of("capacity")
    organic = missing + capacity + moves.of("rest")
    previous = current - entries - exits - method - organic
    volume = moves.volume()
    return Bridge(
        scope, measure, first, last, previous, entries, exits, method, organic, current, missing, capacity, volume,
        None if volume is None else organic - missing - capacity - volume,
        growth_published=_growth(current - previous, previous),
        growth_like_for_like=_growth(moves.of("rest") + capacity, moves.then()),
    )  # fmt: skip


def _total(totals: Vectors, plan: MeasurePlan, months: list[Month]) -> Fraction:
    return totals.at(totals.over(plan.file, months), plan.code, "v") * plan.side.unit


def _growth(effect: Fraction, base: Fraction) -> Fraction | None:
    return effect / base if base else None


class Moves:
    """What a measure moved over some months; vectors by file of roll-ups."""

    def __init__(self, plan: MeasurePlan, months: Iterable[Mapping[str, Ints]]) -> None:
        self.plan, self.months = plan, list(months)
        self.prefix = f"{moves_file(plan.file)}:"
        self.units = sorted({file for each in self.months for file in each if file.startswith(self.prefix)})

    def of(self, part: str) -> Fraction:
        """An effect, or the base of it, in the unit of the measure."""
        return sum((self._sum(file, part) for file in self.units), Fraction(0)) * self.plan.side.unit

    def then(self) -> Fraction:
        """Last year's sum of the constant perimeter."""
        return self._sum(f"{self.plan.file}:then", "v") * self.plan.side.unit

    def volume(self) -> Fraction | None:
        """(Q1 - Q0) x V0 / Q0 on the organic cells that compare in full, unit by unit (rule 21)."""
        effects = []
        for file in self.units:
            before = self._sum(file, "volume0")
            if before:
                more = self._sum(file, "volume") - before
                effects.append(more * self._sum(file, "base") / before * self.plan.side.unit)
        return sum(effects, Fraction(0)) if effects else None

    def _sum(self, file: str, part: str) -> Fraction:
        position = current_layout().positions[self.plan.code, part]
        found = (each[file] for each in self.months if file in each)
        return sum((_exact(vector[position]) for vector in found if position < len(vector)), Fraction(0))


def _exact(value: Any) -> Fraction:
    """Of a whole number, or of a fraction in the legal view."""
    return value if isinstance(value, Fraction) else Fraction(int(value))
