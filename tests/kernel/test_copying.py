"""Rows in PostgreSQL's binary format: what is laid out by hand is read as what it was."""

from __future__ import annotations

import struct

import pytest
from django.db import DatabaseError, connection, transaction

from groupe.kernel.copying import NULL, copy_rows, field, integers, read_rows

pytestmark = pytest.mark.django_db


def test_what_is_copied_is_read_again() -> None:
    rows = [
        ("été", b"\x00\xff", [], [-1, 2**31 - 1], [2**63 - 1]),
        ("", b"", [-(2**15), 7], [], [-(2**63), 0]),
        (None, b"x" * 3000, [1], [2], []),
    ]
    with connection.cursor() as cursor:
        cursor.execute("create temporary table copied (a text, b bytea, c int2[], d int4[], e int8[])")
    copy_rows("copied", "abcde", (_row(*row) for row in rows))
    assert read_rows("select * from copied where %s", [True]) == rows


def _row(text: str | None, content: bytes, short: list[int], middle: list[int], long: list[int]) -> bytes:
    fields = NULL if text is None else field(text.encode()), field(content)
    arrays = (integers(tuple(values), size) for values, size in ((short, 2), (middle, 4), (long, 8)))
    return struct.pack(">h", 5) + b"".join([*fields, *arrays])


def test_what_cannot_be_read_is_an_error_of_the_database() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        read_rows("select %s from nowhere", [1])
