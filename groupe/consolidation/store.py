"""Reading and writing cells, comparisons and roll-ups in bulk; vectors are packed little-endian int64."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from django.db import connection

from groupe.consolidation.engine.compare import Comparison, Portion
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.packing import pack_all

FOLD_LOCK = 7_260_001
RUN_LOCK = 7_260_002
ROLLUP = "consolidation_rollup"
PACKED_AT_ONCE = 256
CELL_COLUMNS = (
    "establishment", "scenario", "month", "segment", "first_day", "last_day", "level", "version", "file", "scopes",
    "common", "sector",
)  # fmt: skip
CELL_TYPES = ("int4", "varchar", "int4", "int2", "int2", "int2", "int2", "int8", "varchar", "int4[]", "bytea", "bytea")
COMPARISON_COLUMNS = (
    "establishment", "scenario", "month", "number", "kind", "scopes", "flow", "stock", "larger", "now", "before",
    "portions", "windows",
)  # fmt: skip
COMPARISON_FIELDS = ", ".join(name for name in COMPARISON_COLUMNS if name != "scenario")
COMPARISON_TYPES = (
    "int4", "varchar", "int4", "int2", "varchar", "int4[]", "int2", "int2", "bool", "int2[]", "int2[]", "int8[]",
    "bytea",
)  # fmt: skip
Key = tuple[int, int, str]


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

    def row(self, scenario: str) -> tuple[Any, ...]:
        return (
            self.establishment, scenario, self.month, self.segment, self.first_day, self.last_day, self.level,
            self.version, self.file, list(self.scopes), self.common, self.sector,
        )  # fmt: skip


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
def run_lock() -> Iterator[bool]:
    """One rebuild or check at a time, whatever transactions it takes; False where another process has it.

    The connection holds it: PostgreSQL frees it with the process, so that a run without it was cut short.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [RUN_LOCK])
        taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("select pg_advisory_unlock(%s)", [RUN_LOCK])


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


def read_cells(establishments: Iterable[int], first: int, last: int, scenario: str) -> Iterator[StoredCell]:
    columns = ", ".join(name for name in CELL_COLUMNS if name != "scenario")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns} from consolidation_cell where scenario = %s and establishment = any(%s)"  # noqa: S608
            " and month between %s and %s",
            [scenario, list(establishments), first, last],
        )
        for row in cursor.fetchall():
            yield _cell(row)


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
    command = f"copy {table} ({', '.join(CELL_COLUMNS)}) from stdin (format binary)"
    with connection.cursor() as cursor, cursor.cursor.copy(command) as copy:
        copy.set_types(CELL_TYPES)
        for cell in cells:
            copy.write_row(cell.row(scenario))


def read_comparisons(establishments: Iterable[int], first: int, last: int, scenario: str) -> Iterator[Comparison]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COMPARISON_FIELDS} from consolidation_comparison where scenario = %s and establishment = any(%s)"  # noqa: S608
            " and month between %s and %s",
            [scenario, list(establishments), first, last],
        )
        yield from (comparison(row) for row in cursor.fetchall())


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
    command = f"copy {table} ({', '.join(COMPARISON_COLUMNS)}) from stdin (format binary)"
    with connection.cursor() as cursor, cursor.cursor.copy(command) as copy:
        copy.set_types(COMPARISON_TYPES)
        for each in comparisons:
            copy.write_row(_comparison_row(each, scenario))


def _comparison_row(each: Comparison, scenario: str) -> tuple[Any, ...]:
    numbers = [
        number
        for part in each.portions
        for number in (
            part.establishment,
            part.segment,
            *part.since.as_integer_ratio(),
            *part.until.as_integer_ratio(),
            int(part.stays),
        )
    ]
    return (
        each.establishment, scenario, each.month, each.number, each.kind, list(each.scopes), each.flow, each.stock,
        each.larger, list(each.now), list(each.before), numbers,
        zlib.compress(each.windows, 1) if each.windows else b"",
    )  # fmt: skip


def read_rollups(keys: Iterable[Key], scenario: str) -> dict[Key, bytes]:
    """The stored vectors of (scope, month, file)."""
    wanted = list(keys)
    if not wanted:
        return {}
    scopes, months, files = map(list, zip(*wanted, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r.scope, r.month, r.file, r.vals from {ROLLUP} r"  # noqa: S608
            " join unnest(%s::int[], %s::int[], %s::text[]) as k(s, m, f)"
            " on r.scope = k.s and r.month = k.m and r.file = k.f where r.scenario = %s",
            [scopes, months, files, scenario],
        )
        return {(scope, month, file): bytes(vals) for scope, month, file, vals in cursor.fetchall()}


def write_rollups(vectors: Mapping[Key, Ints], scenario: str) -> None:
    """Replaces the vectors of these scopes, months and files, through a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table folding (like {ROLLUP}) on commit drop")
        copy_rollups(vectors, scenario, "folding")
        cursor.execute(
            f"insert into {ROLLUP} (scope, scenario, month, file, vals)"  # noqa: S608
            " select scope, scenario, month, file, vals from folding"
            " on conflict (scope, scenario, month, file) do update set vals = excluded.vals"
        )
        cursor.execute("drop table folding")


def copy_rollups(vectors: Mapping[Key, Ints], scenario: str, table: str = ROLLUP) -> None:
    """Adds vectors to a table that holds none of these keys."""
    command = f"copy {table} (scope, scenario, month, file, vals) from stdin (format binary)"
    with connection.cursor() as cursor, cursor.cursor.copy(command) as copy:
        copy.set_types(("int4", "varchar", "int4", "varchar", "bytea"))
        for keys, some in _batches(vectors):
            for (scope, month, file), packed in zip(keys, pack_all(some), strict=True):
                copy.write_row((scope, scenario, month, file, packed))


def _batches(vectors: Mapping[Key, Ints]) -> Iterator[tuple[list[Key], list[Ints]]]:
    """Vectors of the same width together, as many as are packed at once."""
    waiting: dict[int, tuple[list[Key], list[Ints]]] = {}
    for key, vector in vectors.items():
        keys, some = waiting.setdefault(len(vector), ([], []))
        keys.append(key)
        some.append(vector)
        if len(keys) == PACKED_AT_ONCE:
            yield waiting.pop(len(vector))
    yield from waiting.values()
