"""The parts of a figure on the constant perimeter: cells that both years have, each beside the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.layout import current_layout
from groupe.consolidation.selectors.compared import expanded
from groupe.consolidation.selectors.explain.parts import Counts, Named, Part, Reading, named_sites
from groupe.consolidation.selectors.vectors import TODAY, Today, site_number
from groupe.consolidation.selectors.weights import Weights
from groupe.consolidation.store import StoredCell

CHUNK = 1_000


def alike_parts(
    scope: str,
    reading: Reading,
    *,
    weights: Weights,
    validated_only: bool = False,
    site: str = "",
    known_at: Today = TODAY,
) -> list[Part]:
    """As `read_parts`; a comparison is the part of a month, its days those that lie in the scope this year."""
    single = scope.partition(":")[2] if weights.single else site
    alone = site_number(single) if single else None
    if not weights.numbers or (single and alone is None):
        return []
    found = known_at.comparisons_in(weights.numbers, reading.first, reading.last, site=alone)
    found = [each for each in found if each.kind in reading.plan.kinds]
    named = named_sites({each.establishment for each in found}, known_at)
    found.sort(key=lambda each: (each.kind, each.establishment, each.month))
    parts: list[Part] = []
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        between = reading.first, reading.last
        for chosen, vectors, cells in expanded(chunk, *between, validated_only=validated_only, known_at=known_at):
            by_key = {cell.key: cell for cell in cells}
            blocks = [vectors[f"{file}:{year}"] for year in ("now", "then") for file in (reading.plan.file, "common")]
            parts += _parts(chosen, blocks, by_key, reading, named, weights)
    return sorted(parts, key=lambda part: part.key)


def _parts(
    chosen: Sequence[Comparison],
    blocks: Sequence[Ints],
    cells: dict[tuple[int, int, int], StoredCell],
    reading: Reading,
    named: Named,
    weights: Weights,
) -> Iterator[Part]:
    at = current_layout().positions
    now, common, then, _common_then = blocks
    expected = at[reading.plan.expected, "el" if reading.last_only else "e"]
    for number, each in enumerate(chosen):
        keys = [(each.establishment, each.month, segment) for segment in each.now]
        own = [cells[key] for key in keys if key in cells]
        if own:
            row, weight = _row(each, own, named), weights.of(each.scopes)
            counts = Counts(int(now[number, expected]), int(common[number, at["JM", "v"]]))
            part = reading.part(row, _value(now[number], reading), counts, weight)
            year_ago = reading.part(row, _value(then[number], reading), counts, weight)
            before = year_ago.numerator, year_ago.denominator
            yield replace(part, before=before, counts=part.counts or year_ago.counts)


def _row(each: Comparison, own: Sequence[StoredCell], named: Named) -> list[object]:
    last = own[-1]
    first_day = min(cell.first_day for cell in own)
    last_day = max(cell.last_day for cell in own)
    whose = each.establishment, *named[each.establishment]
    return [*whose, each.month, each.number, first_day, last_day, last.level, last.version, each.scopes]


def _value(vector: Ints, reading: Reading) -> Callable[[str], int]:
    at = current_layout().positions
    return lambda part: int(vector[at[reading.plan.code, part]])
