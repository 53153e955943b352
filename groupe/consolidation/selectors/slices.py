"""Cells cut down to the few numbers that are read of each, with where they lie and which version they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from establishments.enums import Scenario
from groupe.consolidation.layout import current_layout
from groupe.consolidation.selectors.extracts import COMMON, NUMBER
from groupe.consolidation.store import StoredCell
from groupe.kernel.periods import Month

COLUMNS = ("establishment", "month", "segment", "first_day", "last_day", "level", "version", "scopes")


@dataclass(frozen=True)
class Cut:
    """Places of a vector, side by side: `common`, or that of the cell's sector."""

    vector: str
    first: int
    length: int = 1

    @property
    def sql(self) -> str:
        return f"substring({self.vector} from {self.first * NUMBER + 1} for {self.length * NUMBER})"

    def of(self, cell: StoredCell) -> bytes:
        packed = cell.common if self.vector == COMMON else cell.sector
        return packed[self.first * NUMBER : (self.first + self.length) * NUMBER]


@dataclass(frozen=True)
class Wanted:
    """Cells of some months: of some establishments, or in any of some scopes; `level` 2 are those validated."""

    first: Month
    last: Month
    cuts: Sequence[Cut] = ()
    sites: Collection[int] | None = None
    scopes: Collection[int] | None = None
    files: Collection[str] | None = None
    level: int = 0

    @cached_property
    def _sets(self) -> tuple[set[int], set[int], set[str]]:
        return set(self.sites or ()), set(self.scopes or ()), set(self.files or ())

    def has(self, cell: StoredCell) -> bool:
        sites, scopes, files = self._sets
        return (
            self.first.index <= cell.month <= self.last.index
            and cell.level >= self.level
            and (self.sites is None or cell.establishment in sites)
            and (self.scopes is None or not scopes.isdisjoint(cell.scopes))
            and (self.files is None or cell.file in files)
        )


@dataclass(frozen=True)
class Slice:
    """`packed` are the bytes of each cut; shorter where the vector was written before the catalogue grew."""

    establishment: int
    month: int
    segment: int
    first_day: int
    last_day: int
    level: int
    version: int | None
    scopes: Sequence[int]
    packed: Sequence[bytes | memoryview]

    @property
    def days(self) -> int:
        return self.last_day - self.first_day + 1

    def number(self, cut: int) -> int:
        """The first number of a cut."""
        return as_int(self.packed[cut][:NUMBER])


def as_int(packed: bytes | memoryview) -> int:
    """0 past the end of a vector."""
    return int.from_bytes(packed, "little", signed=True)


def stored_slices(wanted: Wanted) -> list[Slice]:
    """In no order."""
    columns = ", ".join([*COLUMNS, *(cut.sql for cut in wanted.cuts)])
    values: list[Any]
    conditions, values = ["scenario = %s", "month between %s and %s", "level >= %s"], [
        Scenario.ACTUAL.value, wanted.first.index, wanted.last.index, wanted.level,
    ]  # fmt: skip
    for condition, chosen in (
        ("establishment = any(%s)", wanted.sites),
        ("scopes && %s::int[]", wanted.scopes),
        ("file = any(%s)", wanted.files),
    ):
        if chosen is not None:
            conditions.append(condition)
            values.append(list(chosen))
    with connection.cursor() as cursor:
        query = f"select {columns} from consolidation_cell where {' and '.join(conditions)}"  # noqa: S608 - words of our own
        cursor.execute(query, values)
        rows: list[Sequence[Any]] = cursor.fetchall()
    return [_slice(row) for row in rows]


def _slice(row: Sequence[Any]) -> Slice:
    establishment, month, segment, first_day, last_day, level, version, scopes, *packed = row
    return Slice(establishment, month, segment, first_day, last_day, level, version, scopes, packed)


def slices_of(cells: Iterable[StoredCell], wanted: Wanted) -> list[Slice]:
    """The same of cells at hand."""
    return [
        Slice(
            each.establishment, each.month, each.segment, each.first_day, each.last_day, each.level, each.version,
            each.scopes, [cut.of(each) for cut in wanted.cuts],
        )
        for each in cells
        if wanted.has(each)
    ]  # fmt: skip


def place_of(code: str, part: str) -> int:
    return current_layout().positions[code, part]
