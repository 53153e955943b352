"""What a kind's establishments reported, as arrays, with the rules on missing values (semantics, rules 3 to 7, 31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from establishments.catalogue import Catalogue, Measure
from establishments.packing import MISSING, NOT_APPLICABLE
from establishments.residual import RESIDUAL_THEME
from groupe.consolidation.engine.structure import (
    Flags,
    Ints,
    Rows,
    Site,
    capacity_days,
    half_up,
    month_bounds,
    owned_days,
    share,
)
from groupe.consolidation.engine.terms import Atom
from groupe.kernel.periods import Month

# State of a term in a cell.
LACKING, PRESENT, NA, BLANK = 0, 1, 2, 3


@dataclass
class Inputs:
    """Reports of one kind over consecutive months: shape (sites, months, positions) by catalogue file.

    `level` is 0 where no version counts, 1 submitted, 2 validated or later. `filled` replaces what nobody types
    (`BUD_CH`, `BUD_PR`). `parameters` holds each dated parameter by month. `actual` is False for a budget: nothing of
    it counts after a closure (rule 27).
    """

    kind: str
    catalogue: Catalogue
    sites: Sequence[Site]
    start: Month
    common: Ints
    sector: Ints
    level: Ints
    version: Ints
    filled: Mapping[str, Ints] = field(default_factory=dict)
    parameters: Mapping[str, Sequence[Fraction | None]] = field(default_factory=dict)
    expected_from: Month = field(default_factory=lambda: Month(0))
    actual: bool = True
    _values: dict[str, tuple[Ints, Ints, Ints]] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        return int(self.level.shape[1])

    @cached_property
    def owned(self) -> Ints:
        return owned_days(self.sites, self.start, self.columns)

    @cached_property
    def residual(self) -> Flags:
        """Reported for a month after a closure: costs that are still to be settled, without a day in the group."""
        after = np.zeros(self.level.shape, dtype=bool)
        for number, site in enumerate(self.sites if self.actual else ()):
            for each in site.residual:
                after[number, max(0, each.first - self.start.index) : max(0, each.last + 1 - self.start.index)] = True
        return after & (self.level > 0)

    @cached_property
    def bounds(self) -> Ints:
        return month_bounds(self.start, self.columns)

    @cached_property
    def stays(self) -> Flags:
        """Inside the group on the last day of the month."""
        ends = self.bounds[:, 1]
        inside = np.zeros(self.level.shape, dtype=bool)
        for number, site in enumerate(self.sites):
            for run in site.runs:
                inside[number] |= (ends >= run.first) & (ends <= run.last)
        return inside

    def measure(self, code: str) -> tuple[Ints, Ints, Ints]:
        """(value, state, level) of an entered measure in each cell; the value is 0 where it is not present."""
        if code not in self._values:
            self.read([code])
        return self._values[code]

    def read(self, codes: Sequence[str]) -> tuple[Ints, Ints]:
        """Values and states of these measures, shape (measures, sites, months): read at once, which takes no longer."""
        measures = [self.catalogue.measures[code] for code in codes]
        raw = np.stack([self._raw(code) for code in codes]) if codes else np.zeros((0, *self.level.shape), np.int64)
        heard = self._heard(measures)
        present = heard & (raw > NOT_APPLICABLE)
        states = present + np.int8(NA) * (heard & (raw == NOT_APPLICABLE))
        values = np.where(present, raw, 0)
        for rank, code in enumerate(codes):
            if code in self._dated:
                values[rank], states[rank] = self._authorised(code, values[rank], states[rank], heard[rank])
        self._optional(measures, states, heard)
        levels = self._carried(measures, values, states)
        for rank, code in enumerate(codes):
            self._values[code] = values[rank], states[rank], levels.get(rank, self.level)
        return values, states

    def _heard(self, measures: Sequence[Measure]) -> Flags:
        """Where something was told of each measure, or nobody has to tell it."""
        filled = _flags(measure.code in self.filled for measure in measures)
        late = _flags(measure.theme == RESIDUAL_THEME and measure.code not in self.filled for measure in measures)
        heard: Flags = (self.owned > 0) & ((self.level > 0) | filled) | (late & self.residual)
        return heard

    def _raw(self, code: str) -> Ints:
        measure = self.catalogue.measures[code]
        if code in self.filled:
            return self.filled[code]
        block = self.common if measure.file == "common" else self.sector
        if measure.position >= block.shape[2]:
            return np.full(self.level.shape, MISSING)
        return block[:, :, measure.position]

    @cached_property
    def _dated(self) -> frozenset[str]:
        return frozenset(code for site in self.sites for code in site.capacities)

    def _authorised(self, code: str, value: Ints, state: Ints, heard: Flags) -> tuple[Ints, Ints]:
        """A capacity in force on the last owned day wins over the reported one."""
        value, state = value.copy(), state.copy()
        for number, site in enumerate(self.sites):
            ends = np.zeros(self.columns, dtype=np.int64)
            for run in site.runs if code in site.capacities else ():
                touched = (self.bounds[:, 0] <= run.last) & (self.bounds[:, 1] >= run.first)
                ends = np.where(touched, np.minimum(self.bounds[:, 1], run.last), ends)
            for piece in site.capacities.get(code, ()):
                inside = heard[number] & (ends >= piece.first) & (ends <= piece.last)
                value[number] = np.where(inside, piece.value, value[number])
                state[number] = np.where(inside, PRESENT, state[number])
        return value, state

    def _optional(self, measures: Sequence[Measure], states: Ints, heard: Flags) -> None:
        """What is not asked for where its capacity is not used counts as blank."""
        by_capacity: dict[str | None, list[int]] = defaultdict(list)
        for rank, measure in enumerate(measures):
            if measure.required == "C":
                by_capacity[measure.capacity].append(rank)
        for capacity, ranks in by_capacity.items():
            blank = heard[ranks] & (states[ranks] == LACKING) & ~self._has_capacity(capacity)
            states[ranks] = np.where(blank, BLANK, states[ranks])

    def _has_capacity(self, code: str | None) -> Flags:
        if code is None:
            return np.zeros(self.level.shape, dtype=bool)
        places, state = self.place_days(code)
        used: Flags = (state == PRESENT) & (places > 0)
        return used

    def _carried(self, measures: Sequence[Measure], values: Ints, states: Ints) -> dict[int, Ints]:
        """Slow stocks keep their last reported value for some months (rule 5); the level that each is carried from."""
        ranks = [rank for rank, measure in enumerate(measures) if measure.carry]
        if not ranks:
            return {}
        columns, longest = np.arange(self.columns), np.array([measures[rank].carry for rank in ranks])[:, None, None]
        state = states[ranks]
        seen = np.maximum.accumulate(np.where(state == PRESENT, columns, -1), axis=2)
        usable = (seen >= 0) & (columns - seen <= longest) & (state != NA) & (self.owned > 0)
        source = np.where(usable, seen, columns)
        values[ranks] = np.take_along_axis(values[ranks], source, axis=2)
        states[ranks] = np.where(usable, PRESENT, state)
        levels = np.take_along_axis(np.broadcast_to(self.level, state.shape), source, axis=2)
        return dict(zip(ranks, levels, strict=True))

    def place_days(self, code: str) -> tuple[Ints, Ints]:
        """Place-days of the owned days of each cell, and the state of that capacity."""
        key = f"days:{code}"
        if key not in self._values:
            self._values[key] = (*self._place_days(code), self.level)
        places, state, _level = self._values[key]
        return places, state

    def _place_days(self, code: str) -> tuple[Ints, Ints]:
        raw = self._raw(code)
        heard = (self.level > 0) & (self.owned > 0)
        typed = heard & (raw != MISSING) & (raw != NOT_APPLICABLE)
        places, covered = np.zeros_like(self.owned), np.zeros_like(self.owned)
        for number, site in enumerate(self.sites):
            for run in site.runs if code in site.capacities else ():
                days = np.stack([np.maximum(self.bounds[:, 0], run.first), np.minimum(self.bounds[:, 1], run.last)], 1)
                more, days_covered = capacity_days(site.capacities[code], days)
                places[number] += more
                covered[number] += days_covered
        places = np.where(heard, places, 0) + np.where(typed, (self.owned - covered) * np.where(typed, raw, 0), 0)
        state = np.where(typed | (heard & (covered > 0)), PRESENT, LACKING)
        optional = self.catalogue.measures[code].required == "C"
        return places, np.where(heard & (state == LACKING) & optional, BLANK, state)

    # One atom: (state by cell, value by row)

    def state(self, atom: Atom) -> Ints:
        """The state of a term in each cell."""
        if atom.kind == "owned":
            return np.where((self.level > 0) & (self.owned > 0), PRESENT, LACKING)
        if atom.kind == "days":
            return self.place_days(atom.code)[1]
        if atom.kind == "open":
            return self._open_state(atom)
        if atom.kind == "flow" and atom.code in self.catalogue.derived:
            return self._computed(atom.code)[1]
        state = self.measure(atom.code)[1]
        return self.as_factor(atom.code, state) if atom.kind == "per_day" else state

    def as_factor(self, code: str, state: Ints) -> Ints:
        """Not applicable counts as missing where it multiplies (rule 31): states of a measure that is a factor."""
        blank = BLANK if self.catalogue.measures[code].required == "C" else LACKING
        return np.where(state == NA, blank, state)

    def _open_state(self, atom: Atom) -> Ints:
        places, capacity = self.place_days(atom.code)
        count = self.as_factor(atom.count, self.measure(atom.count)[1])
        both = (capacity == PRESENT) & (count == PRESENT)
        unused = (capacity == BLANK) | ((capacity == PRESENT) & (places == 0))
        return np.where(both, PRESENT, np.where(unused & (self.level > 0), BLANK, LACKING))

    def amounts(self, atom: Atom, rows: Rows) -> Ints:
        """What an atom is worth in each row, in its unit; stocks go whole to a cell's last row."""
        at = (rows.site, rows.column)
        match atom.kind:
            case "owned":
                return rows.days
            case "days":
                return self._row_place_days(atom.code, rows)
            case "open":
                return share(self._openings(atom), rows)
            case "per_day":
                return self.measure(atom.code)[0][at] * rows.days
            case "stock":
                return np.where(rows.closes & rows.stays, self.measure(atom.code)[0][at], 0)
        if atom.code in self.catalogue.derived:
            return share(self._computed(atom.code)[0], rows)
        return share(self.measure(atom.code)[0], rows)

    def _openings(self, atom: Atom) -> Ints:
        """Openings x mean capacity of the owned days, rounded once to 0.01 (rules 7 and 9)."""
        places, _state = self.place_days(atom.code)
        count, _count_state, _level = self.measure(atom.count)
        scale = self.catalogue.measures[atom.count].scale
        return half_up(places * count * 10 ** (2 - scale), np.maximum(self.owned, 1))

    def _row_place_days(self, code: str, rows: Rows) -> Ints:
        heard = self.level[rows.site, rows.column] > 0
        raw = self._raw(code)[rows.site, rows.column]
        typed = heard & (raw != MISSING) & (raw != NOT_APPLICABLE)
        places, covered = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
        if code in self._dated:
            for number, site in enumerate(self.sites):
                if code in site.capacities:
                    mine = np.flatnonzero(rows.site == number)
                    days = np.stack([rows.first[mine], rows.last[mine]], axis=1)
                    places[mine], covered[mine] = capacity_days(site.capacities[code], days)
        return np.where(heard, places, 0) + np.where(typed, (rows.days - covered) * np.where(typed, raw, 0), 0)

    def _computed(self, code: str) -> tuple[Ints, Ints]:
        """A derived flow with dated parameters, rounded half-up once to 0.01 (rule 9)."""
        key = f"computed:{code}"
        if key not in self._values:
            from groupe.consolidation.engine.parameters import computed_flow

            self._values[key] = (*computed_flow(self, code), self.level)
        value, state, _level = self._values[key]
        return value, state

    def opening(self, code: str, site: int, day: int) -> int | None:
        """The opening record of the stay that holds on `day` (an ordinal), in the measure's smallest unit."""
        for entry in self.sites[site].entries:
            if entry.first <= day <= entry.last:
                return entry.opening.get(code)
        return None


def _flags(each: Iterable[bool]) -> Flags:
    """One for each measure, beside sites and months."""
    return np.fromiter(each, dtype=bool)[:, None, None]
