"""The vectors of cells: every part of every figure, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from groupe.consolidation.engine.inputs import BLANK, LACKING, NA, PRESENT, Inputs
from groupe.consolidation.engine.plan import IndicatorPlan, MeasurePlan, Plan
from groupe.consolidation.engine.structure import Flags, Ints, Rows, rows_of
from groupe.consolidation.engine.terms import Atom, Side
from groupe.consolidation.engine.windows import Kept, windowed_parts
from groupe.kernel.periods import Month

LIMIT = 2**62
Layout = Mapping[tuple[str, str], int]


class Overflow(ArithmeticError):
    """A product that 64 bits may not hold: the figure is refused rather than wrong (rule 9)."""


@dataclass(frozen=True)
class Computed:
    """The rows of some months of one kind, with their two vectors; `level` and `version` by row."""

    inputs: Inputs
    rows: Rows
    common: Ints
    sector: Ints
    kept: Kept

    @cached_property
    def level(self) -> Ints:
        return self.inputs.level[self.rows.site, self.rows.column]

    @cached_property
    def version(self) -> Ints:
        return self.inputs.version[self.rows.site, self.rows.column]


def compute(
    inputs: Inputs, plan: Plan, layout: Layout, widths: Mapping[str, int], first: Month, last: Month
) -> Computed:
    """The vectors of every row between two months; `layout` gives each part's position, `widths` each file's."""
    rows = rows_of(inputs.sites, inputs.start, first, last, inputs.residual)
    sector = inputs.catalogue.kinds[inputs.kind].sector
    blocks = {file: np.zeros((len(rows), widths.get(file, 0)), dtype=np.int64) for file in ("common", sector)}
    writer = _Writer(inputs, rows, blocks, layout)
    for key, file in plan.expected_of(inputs.kind):
        writer.expected(key, file)
    for code in plan.of_kind(inputs.kind):
        if isinstance(code, MeasurePlan):
            writer.measure(code)
        elif code.windowed:
            writer.windowed(code)
        else:
            writer.indicator(code)
    return Computed(inputs, rows, blocks["common"], blocks[sector], writer.kept)


class _Writer:
    """Fills the blocks; atoms are read once and kept."""

    def __init__(self, inputs: Inputs, rows: Rows, blocks: Mapping[str, Ints], layout: Layout) -> None:
        self.inputs, self.rows, self.blocks, self.layout = inputs, rows, blocks, layout
        self.at = (rows.site, rows.column)
        self.reported = inputs.level[self.at]
        self._amounts: dict[Atom, tuple[Ints, int]] = {}
        self._states: dict[Atom, Ints] = {}

    def put(self, file: str, code: str, part: str, values: Ints | Flags) -> None:
        self.blocks[file][:, self.layout[code, part]] = values

    def expected(self, key: str, file: str) -> None:
        """A cut month counts once, with its last segment (rule 17)."""
        months = self.inputs.start.index + self.rows.column
        due = self.rows.closes & (months >= self.inputs.expected_from.index)
        self.put(file, key, "e", due)
        self.put(file, key, "el", due & self.rows.stays)

    def measure(self, plan: MeasurePlan) -> None:
        kept = self.kept(plan.side, divisor=False)[self.at]
        by_day = plan.time == "AVG"
        values = self.amount(Atom("per_day", plan.code)) if by_day else self.side(plan.side.terms)
        counted = kept & self.rows.closes
        if plan.time == "LAST":
            counted &= self.rows.stays
        self.put(plan.file, plan.code, "v", np.where(kept, values, 0))
        self.put(plan.file, plan.code, "p", counted if plan.time == "LAST" else kept)
        self.counts(plan.file, plan.code, "", counted, self.level(plan.side))

    def indicator(self, plan: IndicatorPlan) -> None:
        """Both sides or neither (rule 10)."""
        cells = self.kept(plan.num, divisor=False)
        if plan.den:
            cells &= self.kept(plan.den, divisor=True)
        kept = cells[self.at]
        for name, side in (("n", plan.num), ("d", plan.den)):
            for part, stocks in ((name, False), (name + "l", True)):
                if side and (terms := side.only(stocks=stocks)):
                    self.put(plan.file, plan.code, part, np.where(kept, self.side(terms), 0))
        counted = kept & self.rows.closes
        if plan.last_only:
            counted &= self.rows.stays
        self.counts(plan.file, plan.code, "", counted, self.level(plan.num))

    def windowed(self, plan: IndicatorPlan) -> None:
        ends = self.rows.closes & self.rows.stays
        for spread, (num, den, cells, level) in windowed_parts(self.inputs, plan, self.kept, LIMIT).items():
            kept = cells[self.at] & ends
            self.put(plan.file, plan.code, f"n:{spread}", np.where(kept, num[self.at], 0))
            self.put(plan.file, plan.code, f"d:{spread}", np.where(kept, den[self.at], 0))
            self.counts(plan.file, plan.code, f":{spread}", kept, level[self.at])

    def counts(self, file: str, code: str, suffix: str, kept: Flags, level: Ints) -> None:
        self.put(file, code, "r" + suffix, kept)
        self.put(file, code, "w" + suffix, kept & (level >= 2))

    def level(self, side: Side) -> Ints:
        """That of the month's own version or, for a carried stock, of the one that it was carried from."""
        stocks = [atom.code for atom, _factor in side.terms if atom.kind == "stock"]
        carried = [code for code in stocks if self.inputs.catalogue.measures[code].carry]
        return self.inputs.measure(carried[0])[2][self.at] if carried else self.reported

    def kept(self, side: Side, *, divisor: bool) -> Flags:
        """The cells in which a side has a value (rules 4 and 31)."""
        lacking = np.zeros(self.inputs.level.shape, dtype=bool)
        some = np.zeros(self.inputs.level.shape, dtype=bool)
        for atom, _factor in side.terms:
            state = self.state(atom)
            lacking |= state == LACKING
            some |= (state == PRESENT) if divisor else (state == PRESENT) | (state == NA)
        return some & ~lacking

    def state(self, atom: Atom) -> Ints:
        if atom not in self._states:
            self._states[atom] = self.inputs.state(atom)
        return self._states[atom]

    def side(self, terms: tuple[tuple[Atom, int], ...]) -> Ints:
        total = np.zeros(len(self.rows), dtype=np.int64)
        room = LIMIT
        for atom, factor in terms:
            amount, largest = self._amount(atom)
            room -= largest * abs(factor)
            if room < 0:
                raise Overflow(atom.code)
            total += amount * factor
        return total

    def amount(self, atom: Atom) -> Ints:
        return self._amount(atom)[0]

    def _amount(self, atom: Atom) -> tuple[Ints, int]:
        if atom not in self._amounts:
            values = self.inputs.amounts(atom, self.rows)
            state = self.state(atom)[self.at]
            values = np.where((state == LACKING) | (state == BLANK), 0, values)
            self._amounts[atom] = values, int(np.abs(values).max(initial=0))
        return self._amounts[atom]
