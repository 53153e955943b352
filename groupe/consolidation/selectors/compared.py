"""What roll-ups hold of a scope beside its totals: both years of the constant perimeter, and the moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from establishments.catalogue import catalogue
from establishments.models import Establishment
from groupe.consolidation.compute import expander
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.plan import moves_file
from groupe.consolidation.engine.structure import YEAR, Ints
from groupe.consolidation.figures import Vectors
from groupe.consolidation.layout import current_layout
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.extracts import files_of
from groupe.consolidation.selectors.legal import beside, combined
from groupe.consolidation.selectors.vectors import TODAY, Today, vectors_of
from groupe.consolidation.store import StoredCell
from groupe.consolidation.sums import row_vectors
from groupe.kernel.periods import Month

Files = dict[Month, dict[str, Ints]]


def constant_vectors(
    scope: str,
    first: Month,
    last: Month,
    codes: Iterable[str],
    *,
    legal: bool = False,
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> tuple[Vectors, Vectors]:
    """The constant perimeter of a scope, this year's and last year's, both by the month of this year (rule 20)."""
    names = [f"{file}:{part}" for file in files_of(codes) for part in ("now", "then")]
    sums = compared_sums(scope, first, last, names, validated_only=validated_only, known_at=known_at)
    shares = legal_shares(scope, first, last, names, validated_only=validated_only, known_at=known_at) if legal else []
    positions, single = current_layout().positions, scope.startswith("establishment:")
    now, then = (
        vectors_of(
            combined(in_places(sums, part), [(f, in_places(each, part)) for f, each in shares], positions),
            positions,
            single=single,
        )
        for part in ("now", "then")
    )
    return now, then


def legal_shares(
    scope: str,
    first: Month,
    last: Month,
    files: Iterable[str],
    *,
    validated_only: bool,
    known_at: Today = TODAY,
) -> list[tuple[Fraction, Files]]:
    """The same vectors of the scopes that make the legal view, each with its fraction."""
    wanted = frozenset(files)
    return [
        (fraction, _sums_in(scope, number, first, last, wanted, known_at, validated_only=validated_only))
        for number, fraction in beside(scope).items()
    ]


def moves_files(file: str) -> list[str]:
    """The roll-ups that hold the moves of a catalogue file's measures."""
    return [f"{moves_file(file)}:{unit}" for unit in expander().units]


def compared_sums(
    scope: str,
    first: Month,
    last: Month,
    files: Iterable[str],
    *,
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> Files:
    """Vectors by month and file of roll-ups (`common:now`, `elderly:moves:day`)."""
    number = scope_number("group" if scope.startswith("establishment:") else scope)
    if number is None:
        return {}
    return _sums_in(scope, number, first, last, frozenset(files), known_at, validated_only=validated_only)


def _sums_in(
    scope: str,
    number: int,
    first: Month,
    last: Month,
    files: frozenset[str],
    known_at: Today,
    *,
    validated_only: bool,
) -> Files:
    single = scope.startswith("establishment:")
    if not single and not validated_only:
        return known_at.rollup_sums([number], first, last, files).get(number, {})
    site = Establishment.objects.filter(code=scope.partition(":")[2]).values_list("pk", flat=True).first()
    found = known_at.comparisons_in(number, first, last, site=site if single else None)
    return _added(found, first, last, files, known_at, validated_only=validated_only)


def _added(
    found: list[Comparison], first: Month, last: Month, files: frozenset[str], known_at: Today, *, validated_only: bool
) -> Files:
    """The sums of comparisons, expanded from their cells."""
    sums: Files = defaultdict(dict)
    for chosen, vectors, _cells in expanded(found, first, last, validated_only=validated_only, known_at=known_at):
        for file, block in vectors.items():
            if file in files:
                _by_month(sums, file, chosen, block)
    return sums


def expanded(
    found: list[Comparison], first: Month, last: Month, *, validated_only: bool = False, known_at: Today = TODAY
) -> Iterator[tuple[list[Comparison], dict[str, Ints], list[StoredCell]]]:
    """Comparisons kind by kind, their vectors by file, and the cells; what is not validated is missing where asked."""
    cells = known_at.cells({pk for each in found for pk, _month in each.cells}, first - YEAR, last)
    if validated_only:
        cells = [cell for cell in cells if cell.level >= 2]
        good = {cell.key[:2] for cell in cells}
        found = [each if each.cells <= good else replace(each, windows=b"") for each in found]
    for kind, group in groupby(found, key=lambda each: each.kind):
        chosen = list(group)
        sector = catalogue().kinds[kind].sector
        own = [cell for cell in cells if cell.file == sector]
        yield chosen, expander().expand(chosen, row_vectors(own, kind)), own


def _by_month(sums: Files, file: str, chosen: list[Comparison], block: Ints) -> None:
    for number, each in enumerate(chosen):
        into = sums[Month(each.month)]
        into[file] = into[file] + block[number] if file in into else block[number]


def in_places(sums: Mapping[Month, Mapping[str, Ints]], part: str) -> Files:
    """`common:now` as `common`: the vectors stand in the places of the totals."""
    return {
        month: {file.partition(":")[0]: vector for file, vector in files.items() if file.endswith(f":{part}")}
        for month, files in sums.items()
    }
