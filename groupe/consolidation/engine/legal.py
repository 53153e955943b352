"""The legal view of comparisons: what does not count whole, once more by fraction (semantics, rules 19, 23 and 26).

A scope's legal figure is that of the operational view, plus fraction times what lies in the scopes beside it: the
fraction -1 takes what does not count whole out, the others put their share in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from groupe.consolidation.engine.cells import Computed
from groupe.consolidation.engine.compare import METHOD, ORGANIC, Comparison, Portion, merged
from groupe.consolidation.engine.structure import YEAR, Counted

RowKey = tuple[int, int, int]
# By cell, and by scope how it counts there where that is not whole.
Counts = Mapping[RowKey, Mapping[int, Counted]]
WHOLE = "full", Fraction(1)


def with_legal(found: Sequence[Comparison], members: Sequence[Computed]) -> list[Comparison]:
    """All comparisons of establishments whose cells are those of `members`; as given where all of these count whole."""
    rows = {key: counted for member in members for key, counted in _counted(member)}
    if not rows:
        return list(found)
    outside = {each.base for counted in rows.values() for each in counted.values() if not each.taken}
    idle = {key for member in members for key in _without_days(member)}
    return merged(more for each in found for more in _in_both_views(each, rows, outside, idle))


def _in_both_views(each: Comparison, rows: Counts, outside: set[int], idle: set[RowKey]) -> Iterable[Comparison]:
    """A comparison whose cells all count alike lies in the scopes beside its own as it is; parts of others do."""
    counted = [rows.get(key, {}) for key in names(each)]
    scopes = set(each.scopes) - outside
    parts: list[Comparison] = []
    for scope in {scope for found in counted for scope in found}.intersection(each.scopes):
        ways = {_way(found.get(scope)) for found in counted}
        if len(ways) == 1:
            found = counted[0][scope]
            scopes |= {place for place in (found.taken, found.scope if found.fraction else 0) if place}
        else:
            parts += _beside(each, scope, rows, idle)
    if scopes:
        yield replace(each, scopes=tuple(sorted(scopes)), number=0)
    yield from parts


def _way(found: Counted | None) -> tuple[str, Fraction]:
    return (found.method, found.fraction) if found else WHOLE


def _counted(member: Computed) -> Iterable[tuple[RowKey, Mapping[int, Counted]]]:
    """The cells that do not count whole everywhere, by key and scope."""
    rows, inputs = member.rows, member.inputs
    runs = {
        (number, rank): {each.base: each for each in run.legal}
        for number, site in enumerate(inputs.sites)
        for rank, run in enumerate(site.runs)
        if run.legal
    }
    if not runs:
        return
    places = zip(rows.site.tolist(), rows.run.tolist(), rows.column.tolist(), rows.segment.tolist(), strict=True)
    for site, rank, column, segment in places:
        if counted := runs.get((site, rank)):
            yield (inputs.sites[site].pk, inputs.start.index + column, segment), counted


def _without_days(member: Computed) -> Iterable[RowKey]:
    """The cells of months after a closure."""
    rows, inputs = member.rows, member.inputs
    for row in np.flatnonzero(rows.days == 0).tolist():
        yield inputs.sites[rows.site[row]].pk, inputs.start.index + int(rows.column[row]), int(rows.segment[row])


def names(each: Comparison) -> list[RowKey]:
    """The cells of both years."""
    return [*_now(each), *_before(each)]


def _now(each: Comparison) -> list[RowKey]:
    return [(each.establishment, each.month, segment) for segment in each.now]


def _before(each: Comparison) -> list[RowKey]:
    own = [(each.establishment, each.month - YEAR, segment) for segment in each.before]
    return own + [(part.establishment, each.month - YEAR, part.segment) for part in each.portions]


def _beside(each: Comparison, scope: int, rows: Counts, idle: set[RowKey]) -> Iterable[Comparison]:
    """What is taken out whole, and what counts with each fraction; where both years have days, the method moved."""
    counted = {key: rows.get(key, {}).get(scope) for key in names(each)}
    sample = next(found for found in counted.values() if found)
    if sample.taken:
        yield replace(each, scopes=(sample.taken,), number=0)
    moved = not idle.issuperset(_now(each)) and not idle.issuperset(_before(each))
    places = {found.fraction: found.scope for found in counted.values() if found}
    for fraction in sorted({_worth(found) for found in counted.values()} - {Fraction(0)}):
        chosen = {key for key, found in counted.items() if _worth(found) == fraction}
        yield _part(each, places.get(fraction, sample.whole), chosen, moved=moved)


def _worth(found: Counted | None) -> Fraction:
    return found.fraction if found else Fraction(1)


def _part(each: Comparison, scope: int, chosen: set[RowKey], *, moved: bool) -> Comparison:
    """The rows that count with one fraction; a change of method or percentage is a block of its own."""

    def kept(part: Portion) -> bool:
        return (part.establishment, each.month - YEAR, part.segment) in chosen

    return replace(
        each,
        scopes=(scope,),
        number=0,
        flow=METHOD if moved else each.flow,
        stock=METHOD if moved and each.stock == ORGANIC else each.stock,
        windows=b"" if moved else each.windows,
        now=tuple(segment for segment in each.now if (each.establishment, each.month, segment) in chosen),
        before=tuple(s for s in each.before if (each.establishment, each.month - YEAR, s) in chosen),
        portions=tuple(part for part in each.portions if kept(part)),
    )
