"""Sums as bytes and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from groupe.consolidation.packing import pack_all, pack_sums, unpack_all, unpack_sums

numbers = st.one_of(st.just(0), st.integers(-300, 300), st.integers(-(2**31), 2**31), st.integers(-(2**63), 2**63 - 1))


@given(st.lists(numbers, max_size=900))
def test_any_vector_comes_back(values: list[int]) -> None:
    vector = np.array(values, dtype=np.int64)
    packed = pack_sums(vector)
    assert unpack_sums(packed, len(vector)).tolist() == values
    short = unpack_sums(packed).tolist()
    assert short == values[: len(short)]
    assert not any(values[len(short) :])
    assert bool(packed) == bool(vector.any())


@given(
    st.integers(1, 700).flatmap(lambda width: st.lists(st.lists(numbers, min_size=width, max_size=width), max_size=5))
)
def test_many_come_back_at_once(rows: list[list[int]]) -> None:
    vectors = [np.array(row, dtype=np.int64) for row in rows]
    packed = list(pack_all(np.stack(vectors))) if vectors else []
    assert unpack_all(packed, len(rows[0]) if rows else 0).tolist() == rows


def test_places_in_use_alone_take_room() -> None:
    vector = np.zeros(2_000, dtype=np.int64)
    vector[[3, 1_999]] = 1, -(2**40)
    assert len(pack_sums(vector)) < 60
