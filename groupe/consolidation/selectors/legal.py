"""The legal view: what does not count whole is taken out and put back with its fraction (semantics, rules 23 and 26).

Roll-ups are whole numbers, kept apart by fraction; here they are multiplied, exactly, for the figures of one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.figures import Vectors, added
from groupe.consolidation.scopes import legal_numbers
from groupe.consolidation.selectors.extracts import extract_of, files_of
from groupe.consolidation.selectors.vectors import TODAY, Today, add_cells, scope_vectors
from groupe.kernel.periods import Month

Files = Mapping[Month, Mapping[str, Ints]]
Positions = Mapping[tuple[str, str], int]
# Parts that count cells: a cell counts or it does not, whatever its fraction.
COUNTS = frozenset({"e", "el", "r", "w", "p"})


def beside(scope: str) -> dict[int, Fraction]:
    """The scopes that make the legal view of one, by number; those of the group for a single establishment."""
    return legal_numbers("group" if scope.startswith("establishment:") else scope)


def differs_in_law(scope: str) -> bool:
    """Whether something of the scope did not count whole in its legal view, or counts from below it, at any time."""
    return bool(beside(scope))


def legal_vectors(
    scope: str,
    first: Month,
    last: Month,
    codes: Iterable[str],
    *,
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> Vectors:
    """As `scope_vectors`, each cell with its fraction."""
    wanted, shares = list(codes), beside(scope)
    whole = scope_vectors(scope, first, last, wanted, validated_only=validated_only, known_at=known_at)
    if not shares:
        return whole
    if whole.single or validated_only:
        extract, site = extract_of(wanted), scope.partition(":")[2] if whole.single else ""
        read = partial(known_at.cells_in, site=site, validated_only=validated_only)
        found = {number: add_cells(read(number, first, last, extract)) for number in shares}
    else:
        found = known_at.rollup_sums(shares, first, last, files_of(wanted))
    sums = combined(whole.by_month, [(shares[number], each) for number, each in found.items()], whole.positions)
    return replace(whole, by_month=sums)


def combined(
    whole: Files, shares: Iterable[tuple[Fraction, Files]], positions: Positions | None = None
) -> dict[Month, dict[str, Ints]]:
    """Exact sums, as arrays of fractions where something does not count whole.

    `positions` tells which places count cells; without it none do.
    """
    found = {month: dict(files) for month, files in whole.items()}
    shares = list(shares)
    if not shares:
        return found
    places = count_places(positions) if positions else {}
    for fraction, months in shares:
        for month, files in months.items():
            into = found.setdefault(month, {})
            for file, vector in files.items():
                share = _worth(vector, fraction, places.get(file, ()))
                into[file] = added([into[file], share]) if file in into else share
    return found


def _worth(vector: Ints, fraction: Fraction, places: Iterable[int]) -> Ints:
    worth: Ints = vector.astype(object) * fraction
    cells = [place for place in places if place < len(vector)]
    worth[cells] = vector[cells].astype(object) * (1 if fraction > 0 else -1)
    return worth


def count_places(positions: Positions) -> dict[str, list[int]]:
    """The places of each catalogue file that count cells."""
    found: dict[str, list[int]] = {}
    for file, code, part in current_plan().slots:
        if part.partition(":")[0] in COUNTS and (code, part) in positions:
            found.setdefault(file, []).append(positions[code, part])
    return found
