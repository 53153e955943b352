"""The vectors of cells: every part of every figure, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groupe.consolidation.engine.inputs import BLANK, LACKING, NA, PRESENT, Inputs
from groupe.consolidation.engine.plan import IndicatorPlan, Plan
from groupe.consolidation.engine.program import Part, Program, program_of
from groupe.consolidation.engine.structure import Flags, Ints, Rows, rows_of, shared
from groupe.consolidation.engine.terms import Atom, AtomKind, Side
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
    writer.expected(plan.expected_of(inputs.kind))
    writer.figures(program_of(plan, inputs.kind))
    for code in plan.of_kind(inputs.kind):
        if isinstance(code, IndicatorPlan) and code.windowed:
            writer.windowed(code)
    return Computed(inputs, rows, blocks["common"], blocks[sector], writer.kept)


class _Writer:
    """Fills the blocks, all figures at once but those that set a stock against a flow."""

    def __init__(self, inputs: Inputs, rows: Rows, blocks: Mapping[str, Ints], layout: Layout) -> None:
        self.inputs, self.rows, self.blocks, self.layout = inputs, rows, blocks, layout
        self.at = (rows.site, rows.column)
        self.cell = rows.site * inputs.columns + rows.column
        self.reported = inputs.level[self.at]
        self._states: dict[Atom, Ints] = {}

    def put(self, file: str, code: str, part: str, values: Ints | Flags) -> None:
        self.blocks[file][:, self.layout[code, part]] = values

    def fill(self, parts: Sequence[Part], values: Ints | Flags) -> None:
        """`values` by rank of the parts."""
        for file, block in self.blocks.items():
            mine = [part for part in parts if part.file == file]
            places = [self.layout[part.code, part.part] for part in mine]
            block[:, places] = values[[part.rank for part in mine]].T

    def expected(self, keys: Sequence[tuple[str, str]]) -> None:
        """A cut month counts once, with its last segment (rule 17)."""
        months = self.inputs.start.index + self.rows.column
        due = self.rows.closes & (months >= self.inputs.expected_from.index)
        for key, file in keys:
            self.put(file, key, "e", due)
            self.put(file, key, "el", due & self.rows.stays)

    def figures(self, program: Program) -> None:
        """Both sides of an indicator or neither (rule 10); counts stand in a cell's last row."""
        amounts, states = self.terms(program)
        self.check(program, amounts)
        kept = self.both(program, states)
        self.fill(program.values, program.sums.sums(amounts) * kept[program.owner])
        counted = kept & self.rows.closes & (self.rows.stays | ~program.ends)
        good = np.broadcast_to(self.reported >= 2, kept.shape).copy()
        for rank, code in program.carried:
            good[rank] = self.inputs.measure(code)[2][self.at] >= 2
        self.fill(program.reported, counted)
        self.fill(program.validated, counted & good)
        self.fill(program.present, np.where(program.ends, counted, kept))

    def terms(self, program: Program) -> tuple[Ints, Ints]:
        """What each atom is worth in each row, and its state; what is lacking or blank is worth nothing."""
        values, states = (
            each.reshape(len(program.measures), -1)[:, self.cell] for each in self.inputs.read(program.measures)
        )
        amounts = np.zeros((len(program.atoms), len(self.rows)), dtype=np.int64)
        known: NDArray[Any] = np.zeros(amounts.shape, dtype=np.int8)
        for kind, (ranks, measures) in program.plain.items():
            amounts[ranks], known[ranks] = self.plain(kind, values[measures]), states[measures]
        factors, measures = program.plain["per_day"]
        for rank, measure in zip(factors.tolist(), measures.tolist(), strict=True):
            known[rank] = self.inputs.as_factor(program.measures[measure], known[rank])
        for rank in program.others:
            known[rank] = self.state(program.atoms[rank])[self.at]
            nothing = (known[rank] == LACKING) | (known[rank] == BLANK)
            amounts[rank] = np.where(nothing, 0, self.inputs.amounts(program.atoms[rank], self.rows))
        return amounts, known

    def plain(self, kind: AtomKind, values: Ints) -> Ints:
        """As `Inputs.amounts`, of several measures by row."""
        if kind == "stock":
            return values * (self.rows.closes & self.rows.stays)
        return values * self.rows.days if kind == "per_day" else shared(values, self.rows)

    def check(self, program: Program, amounts: Ints) -> None:
        """Refuses a sum that 64 bits might not hold, whatever its signs."""
        largest = np.abs(amounts).max(axis=1, initial=0).astype(float)
        rooms = np.add.reduceat(largest[program.sums.rank] * np.abs(program.sums.factor), program.sums.start)
        if len(rooms) and rooms.max() > LIMIT:
            raise Overflow(program.values[int(rooms.argmax())].code)

    def both(self, program: Program, states: Ints) -> Flags:
        """The rows in which both sides of a figure have a value (rules 4 and 31), by figure."""
        lacking, present = states == LACKING, states == PRESENT
        above = program.above.some(present | (states == NA)) & ~program.above.some(lacking)
        below = program.below.some(present) & ~program.below.some(lacking)
        kept: Flags = above & (below | ~program.divided)
        return kept

    def windowed(self, plan: IndicatorPlan) -> None:
        parts = windowed_parts(self.inputs, plan, self.kept, LIMIT)
        site, column = self.at
        kept = parts.cells[site, :, column] & (self.rows.closes & self.rows.stays)[:, None]
        good = kept & (parts.level[self.at] >= 2)[:, None]
        for name, values in (("n", parts.num[site, :, column] * kept), ("d", parts.den[site, :, column] * kept),
                             ("r", kept), ("w", good)):  # fmt: skip
            places = [self.layout[plan.code, f"{name}:{spread}"] for spread in plan.spreads]
            self.blocks[plan.file][:, places] = values

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
