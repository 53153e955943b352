"""Vectors of scopes: a few roll-up rows, or the cells of one establishment or intersection."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from django.db import connection

from establishments.enums import Scenario
from establishments.models import Establishment, Territory
from groupe.consolidation.eliminations import Book, book_now
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.figures import Vectors, added
from groupe.consolidation.layout import current_layout
from groupe.consolidation.packing import Packed, unpack_all
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.extracts import Extract, extract_of, files_of
from groupe.consolidation.selectors.freshness import span
from groupe.consolidation.selectors.recent import recent
from groupe.consolidation.selectors.slices import Slice, Wanted, stored_slices
from groupe.consolidation.source import NOW, Reading
from groupe.consolidation.store import COMPARISON_FIELDS, StoredCell, comparison, read_cells
from groupe.consolidation.sums import base_file
from groupe.kernel.copying import read_rows
from groupe.kernel.periods import Month

Sums = dict[Month, dict[str, Ints]]
# What roll-ups hold beside the totals: both years of the constant perimeter.
Part = Literal["", "now", "then"]
# What comparisons are, of flows or of stocks (`engine/compare.py`).
Class = tuple[Literal["flow", "stock"], int]
CellRow = tuple[int, int, str, Packed, Packed, Sequence[int]]


class Today:
    """What figures are read from: roll-ups and cells as they are stored; `Past` reads them as they were."""

    at: dt.datetime | None = None  # the instant that they are known at

    def rollup_sums(self, numbers: Iterable[int], first: Month, last: Month, files: Iterable[str]) -> dict[int, Sums]:
        return rollup_sums(numbers, first, last, files)

    def establishment_cells(
        self, code: str, first: Month, last: Month, extract: Extract, *, validated_only: bool = False
    ) -> list[CellRow]:
        return establishment_cells(code, first, last, extract, validated_only=validated_only)

    def cells_in(
        self,
        numbers: int | Collection[int] | None,
        first: Month,
        last: Month,
        extract: Extract,
        *,
        site: str = "",
        validated_only: bool = False,
    ) -> list[CellRow]:
        return cells_in(numbers, first, last, extract, site=site, validated_only=validated_only)

    def comparisons_in(
        self,
        numbers: int | Collection[int],
        first: Month,
        last: Month,
        *,
        site: int | None = None,
        only: Class | None = None,
        windows: bool = True,
    ) -> list[Comparison]:
        """Those of one scope, or of any of several; `only` those of a class, without their windows where not asked."""
        return comparisons_in(numbers, first, last, site=site, only=only, windows=windows)

    def slices(self, wanted: Wanted) -> list[Slice]:
        return stored_slices(wanted)

    def kinds(self, pks: Collection[int]) -> dict[int, str]:
        return dict(Establishment.objects.filter(pk__in=pks).values_list("pk", "kind"))

    @property
    def reading(self) -> Reading:
        """The rows that these figures were made of."""
        return NOW

    def cells(self, pks: Iterable[int], first: Month, last: Month) -> list[StoredCell]:
        """Whole ones, of some establishments."""
        return list(read_cells(dict.fromkeys(pks, (first.index, last.index)), Scenario.ACTUAL.value))

    def span(self) -> tuple[Month, Month] | None:
        """The first and the newest month with figures."""
        return span()

    def parents(self) -> dict[str, str | None]:
        """The tree of territories, by code."""
        return dict(Territory.objects.values_list("code", "parent__code"))

    def whole_cells(self, number: int, first: Month, last: Month) -> list[StoredCell]:
        """Those that lie in a scope."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select distinct establishment from consolidation_cell where scopes @> array[%s]::int[]"
                " and scenario = %s and month between %s and %s",
                [number, Scenario.ACTUAL.value, first.index, last.index],
            )
            inside = [row[0] for row in cursor.fetchall()]
        return [cell for cell in self.cells(inside, first, last) if number in cell.scopes]

    def book(self) -> Book:
        """The intra-group flows."""
        return book_now()


TODAY = Today()


