"""Reading and writing cells, comparisons and roll-ups in bulk; vectors are packed little-endian int64."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from django.db import connection

from groupe.consolidation.engine.compare import Comparison, Portion
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.packing import pack_all
from groupe.kernel.copying import NULL, array, copy_rows, field, integers, read_rows

FOLD_LOCK = 7_260_001
RUN_LOCK = 7_260_002
FOLDER_LOCK = 7_260_003
ROLLUP = "consolidation_rollup"
# Rows of roll-ups stay in one piece up to a page (migration `sums_inline`): each piece apart costs a look-up.
INLINE = 8160
CELL_COLUMNS = (
    "establishment", "scenario", "month", "segment", "first_day", "last_day", "level", "version", "file", "scopes",
    "common", "sector",
)  # fmt: skip
COMPARISON_COLUMNS = (
    "establishment", "scenario", "month", "number", "kind", "scopes", "flow", "stock", "larger", "now", "before",
    "portions", "windows",
)  # fmt: skip
COMPARISON_FIELDS = ", ".join(name for name in COMPARISON_COLUMNS if name != "scenario")
ROLLUP_COLUMNS = ("scope", "scenario", "month", "file", "vals")
# Fields of fixed sizes that follow each other, in the binary format: the size of each, then the value.
FIRST, INT4, INT8 = struct.Struct(">hii").pack, struct.Struct(">ii").pack, struct.Struct(">iq").pack
CELL_INTS, CLASSES = struct.Struct(">iiihihihih").pack, struct.Struct(">ihihi?").pack
NUMBERED = struct.Struct(">iiih").pack
Key = tuple[int, int, str]
# The first and the last month by establishment.
Months = Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Batch:
    """Roll-ups of one file: each row of the block stands for one or more of them."""

    file: str
    keys: Sequence[Sequence[Key]]
    block: Ints


@dataclass(frozen=True)
class StoredCell:
    """A cell as stored; `scopes` by number."""

    establishment: int
    month: int
    segment: int
    first_day: int
    last_day: int
    level: int
    version: int | None
    file: str
    scopes: tuple[int, ...]
    common: bytes
    sector: bytes

    @property
    def key(self) -> tuple[int, int, int]:
        return self.establishment, self.month, self.segment

    def row(self, scenario: bytes) -> bytes:
        """In the binary format of COPY; `scenario` as a field."""
        days = CELL_INTS(4, self.month, 2, self.segment, 2, self.first_day, 2, self.last_day, 2, self.level)
        version = NULL if self.version is None else INT8(8, self.version)
        file = field(self.file.encode())
        ends = field(self.common) + field(self.sector)
        head = FIRST(len(CELL_COLUMNS), 4, self.establishment)
        return head + scenario + days + version + file + integers(self.scopes, 4) + ends


def pack(vector: Ints) -> bytes:
    return vector.astype("<i8").tobytes()


def unpack(packed: bytes | memoryview, width: int) -> Ints:
    """The vector, ended with zeros where the layout has grown since."""
    vector = np.zeros(width, dtype=np.int64)
    stored = np.frombuffer(packed, dtype="<i8")
    vector[: len(stored)] = stored
    return vector


def take_lock(*, wait: bool) -> bool:
    """One folder at a time, for the length of the transaction."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_xact_lock(%s)", [FOLD_LOCK])
            return True
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [FOLD_LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def folder_lock() -> Iterator[bool]:
    """One process looks for changes; False where another one does."""
    with _session_lock(FOLDER_LOCK) as taken:
        yield taken


@contextmanager
def run_lock() -> Iterator[bool]:
    """One rebuild or check at a time, whatever transactions it takes; False where another process has it."""
    with _session_lock(RUN_LOCK) as taken:
        yield taken


@contextmanager
def _session_lock(number: int) -> Iterator[bool]:
    """The connection holds it: PostgreSQL frees it with the process, so that what is without it was cut short."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [number])
        taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("select pg_advisory_unlock(%s)", [number])


def run_lock_held() -> bool:
    """Whether some process is at a rebuild or a check now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks l join pg_database d on d.oid = l.database"
            " where d.datname = current_database()"
            " and locktype = 'advisory' and classid = 0 and objid = %s and objsubid = 1 and granted)",
            [RUN_LOCK],
        )
        return bool(cursor.fetchone()[0])


def read_cells(months: Months, scenario: str) -> Iterator[StoredCell]:
    columns = ", ".join(name for name in CELL_COLUMNS if name != "scenario")
    return map(_cell, _of_months(columns, "consolidation_cell", months, scenario))


def _of_months(columns: str, table: str, months: Months, scenario: str) -> list[tuple[Any, ...]]:
    if not months:
        return []
    firsts, lasts = zip(*months.values(), strict=True)
    return read_rows(
        f"select {columns} from {table}"  # noqa: S608 - tables and columns of our own, values apart
        " join unnest(%s::int[], %s::int[], %s::int[]) as k(pk, begins, ends)"
        " on establishment = pk and month between begins and ends where scenario = %s",
        [list(months), list(firsts), list(lasts), scenario],
    )


