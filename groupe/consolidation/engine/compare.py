"""Each month beside the same month last year: what is organic, entered or left (semantics, rules 18 to 21)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from groupe.consolidation.engine.cells import Computed
from groupe.consolidation.engine.inputs import PRESENT, Inputs
from groupe.consolidation.engine.likewise import windows_alike
from groupe.consolidation.engine.pairs import Presence, pairs_of, presence_of
from groupe.consolidation.engine.plan import Plan
from groupe.consolidation.engine.structure import YEAR, Flags, Ints, Rows, a_year_before
from groupe.kernel.periods import Month

ORGANIC, ENTRY, EXIT, METHOD = range(4)


@dataclass(frozen=True, order=True)
class Portion:
    """A share of a row of last year, between two running totals of weights (semantics, rule 22).

    `stays` tells whether it reaches the last day of its month.
    """

    establishment: int
    segment: int
    since: Fraction
    until: Fraction
    stays: bool


@dataclass(frozen=True, order=True)
class Comparison:
    """A pair's month beside the same month last year.

    `flow` and `stock` say what its flows and its stocks are; `larger` whether its places a day changed. `now` and
    `before` name its rows of both months by segment; after a merger or split `portions` stand instead of `before`.
    `windows` holds the like-for-like sides of the indicators that set a stock against a flow.
    """

    establishment: int
    month: int
    number: int
    kind: str
    scopes: tuple[int, ...]
    flow: int
    stock: int
    larger: bool
    now: tuple[int, ...]
    before: tuple[int, ...]
    windows: bytes
    portions: tuple[Portion, ...] = field(default=())

    @property
    def key(self) -> tuple[int, int, int]:
        return self.establishment, self.month, self.number

    @property
    def cells(self) -> set[tuple[int, int]]:
        """The establishments and months that it is made of."""
        linked = {(part.establishment, self.month - YEAR) for part in self.portions}
        return {(self.establishment, self.month), (self.establishment, self.month - YEAR), *linked}


def compare(
    computed: Computed, plan: Plan, first: Month, last: Month, *, alone: Flags | None = None
) -> list[Comparison]:
    """The comparisons of `first` to `last`; the rows of the year before are needed as well.

    `alone` says by column where an establishment's past is its own; windows look at those months alone.
    """
    inputs, rows = computed.inputs, computed.rows
    presence = presence_of(pairs_of(inputs.sites), rows, inputs.columns)
    kinds = classes(inputs, presence)
    own = np.ones(inputs.columns, dtype=bool) if alone is None else alone
    organic, stays = (kinds.flow == ORGANIC) & own, (kinds.stock == ORGANIC) & own
    alike = windows_alike(inputs, plan, computed.kept, presence.site, organic, stays)
    since = first.index - inputs.start.index
    shown = (presence.count > 0) | (a_year_before(presence.count) > 0)
    shown[:, :since] = False
    shown[:, last.index - inputs.start.index + 1 :] = False
    return merged(
        _comparison(inputs, rows, presence, kinds, alike[pair, column], pair, column)
        for pair, column in np.argwhere(shown).tolist()
    )


def merged(found: Iterable[Comparison]) -> list[Comparison]:
    """One comparison for the pairs that compare alike in a month, numbered by their scopes.

    So a comparison tells nothing of later months, in which those pairs part.
    """
    by_month: dict[tuple[int, int], list[Comparison]] = {}
    for each in found:
        by_month.setdefault((each.establishment, each.month), []).append(each)
    return [one for month in by_month.values() for one in (month if len(month) == 1 else _merged(month))]


def _merged(month: Sequence[Comparison]) -> list[Comparison]:
    alike: dict[Comparison, list[int]] = {}
    for each in month:
        alike.setdefault(replace(each, scopes=(), number=0), []).extend(each.scopes)
    ordered = sorted((tuple(sorted(scopes)), each) for each, scopes in alike.items())
    return [replace(each, scopes=scopes, number=number) for number, (scopes, each) in enumerate(ordered)]


@dataclass(frozen=True)
class Classes:
    """By pair and column: what flows and stocks are, and whether places a day changed."""

    flow: Ints
    stock: Ints
    larger: Flags


def classes(inputs: Inputs, presence: Presence) -> Classes:
    """Fractions of months compare as integers: days x length of the other month."""
    length = inputs.bounds[:, 1] - inputs.bounds[:, 0] + 1
    before = np.concatenate([np.full(YEAR, 1), length[:-YEAR]])
    inside, earlier = presence.days * before, a_year_before(presence.days) * length
    flow = np.where(inside > earlier, ENTRY, np.where((inside < earlier) | (inside == 0), EXIT, ORGANIC))
    stays, stayed = presence.stays, a_year_before(presence.stays)
    stock = np.where(stays & ~stayed, ENTRY, np.where(stays & stayed, ORGANIC, EXIT))
    return Classes(flow, stock, _larger(inputs)[presence.site])


def _larger(inputs: Inputs) -> Flags:
    """Where the places a day of a kind's capacity changed over the year, by site and column (rule 21)."""
    places, state = inputs.place_days(inputs.catalogue.kinds[inputs.kind].capacity)
    known = (state == PRESENT) & (a_year_before(state) == PRESENT)
    larger: Flags = known & (places * a_year_before(inputs.owned) != a_year_before(places) * inputs.owned)
    return larger


def _comparison(
    inputs: Inputs, rows: Rows, presence: Presence, kinds: Classes, windows: Ints, pair: int, column: int
) -> Comparison:
    site = int(presence.site[pair])
    return Comparison(
        establishment=inputs.sites[site].pk,
        month=inputs.start.index + column,
        number=0,
        kind=inputs.kind,
        scopes=presence.pairs[pair].scopes,
        flow=int(kinds.flow[pair, column]),
        stock=int(kinds.stock[pair, column]),
        larger=bool(kinds.larger[pair, column]),
        now=_segments(rows, presence, pair, column),
        before=_segments(rows, presence, pair, column - YEAR),
        windows=windows.astype("<i8").tobytes() if windows.any() else b"",
    )


def _segments(rows: Rows, presence: Presence, pair: int, column: int) -> tuple[int, ...]:
    if column < 0:
        return ()
    start, count = presence.start[pair, column], presence.count[pair, column]
    return tuple(rows.segment[presence.row[start : start + count]].tolist())
