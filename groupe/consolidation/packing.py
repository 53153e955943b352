"""Sums as bytes. A roll-up holds what few kinds of establishments report: most of its places are empty.

A tag (the bytes of a number, 4 or 8), the count of places in use as uint16, these places as uint16, and their numbers,
all little-endian; nothing at all for a vector of zeros. The same vector always gives the same bytes.
"""

from __future__ import annotations

import numpy as np

from groupe.consolidation.engine.structure import Ints

SMALL = 2**31 - 1


def pack_sums(vector: Ints) -> bytes:
    places = np.flatnonzero(vector)
    if not len(places):
        return b""
    numbers = vector[places]
    size = 4 if int(numbers.min()) >= -SMALL and int(numbers.max()) <= SMALL else 8
    head = bytes((size, *len(places).to_bytes(2, "little")))
    return head + places.astype("<u2").tobytes() + numbers.astype(f"<i{size}").tobytes()


def unpack_sums(packed: bytes | memoryview, width: int = 0) -> Ints:
    """The vector; where no width is given it ends with the last place in use."""
    if not len(packed):
        return np.zeros(width, dtype=np.int64)
    size, count = packed[0], int.from_bytes(packed[1:3], "little")
    places = np.frombuffer(packed, dtype="<u2", count=count, offset=3)
    vector = np.zeros(max(width, int(places[-1]) + 1), dtype=np.int64)
    vector[places] = np.frombuffer(packed, dtype=f"<i{size}", count=count, offset=3 + 2 * count)
    return vector
