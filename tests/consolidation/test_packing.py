"""Sums as bytes and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from groupe.consolidation.packing import pack_sums, unpack_sums

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


def test_places_in_use_alone_take_room() -> None:
    vector = np.zeros(2_000, dtype=np.int64)
    vector[[3, 1_999]] = 1, -(2**40)
    assert len(pack_sums(vector)) < 60
