"""The values behind parts: what was entered, carried, authorised or budgeted, in the order of the formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from establishments.catalogue import Measure, catalogue
from establishments.catalogue.formula import codes_of, parameters_of
from establishments.enums import Scenario
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.consolidation.engine.plan import CodePlan, IndicatorPlan, MeasurePlan
from groupe.consolidation.engine.terms import Atom
from groupe.consolidation.selectors.explain import lookups
from groupe.consolidation.selectors.explain.origin import Origin
from groupe.consolidation.selectors.explain.parts import Part
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.source import opening_record
from groupe.kernel.numbers import from_units
from groupe.kernel.periods import Month, window_start
from groupe.kernel.ranges import contains, last_day

Source = Literal["reported", "not_applicable", "carried", "capacity", "budget", "opening", "perimeter", "parameter"]
YEAR = 12


@dataclass(frozen=True)
class ValueBehind:
    """A value of a site-month, whole: a part that is cut by days takes its share of it.

    `month`: the month that a slow stock is carried from, or whose end opens a window. `since`: the day that an
    authorised capacity, an opening record or a parameter holds from. None is not applicable.
    """

    code: str
    label: str
    unit: str
    value: Decimal | Fraction | None
    source: Source
    month: Month | None = None
    since: dt.date | None = None


def atoms_of(plan: CodePlan) -> list[Atom]:
    """What both sides of a code count, once each."""
    sides = [plan.side] if isinstance(plan, MeasurePlan) else [plan.num, *([plan.den] if plan.den else [])]
    return list(dict.fromkeys(atom for side in sides for atom, _factor in side.terms))


class ValuesBehind:
    """The values of some parts of one figure; reads what it needs of them all at once."""

    def __init__(
        self, parts: Sequence[Part], plan: CodePlan, origins: Mapping[int, Origin], known_at: Today = TODAY
    ) -> None:
        self._atoms, self._origins = atoms_of(plan), origins
        self._flows_below = isinstance(plan, IndicatorPlan) and plan.windowed
        ids = {part.establishment for part in parts}
        months = [part.month for part in parts]
        first, last = min(months, default=Month(0)), max(months, default=Month(0))
        codes = {name for atom in self._atoms for name in (atom.code, atom.count) if name}
        entered = [catalogue().measures[code] for code in sorted(codes) if code in catalogue().measures]
        openings = [atom.code for atom in self._atoms if atom.kind == "opening"]
        reading = known_at.reading
        self._capacities = lookups.capacities(reading, ids, codes)
        budgeted = ids if any(not m.entered for m in entered) else set()
        self._budgets = lookups.Told(reading, budgeted, first, last, Scenario.BUDGET)
        back = max((*(m.carry for m in entered), YEAR if openings else 0), default=0)
        self._earlier = lookups.Told(reading, ids if back else set(), first - back, last, Scenario.ACTUAL)
        self._stays = lookups.stays(reading, ids) if back else {}
        known = known_at.span() if openings else None
        self._begin = known[0] if known else last

    def of(self, part: Part) -> list[ValueBehind]:
        """One for each name of the formula that has a value; flows over a window are told month by month instead."""
        return [value for atom in self._atoms for value in self._of_atom(part, atom)]

    def lacking(self, part: Part) -> list[str]:
        """The names of the formula without a value here."""
        return [atom.code for atom in self._atoms if not self._told_below(atom) and not any(self._of_atom(part, atom))]

    def _told_below(self, atom: Atom) -> bool:
        return self._flows_below and atom.kind == "flow"

    def _of_atom(self, part: Part, atom: Atom) -> Iterator[ValueBehind]:
        if self._told_below(atom):
            return
        if atom.kind == "owned":
            item = catalogue().code(atom.code)
            yield ValueBehind(atom.code, item.label, item.unit, Decimal(part.days), "perimeter")
        elif atom.kind == "opening":
            yield from self._opening(part, catalogue().measures[atom.code])
        elif atom.code in catalogue().derived:
            yield from self._computed(part, atom.code)
        else:
            for code in filter(None, (atom.code, atom.count)):
                yield from self._measure(part, catalogue().measures[code], by_day=atom.kind in {"days", "open"})

    def _measure(self, part: Part, measure: Measure, *, by_day: bool) -> Iterator[ValueBehind]:
        if dated := self._authorised(part, measure.code, by_day=by_day):
            yield from (_value(measure, row.value, "capacity", since=row.valid.lower) for row in dated)
            return
        raw = self._raw(part, measure)
        if raw == NOT_APPLICABLE:
            yield ValueBehind(measure.code, measure.label, measure.unit, None, "not_applicable")
        elif raw != MISSING:
            yield _value(measure, raw, "reported" if measure.entered else "budget")
        elif measure.carry:
            yield from self._carried(part, measure)

    def _raw(self, part: Part, measure: Measure) -> int:
        if not measure.entered:
            return self._budgets.units(part.establishment, part.month, measure)
        origin = self._origins.get(part.version or 0)
        return origin.raw(measure) if origin else MISSING

    def _authorised(self, part: Part, code: str, *, by_day: bool) -> list[Any]:
        """The capacities in force on the part's days; on its last one where days do not count."""
        first = part.first if by_day else part.last
        rows = self._capacities.get((part.establishment, code), []) if part.level else []
        return [
            row
            for row in rows
            if (row.valid.lower or first) <= part.last and ((until := last_day(row.valid)) is None or until >= first)
        ]

    def _carried(self, part: Part, measure: Measure) -> Iterator[ValueBehind]:
        """The last value of a slow stock, within the months that it may be carried for (rule 5)."""
        for month in reversed(self._earlier.months(part.establishment)):
            units = self._earlier.units(part.establishment, month, measure)
            if units > NOT_APPLICABLE and part.month - measure.carry <= month < part.month and self._owned(part, month):
                yield _value(measure, units, "carried", month=month)
                return

    def _owned(self, part: Part, month: Month) -> bool:
        """Whether its establishment was in the group on a day of the month."""
        return any(
            (stay.valid.lower or month.first) <= month.last
            and (stay.valid.upper is None or stay.valid.upper > month.first)
            for stay in self._stays.get(part.establishment, [])
        )

    def _computed(self, part: Part, code: str) -> Iterator[ValueBehind]:
        """A derived flow with dated parameters: its measures, and the parameters of the month."""
        formula = catalogue().derived[code].expr
        for name in sorted(codes_of(formula)):
            yield from self._measure(part, catalogue().measures[name], by_day=False)
        for name in sorted(parameters_of(formula)):
            parameter = catalogue().parameters[name]
            for since, value in [known for known in parameter.values if known[0] <= part.month.first][-1:]:
                yield ValueBehind(name, parameter.label, parameter.unit, value, "parameter", since=since)

    def _opening(self, part: Part, measure: Measure) -> Iterator[ValueBehind]:
        """The stock at the end of the month before the window, else the opening record of the stay (rule 15)."""
        before, stays = window_start("r12", part.month) - 1, self._stays.get(part.establishment, [])
        if before >= self._begin and any(contains(stay.valid, before.last) for stay in stays):
            units = self._earlier.units(part.establishment, before, measure)
            if units > NOT_APPLICABLE:
                yield _value(measure, units, "reported", month=before)
            return
        for stay in stays:
            record = opening_record(stay, catalogue()) if contains(stay.valid, part.last) else {}
            if measure.code in record:
                yield _value(measure, record[measure.code], "opening", since=stay.valid.lower)


def _value(
    measure: Measure, units: int, source: Source, *, month: Month | None = None, since: dt.date | None = None
) -> ValueBehind:
    value = from_units(units, measure.scale)
    return ValueBehind(measure.code, measure.label, measure.unit, value, source, month, since)
