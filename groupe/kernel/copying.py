"""Many rows, in PostgreSQL's binary format.

What is copied is laid out by hand: a driver that looks at every value takes ten times as long. What is read comes
as it is: bytes would otherwise be written as text, and parsed again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection
from psycopg import Cursor

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
AT_ONCE = 500
# By the bytes of an element: its type.
_OIDS = {2: 21, 4: 23, 8: 20}
_FORMATS = {2: "h", 4: "i", 8: "q"}


def copy_rows(table: str, columns: Iterable[str], rows: Iterable[bytes]) -> None:
    """`rows` begin with their count of fields; names are the code's own."""
    command = f"copy {table} ({', '.join(columns)}) from stdin (format binary)"
    waiting = iter(rows)
    with connection.cursor() as cursor, cursor.cursor.copy(command) as copy:
        copy.write(HEADER)
        while some := b"".join(islice(waiting, AT_ONCE)):
            copy.write(some)
        copy.write(TRAILER)


def copy_values(table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Some ten thousand rows of plain values, told by the driver; names are the code's own."""
    command = f"copy {table} ({', '.join(columns)}) from stdin"
    with connection.cursor() as cursor, cursor.cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def read_rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(statement.encode(), parameters, binary=True).fetchall()


def field(content: bytes) -> bytes:
    """A text, or bytes."""
    return len(content).to_bytes(4, "big") + content


def array(values: Iterable[int | str]) -> str:
    """A parameter of thousands of integers or of the code's own names: a driver would look at each of them."""
    return f"{{{','.join(map(str, values))}}}"


@lru_cache(maxsize=20_000)
def integers(values: tuple[int, ...], size: int) -> bytes:
    """An array of integers of so many bytes; most rows repeat what others have."""
    head = struct.pack(">iii", int(bool(values)), 0, _OIDS[size])
    if not values:
        return field(head)
    elements = (part for value in values for part in (size, value))
    return field(head + struct.pack(f">ii{f'i{_FORMATS[size]}' * len(values)}", len(values), 1, *elements))
