"""The formulas of a kind as lists of numbers: which terms each part of each figure adds up, and where it goes.

A kind has 190 figures of 700 parts: evaluated one by one, most of the time of a small fold is that of calling numpy.
Rows of the arrays here are terms, figures or parts; columns are those of the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from groupe.consolidation.engine.plan import CodePlan, IndicatorPlan, MeasurePlan, Plan
from groupe.consolidation.engine.structure import Flags, Ints
from groupe.consolidation.engine.terms import Atom, AtomKind

Terms = Sequence[tuple[Atom, int]]
PLAIN: tuple[AtomKind, ...] = ("flow", "stock", "per_day")


@dataclass(frozen=True)
class Groups:
    """Consecutive terms that belong together: the rank of each, its factor, and where each group begins."""

    rank: Ints
    factor: Ints
    start: Ints

    @classmethod
    def of(cls, groups: Iterable[Terms], ranks: dict[Atom, int]) -> Groups:
        ordered = list(groups)
        terms = [(ranks.setdefault(atom, len(ranks)), factor) for each in ordered for atom, factor in each]
        table = np.array(terms, dtype=np.int64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1], np.cumsum([0, *map(len, ordered)])[:-1])

    def some(self, flags: Flags) -> Flags:
        """By group, whether any of its terms is flagged."""
        found: Flags = np.logical_or.reduceat(flags[self.rank], self.start, axis=0)
        return found

    def sums(self, amounts: Ints) -> Ints:
        found: Ints = np.add.reduceat(amounts[self.rank] * self.factor[:, None], self.start, axis=0)
        return found


@dataclass(frozen=True)
class Part:
    """A place to fill: `code` and `part` as in the layout, `rank` of the figure or of the sum that goes there."""

    file: str
    code: str
    part: str
    rank: int


@dataclass(frozen=True)
class Program:
    """All figures of a kind but those that set a stock against a flow.

    `measures` are read at once; `plain` lists by kind the atoms that are made of one of them, with the rank of it,
    and `others` the remaining ones. `above` and `below` are the terms of both sides by figure (those without a divisor
    have their side twice); `sums` those of each value, which belongs to the figure `owner`; `carried` lists the figures
    whose level is that of a slow stock.
    """

    atoms: list[Atom]
    measures: list[str]
    plain: dict[AtomKind, tuple[Ints, Ints]]
    others: list[int]
    above: Groups
    below: Groups
    divided: Flags
    ends: Flags
    carried: list[tuple[int, str]]
    sums: Groups
    owner: Ints
    values: list[Part]
    reported: list[Part]
    validated: list[Part]
    present: list[Part]


@lru_cache(maxsize=256)
def program_of(plan: Plan, kind: str) -> Program:
    codes = [each for each in plan.of_kind(kind) if isinstance(each, MeasurePlan) or not each.windowed]
    ranks: dict[Atom, int] = {}
    values, terms = _values(codes)
    sums = Groups.of(terms, ranks)
    above = Groups.of((_above(each) for each in codes), ranks)
    below = Groups.of((_below(each) or _above(each) for each in codes), ranks)
    files = [(rank, each.file, each.code) for rank, each in enumerate(codes)]
    atoms = list(ranks)
    measures = [code for code, measure in plan.catalogue.measures.items() if kind in measure.kinds]
    plain = {name: _made_of(atoms, name, measures) for name in PLAIN}
    made = {rank for known, _measures in plain.values() for rank in known.tolist()}
    slow = {code for code, measure in plan.catalogue.measures.items() if measure.carry}
    stocks = [
        (rank, [atom.code for atom, _f in _above(each) if atom.kind == "stock"]) for rank, each in enumerate(codes)
    ]
    carried = [
        (rank, next(code for code in found if code in slow)) for rank, found in stocks if slow.intersection(found)
    ]
    return Program(
        atoms=atoms,
        measures=measures,
        plain=plain,
        others=[rank for rank in range(len(atoms)) if rank not in made],
        above=above,
        below=below,
        divided=np.array([bool(_below(each)) for each in codes])[:, None],
        ends=np.array([_ends(each) for each in codes])[:, None],
        carried=carried,
        sums=sums,
        owner=np.array([rank for rank, _part in values], dtype=np.int64),
        values=[Part(codes[owner].file, codes[owner].code, part, rank) for rank, (owner, part) in enumerate(values)],
        reported=[Part(file, code, "r", rank) for rank, file, code in files],
        validated=[Part(file, code, "w", rank) for rank, file, code in files],
        present=[Part(file, code, "p", rank) for rank, file, code in files if isinstance(codes[rank], MeasurePlan)],
    )


def _made_of(atoms: Sequence[Atom], kind: AtomKind, measures: Sequence[str]) -> tuple[Ints, Ints]:
    """The ranks of the atoms of a kind, and of their measures; derived ones are none of these."""
    place = {code: rank for rank, code in enumerate(measures)}
    found = [(rank, place[atom.code]) for rank, atom in enumerate(atoms) if atom.kind == kind and atom.code in place]
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _values(codes: Sequence[CodePlan]) -> tuple[list[tuple[int, str]], list[Terms]]:
    """(figure, part) of every sum, and its terms."""
    parts: list[tuple[int, str]] = []
    terms: list[Terms] = []
    for rank, plan in enumerate(codes):
        for part, each in _sides(plan):
            if each:
                parts.append((rank, part))
                terms.append(each)
    return parts, terms


def _sides(plan: CodePlan) -> list[tuple[str, Terms]]:
    if isinstance(plan, MeasurePlan):
        return [("v", [(Atom("per_day", plan.code), 1)] if plan.time == "AVG" else plan.side.terms)]
    sides = (("n", plan.num), ("d", plan.den))
    return [(f"{name}{'l' if stocks else ''}", side.only(stocks=stocks)) for name, side in sides if side
            for stocks in (False, True)]  # fmt: skip


def _above(plan: CodePlan) -> Terms:
    return plan.side.terms if isinstance(plan, MeasurePlan) else plan.num.terms


def _below(plan: CodePlan) -> Terms:
    return plan.den.terms if isinstance(plan, IndicatorPlan) and plan.den else ()


def _ends(plan: CodePlan) -> bool:
    """Counted at the end of the month alone."""
    return plan.time == "LAST" if isinstance(plan, MeasurePlan) else plan.last_only
