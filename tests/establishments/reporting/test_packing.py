"""Versions as bytes: nothing is lost, whatever the values; rows of before are packed by the database alike."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from establishments.packing import MISSING, NOT_APPLICABLE, pack, unpack, unpack_all

EDGES = [MISSING, NOT_APPLICABLE, NOT_APPLICABLE + 1, -1, 0, 1, 127, 128, -128, -129, 2**62, -(2**62), 2**63 - 1]
values = st.one_of(st.sampled_from(EDGES), st.integers(-(10**9), 10**9), st.integers(NOT_APPLICABLE, 2**63 - 1))


@given(st.lists(values, max_size=40))
def test_what_is_packed_is_read_again(numbers: list[int]) -> None:
    assert unpack(pack(numbers)) == numbers


@given(st.lists(st.lists(values, max_size=12), max_size=6), st.integers(0, 15))
def test_rows_of_all_lengths_are_read_at_once(rows: list[list[int]], width: int) -> None:
    ended = [(row + [MISSING] * width)[:width] for row in rows]
    assert unpack_all([pack(row) for row in rows], width).tolist() == ended


def test_most_values_take_two_bytes_or_less() -> None:
    assert len(pack([0] * 100)) == 2 + 50
    assert len(pack([MISSING] * 60 + [12_34] * 40)) == 2 + 50 + 80


@pytest.mark.django_db
def test_the_migration_packs_alike() -> None:
    rows = [[], EDGES, EDGES[:-1], [MISSING] * 3, list(range(-300, 300, 7))]
    with connection.cursor() as cursor:
        cursor.execute(import_module("establishments.migrations.0005_packed_versions").PACK)
        for row in rows:
            cursor.execute("select pg_temp.packed(%s::bigint[])", [row])
            assert bytes(cursor.fetchone()[0]) == pack(row)
