"""Binary COPY of rows: numpy lays the columns of a fixed width out, PostgreSQL reads them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from establishments.packing import pack_all
from groupe.kernel.copying import HEADER, TRAILER

AT_ONCE = 20_000
EPOCH = np.datetime64("2000-01-01")


@dataclass(frozen=True)
class Constant:
    """The same bytes in every row; None is NULL."""

    content: bytes | None


Column = NDArray[Any] | Constant
TRUE, FALSE = Constant(b"\x01"), Constant(b"\x00")


def text(value: str) -> Constant:
    return Constant(value.encode())


def json_object() -> Constant:
    """An empty jsonb object, after its version byte."""
    return Constant(b"\x01{}")


def int4(value: int) -> Constant:
    return Constant(value.to_bytes(4, "big", signed=True))


def copy_rows(table: str, columns: Mapping[str, Column]) -> int:
    """Copies rows: int64 arrays are bigint, blocks of them packed, datetime64[D] date, datetime64[us] timestamptz."""
    count = next(len(column) for column in columns.values() if not isinstance(column, Constant))
    if count == 0:
        return 0
    blocks = {name: column for name, column in columns.items() if not isinstance(column, Constant) and column.ndim == 2}
    fixed = {name: column for name, column in columns.items() if name not in blocks}
    rows = _lay_out(list(fixed.values()), count, len(columns))
    names = ", ".join(f'"{name}"' for name in (*fixed, *blocks))
    with connection.cursor() as cursor, cursor.copy(f'copy "{table}" ({names}) from stdin (format binary)') as copy:
        copy.write(HEADER)
        for start in range(0, count, AT_ONCE):
            some = slice(start, start + AT_ONCE)
            copy.write(_ended(rows[some], [block[some] for block in blocks.values()]))
        copy.write(TRAILER)
    return count


def _ended(rows: NDArray[Any], blocks: list[NDArray[Any]]) -> bytes:
    """Rows that end with a packed value for each block."""
    laid_out = rows.tobytes()
    if not blocks:
        return laid_out
    size = rows.dtype.itemsize
    heads = (laid_out[start : start + size] for start in range(0, len(laid_out), size))
    ends = zip(*(pack_all(block) for block in blocks), strict=True)
    return b"".join(
        part
        for head, packed in zip(heads, ends, strict=True)
        for part in (head, *(len(each).to_bytes(4, "big") + each for each in packed))
    )


def _lay_out(columns: list[Column], count: int, width: int) -> NDArray[Any]:
    fields: list[tuple[Any, ...]] = [("count", ">i2")]
    for number, column in enumerate(columns):
        fields.append((f"size{number}", ">i4"))
        fields += _fields(number, column)
    rows = np.zeros(count, dtype=fields)
    rows["count"] = width
    for number, column in enumerate(columns):
        _fill(rows, number, column)
    return rows


def _fields(number: int, column: Column) -> list[tuple[Any, ...]]:
    if isinstance(column, Constant):
        return [(f"value{number}", "V", len(column.content))] if column.content else []
    kinds = {"M": ">i4" if column.dtype == "datetime64[D]" else ">i8", "i": ">i8"}
    return [(f"value{number}", kinds[column.dtype.kind])]


def _fill(rows: NDArray[Any], number: int, column: Column) -> None:
    size, value = rows[f"size{number}"], f"value{number}"
    if isinstance(column, Constant):
        size[:] = -1 if column.content is None else len(column.content)
        if column.content:
            rows[value] = np.void(column.content)
    elif column.dtype.kind == "M":
        unit = "D" if column.dtype == "datetime64[D]" else "us"
        size[:] = 4 if unit == "D" else 8
        rows[value] = (column - EPOCH.astype(column.dtype)).astype(np.int64)
    else:
        size[:] = 8
        rows[value] = column


def next_ids(table: str, count: int) -> NDArray[np.int64]:
    """Reserves consecutive primary keys."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        cursor.execute("select nextval(%s::regclass)", [sequence])
        first = cursor.fetchone()[0]
        cursor.execute("select setval(%s::regclass, %s)", [sequence, first + max(count, 1) - 1])
    return np.arange(first, first + count)
