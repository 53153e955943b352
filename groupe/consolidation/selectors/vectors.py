"""Vectors of scopes: a few roll-up rows, or the cells of one establishment or intersection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from django.db import connection

from establishments.catalogue import catalogue
from establishments.enums import Scenario
from establishments.models import Establishment
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.figures import Vectors, added
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Cell, Rollup
from groupe.consolidation.scopes import scope_number
from groupe.kernel.periods import Month

Sums = dict[Month, dict[str, Ints]]
# What roll-ups hold beside the totals: both years of the constant perimeter.
Part = Literal["", "now", "then"]


def scope_vectors(scope: str, first: Month, last: Month, *, validated_only: bool = False) -> Vectors:
    """The sums of a scope's cells by month; empty where nothing was ever reported there."""
    name, _colon, code = scope.partition(":")
    if name == "establishment":
        establishment = Establishment.objects.filter(code=code).values_list("pk", flat=True).first()
        cells = establishment_cells(establishment, first, last, validated_only=validated_only)
        return vectors_of(_add_cells(cells), single=True)
    number = scope_number(scope)
    if number is None:
        return vectors_of({})
    if validated_only:
        return vectors_of(_add_cells(scope_cells(number, first, last, validated_only=True)))
    return vectors_of(rollup_sums([number], first, last).get(number, {}))


def rollup_sums(numbers: Iterable[int], first: Month, last: Month, part: Part = "") -> dict[int, Sums]:
    """The stored sums of several scopes, by scope and month and catalogue file."""
    files = {f"{file}:{part}" if part else file: file for file in ("common", *catalogue().sectors)}
    rows = Rollup.objects.filter(
        scope__in=list(numbers),
        scenario=Scenario.ACTUAL,
        month__range=(first.index, last.index),
        file__in=list(files),
    )
    found: dict[int, Sums] = defaultdict(lambda: defaultdict(dict))
    for scope, month, file, packed in rows.values_list("scope", "month", "file", "vals"):
        found[scope][Month(month)][files[file]] = np.frombuffer(packed, dtype="<i8")
    return dict(found)


def vectors_of(sums: Sums, *, single: bool = False) -> Vectors:
    return Vectors(current_plan(), current_layout().positions, sums, single)


Packed = bytes | memoryview
CellRow = tuple[int, int, str, Packed, Packed]


def establishment_cells(
    pk: int | None, first: Month, last: Month, *, validated_only: bool = False
) -> Iterator[CellRow]:
    if pk is None:
        return
    rows = Cell.objects.filter(establishment=pk, scenario=Scenario.ACTUAL, month__range=(first.index, last.index))
    if validated_only:
        rows = rows.filter(level__gte=2)
    yield from rows.values_list("establishment", "month", "file", "common", "sector")


def scope_cells(number: int, first: Month, last: Month, *, validated_only: bool = False) -> Iterator[CellRow]:
    """The cells that lie in a scope."""
    for establishment, month, file, common, sector, _scopes in cells_in(
        number, first, last, validated_only=validated_only
    ):
        yield establishment, month, file, common, sector


def cells_in(
    number: int, first: Month, last: Month, *, validated_only: bool = False
) -> Iterator[tuple[int, int, str, bytes, bytes, list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select establishment, month, file, common, sector, scopes from consolidation_cell"
            " where scenario = %s and month between %s and %s and scopes @> array[%s]::int[] and level >= %s",
            [Scenario.ACTUAL.value, first.index, last.index, number, 2 if validated_only else 0],
        )
        yield from cursor.fetchall()


def _add_cells(cells: Iterable[CellRow]) -> Sums:
    sums: Sums = defaultdict(dict)
    for _establishment, month, file, common, sector in cells:
        add_cell(sums[Month(month)], file, common, sector)
    return sums


def add_cell(into: dict[str, Ints], file: str, common: Packed, sector: Packed) -> None:
    """Adds a cell's two vectors to the sums of its month; one alone is read where it lies."""
    for name, packed in (("common", common), (file, sector)):
        vector = np.frombuffer(packed, dtype="<i8")
        into[name] = added([into[name], vector]) if name in into else vector
