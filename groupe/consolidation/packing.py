"""Sums as bytes. A roll-up holds what few kinds of establishments report: most of its places are empty.

Two numbers of 16 bits, the count of places in use and the bytes of a value (4 or 8), then, compressed, these places as
steps of 16 bits and the values byte by byte (all first bytes, then all second ones), little-endian; nothing at all for
a vector of zeros.
"""

from __future__ import annotations

import zlib

import numpy as np

from groupe.consolidation.engine.structure import Ints

SMALL = 2**31 - 1
HEAD = np.dtype("<u2")


def pack_sums(vector: Ints) -> bytes:
    places = np.flatnonzero(vector)
    if not len(places):
        return b""
    numbers = vector[places]
    size = 4 if int(numbers.min()) >= -SMALL and int(numbers.max()) <= SMALL else 8
    steps = np.diff(places, prepend=0).astype(HEAD)
    planes = np.ascontiguousarray(numbers.astype(f"<i{size}").view(np.uint8).reshape(-1, size).T)
    return np.array([len(places), size], dtype=HEAD).tobytes() + zlib.compress(steps.tobytes() + planes.tobytes(), 1)


def unpack_sums(packed: bytes | memoryview, width: int = 0) -> Ints:
    """The vector; where no width is given it ends with the last place in use."""
    if not len(packed):
        return np.zeros(width, dtype=np.int64)
    count, size = np.frombuffer(packed, dtype=HEAD, count=2).tolist()
    plain = zlib.decompress(packed[2 * HEAD.itemsize :])
    places = np.cumsum(np.frombuffer(plain, dtype=HEAD, count=count), dtype=np.int64)
    planes = np.frombuffer(plain, dtype=np.uint8, offset=count * HEAD.itemsize).reshape(size, count)
    vector = np.zeros(max(width, int(places[-1]) + 1), dtype=np.int64)
    vector[places] = np.ascontiguousarray(planes.T).view(f"<i{size}").ravel()
    return vector