def _cell(row: tuple[Any, ...]) -> StoredCell:
    establishment, month, segment, first_day, last_day, level, version, file, scopes, common, sector = row
    return StoredCell(
        establishment, month, segment, first_day, last_day, level, version, file, tuple(scopes), bytes(common),
        bytes(sector),
    )  # fmt: skip


def delete_cells(keys: Iterable[tuple[int, int, int]], scenario: str) -> None:
    establishments, months, segments = map(list, zip(*keys, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from consolidation_cell c using unnest(%s::int[], %s::int[], %s::int[]) as k(e, m, s)"
            " where c.scenario = %s and c.establishment = k.e and c.month = k.m and c.segment = k.s",
            [establishments, months, segments, scenario],
        )


def copy_cells(cells: Iterable[StoredCell], scenario: str, table: str = "consolidation_cell") -> None:
    told = field(scenario.encode())
    copy_rows(table, CELL_COLUMNS, (cell.row(told) for cell in cells))


def read_comparisons(months: Months, scenario: str) -> Iterator[Comparison]:
    return map(comparison, _of_months(COMPARISON_FIELDS, "consolidation_comparison", months, scenario))


def comparison(row: tuple[Any, ...]) -> Comparison:
    establishment, month, number, kind, scopes, flow, stock, larger, now, before, portions, windows = row
    return Comparison(
        establishment, month, number, kind, tuple(scopes), flow, stock, larger, tuple(now), tuple(before),
        zlib.decompress(windows) if windows else b"", _portions(portions),
    )  # fmt: skip


def _portions(numbers: list[int]) -> tuple[Portion, ...]:
    sevens = [numbers[start : start + 7] for start in range(0, len(numbers), 7)]
    return tuple(
        Portion(site, segment, Fraction(a, b), Fraction(c, d), bool(stays))
        for site, segment, a, b, c, d, stays in sevens
    )


def delete_comparisons(keys: Iterable[tuple[int, int, int]], scenario: str) -> None:
    establishments, months, numbers = map(list, zip(*keys, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from consolidation_comparison c using unnest(%s::int[], %s::int[], %s::int[]) as k(e, m, n)"
            " where c.scenario = %s and c.establishment = k.e and c.month = k.m and c.number = k.n",
            [establishments, months, numbers, scenario],
        )


def copy_comparisons(comparisons: Iterable[Comparison], scenario: str, table: str = "consolidation_comparison") -> None:
    told = field(scenario.encode())
    copy_rows(table, COMPARISON_COLUMNS, (_comparison_row(each, told) for each in comparisons))


def _comparison_row(each: Comparison, scenario: bytes) -> bytes:
    numbers = tuple(
        number
        for part in each.portions
        for number in (
            part.establishment,
            part.segment,
            *part.since.as_integer_ratio(),
            *part.until.as_integer_ratio(),
            int(part.stays),
        )
    )
    head = FIRST(len(COMPARISON_COLUMNS), 4, each.establishment)
    where = NUMBERED(4, each.month, 2, each.number) + field(each.kind.encode()) + integers(each.scopes, 4)
    classes = CLASSES(2, each.flow, 2, each.stock, 1, each.larger)
    cells = integers(each.now, 2) + integers(each.before, 2) + integers(numbers, 8)
    return head + scenario + where + classes + cells + field(zlib.compress(each.windows, 1) if each.windows else b"")


def read_rollups(keys: Iterable[Key], scenario: str) -> dict[Key, bytes]:
    """The stored vectors of (scope, month, file)."""
    wanted = list(keys)
    if not wanted:
        return {}
    scopes, months, files = zip(*wanted, strict=True)
    rows = read_rows(
        f"select r.scope, r.month, r.file, r.vals from {ROLLUP} r"  # noqa: S608
        " join unnest(%s::int[], %s::int[], %s::text[]) as k(s, m, f)"
        " on r.scope = k.s and r.month = k.m and r.file = k.f where r.scenario = %s",
        [array(scopes), array(months), array(files), scenario],
    )
    return {(scope, month, file): vals for scope, month, file, vals in rows}


def write_rollups(batches: Iterable[Batch], scenario: str) -> None:
    """Replaces the vectors of these scopes, months and files, through a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table folding (like {ROLLUP} including storage)"
            f" with (toast_tuple_target = {INLINE}) on commit drop"
        )
        copy_rollups(batches, scenario, "folding")
        cursor.execute(
            f"insert into {ROLLUP} (scope, scenario, month, file, vals)"  # noqa: S608
            " select scope, scenario, month, file, vals from folding"
            " on conflict (scope, scenario, month, file) do update set vals = excluded.vals"
        )
        cursor.execute("drop table folding")


def copy_rollups(batches: Iterable[Batch], scenario: str, table: str = ROLLUP) -> None:
    """Adds vectors to a table that holds none of these keys."""
    copy_rows(table, ROLLUP_COLUMNS, _rollup_rows(batches, field(scenario.encode())))


def _rollup_rows(batches: Iterable[Batch], scenario: bytes) -> Iterator[bytes]:
    columns = len(ROLLUP_COLUMNS)
    for batch in batches:
        file = field(batch.file.encode())
        for keys, packed in zip(batch.keys, pack_all(batch.block), strict=True):
            ends = file + field(packed)
            for scope, month, _file in keys:
                yield FIRST(columns, 4, scope) + scenario + INT4(4, month) + ends
