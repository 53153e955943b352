"""The legal view of comparisons: what does not count whole, once more by fraction (semantics, rules 19, 23 and 26).

A scope's legal figure is that of the operational view, plus fraction times what lies in the scopes beside it: the
fraction -1 takes what does not count whole out, the others put their share in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from groupe.consolidation.engine.cells import Computed
from groupe.consolidation.engine.compare import METHOD, ORGANIC, Comparison, Portion, merged
from groupe.consolidation.engine.structure import YEAR, Counted

RowKey = tuple[int, int, int]
WHOLE = "full", Fraction(1)


def with_legal(found: Sequence[Comparison], members: Sequence[Computed]) -> list[Comparison]:
    """All comparisons of establishments whose cells are those of `members`; as given where all of these count whole."""
    rows = {key: counted for member in members for key, counted in _counted(member)}
    if not rows:
        return list(found)
    outside = {each.base for counted in rows.values() for each in counted.values() if not each.taken}
    kept = [replace(each, scopes=tuple(s for s in each.scopes if s not in outside)) for each in found]
    return merged([*(each for each in kept if each.scopes), *legal_comparisons(found, rows)])


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


def legal_comparisons(found: Iterable[Comparison], rows: Mapping[RowKey, Mapping[int, Counted]]) -> list[Comparison]:
    """What must stand beside `found`; `rows` tells by cell and scope how a row counts where that is not whole."""
    return [
        more
        for each in found
        for scope in sorted({scope for key in names(each) for scope in rows.get(key, ())} & set(each.scopes))
        for more in _beside(each, scope, rows)
    ]


def names(each: Comparison) -> list[RowKey]:
    """The cells of both years."""
    return [
        *((each.establishment, each.month, segment) for segment in each.now),
        *((each.establishment, each.month - YEAR, segment) for segment in each.before),
        *((part.establishment, each.month - YEAR, part.segment) for part in each.portions),
    ]


def _beside(each: Comparison, scope: int, rows: Mapping[RowKey, Mapping[int, Counted]]) -> Iterable[Comparison]:
    counted = {key: rows.get(key, {}).get(scope) for key in names(each)}
    sample = next(found for found in counted.values() if found)
    if sample.taken:
        yield replace(each, scopes=(sample.taken,))
    ways = {(found.method, found.fraction) if found else WHOLE for found in counted.values()}
    moved = len(ways) > 1 and bool(each.now) and bool(each.before or each.portions)
    places = {found.fraction: found.scope for found in counted.values() if found}
    for fraction in sorted({fraction for _method, fraction in ways} - {Fraction(0)}):
        place = places.get(fraction, sample.whole)
        yield _part(each, place, {key for key in counted if _worth(counted[key]) == fraction}, moved=moved)


def _worth(found: Counted | None) -> Fraction:
    return found.fraction if found else Fraction(1)


def _part(each: Comparison, scope: int, chosen: set[RowKey], *, moved: bool) -> Comparison:
    """The rows that count with one fraction; a change of method or percentage is a block of its own."""

    def kept(part: Portion) -> bool:
        return (part.establishment, each.month - YEAR, part.segment) in chosen

    return replace(
        each,
        scopes=(scope,),
        flow=METHOD if moved else each.flow,
        stock=METHOD if moved and each.stock == ORGANIC else each.stock,
        windows=b"" if moved else each.windows,
        now=tuple(segment for segment in each.now if (each.establishment, each.month, segment) in chosen),
        before=tuple(s for s in each.before if (each.establishment, each.month - YEAR, s) in chosen),
        portions=tuple(part for part in each.portions if kept(part)),
    )