def scope_vectors(
    scope: str,
    first: Month,
    last: Month,
    codes: Iterable[str],
    *,
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> Vectors:
    """What `codes` are made of, by month: the sums of a scope's cells; empty where nothing was ever reported there."""
    name, _colon, code = scope.partition(":")
    single = name == "establishment"
    if single or validated_only:
        extract = extract_of(codes)
        cells = (
            known_at.establishment_cells(code, first, last, extract, validated_only=validated_only)
            if single
            else known_at.cells_in(scope_number(scope), first, last, extract, validated_only=validated_only)
        )
        return vectors_of(add_cells(cells), extract.positions, single=single)
    number = scope_number(scope)
    found = known_at.rollup_sums([number], first, last, files_of(codes)) if number else {}
    return vectors_of(found.get(number or 0, {}), current_layout().positions)


def rollup_sums(
    numbers: Iterable[int], first: Month, last: Month, files: Iterable[str], part: Part = ""
) -> dict[int, Sums]:
    """The stored sums of several scopes, by scope and month; only of the catalogue `files` that are needed."""
    stored = {f"{file}:{part}" if part else file: file for file in files}
    key = tuple(sorted(numbers)), first, last, tuple(sorted(stored))
    found: dict[int, Sums] = defaultdict(lambda: defaultdict(dict))
    for file, keys, block in recent(key, lambda: _rollups(key[0], first, last, stored)):
        for (scope, month), vector in zip(keys, block, strict=True):
            found[scope][month][file] = vector
    return dict(found)


def _rollups(
    numbers: Sequence[int], first: Month, last: Month, stored: Mapping[str, str]
) -> tuple[list[tuple[str, list[tuple[int, Month]], Ints]], int]:
    """By file the scopes and months, and a row for each; and how many numbers that makes."""
    rows = read_rows(
        "select scope, month, file, vals from consolidation_rollup where scope = any(%s) and scenario = %s"
        " and month between %s and %s and file = any(%s)",
        [list(numbers), Scenario.ACTUAL.value, first.index, last.index, list(stored)],
    )
    widths = current_layout().widths
    by_file: dict[str, list[tuple[int, int, Packed]]] = defaultdict(list)
    for scope, month, file, packed in rows:
        by_file[stored[file]].append((scope, month, packed))
    found = []
    for file, read in by_file.items():
        block = unpack_all([packed for _scope, _month, packed in read], widths.get(base_file(file), 0))
        block.flags.writeable = False
        found.append((file, [(scope, Month(month)) for scope, month, _packed in read], block))
    return found, sum(block.size for _file, _keys, block in found)


def vectors_of(sums: Sums, positions: Mapping[tuple[str, str], int], *, single: bool = False) -> Vectors:
    return Vectors(current_plan(), positions, sums, single)


def establishment_cells(
    code: str, first: Month, last: Month, extract: Extract, *, validated_only: bool = False
) -> list[CellRow]:
    pk = Establishment.objects.filter(code=code).values_list("pk", flat=True).first()
    return _cells("establishment = %s", pk, first, last, extract, validated_only=validated_only) if pk else []


def cells_in(
    numbers: int | Collection[int] | None,
    first: Month,
    last: Month,
    extract: Extract,
    *,
    site: str = "",
    validated_only: bool = False,
) -> list[CellRow]:
    """The cells that lie in a scope, or in any of several; of one establishment alone where its code is given."""
    inside, wanted = "scopes && %s::int[]", several(numbers or [])
    if site:
        pk = Establishment.objects.filter(code=site).values_list("pk", flat=True).first()
        inside = f"{inside} and establishment = {pk or 0:d}"
    return _cells(inside, wanted, first, last, extract, validated_only=validated_only) if wanted else []


def _cells(
    where: str, value: int | list[int], first: Month, last: Month, extract: Extract, *, validated_only: bool
) -> list[CellRow]:
    """What the extract takes of the cells that meet a condition on one value."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select establishment, month, file, {extract.common()}, {extract.sector()}, scopes"  # noqa: S608
            f" from consolidation_cell where {where} and scenario = %s and month between %s and %s and level >= %s",
            [value, Scenario.ACTUAL.value, first.index, last.index, 2 if validated_only else 0],
        )
        found: list[CellRow] = cursor.fetchall()
        return found


def comparisons_in(
    numbers: int | Collection[int],
    first: Month,
    last: Month,
    *,
    site: int | None = None,
    only: Class | None = None,
    windows: bool = True,
) -> list[Comparison]:
    """The comparisons that lie in a scope, or in any of several; those of one establishment where given.

    Their windows are most of a row, and tell nothing of measures.
    """
    fields = COMPARISON_FIELDS if windows else COMPARISON_FIELDS.replace("windows", "''::bytea")
    column, wanted = only or ("flow", None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {fields} from consolidation_comparison"  # noqa: S608 - columns of our own, values apart
            " where scenario = %s and month between %s and %s"
            " and scopes && %s::int[] and (%s::int is null or establishment = %s)"
            f" and (%s::int is null or {column} = %s) order by kind",
            [
                Scenario.ACTUAL.value, first.index, last.index, several(numbers), site, site, wanted, wanted,
            ],
        )  # fmt: skip
        return [comparison(row) for row in cursor.fetchall()]


def site_number(code: str) -> int | None:
    return Establishment.objects.filter(code=code).values_list("pk", flat=True).first()


def several(numbers: int | Collection[int]) -> list[int]:
    return [numbers] if isinstance(numbers, int) else list(numbers)


def add_cells(cells: Iterable[CellRow]) -> Sums:
    sums: Sums = defaultdict(dict)
    for _establishment, month, file, common, sector, _scopes in cells:
        add_cell(sums[Month(month)], file, common, sector)
    return sums


def add_cell(into: dict[str, Ints], file: str, common: Packed, sector: Packed) -> None:
    """Adds a cell's two vectors to the sums of its month; one alone is read where it lies."""
    for name, packed in (("common", common), (file, sector)):
        if not packed:
            continue
        vector = np.frombuffer(packed, dtype="<i8")
        into[name] = added([into[name], vector]) if name in into else vector
