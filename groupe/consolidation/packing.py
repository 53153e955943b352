"""Sums as bytes. A roll-up holds what few kinds of establishments report: few places are in use, most sums are small.

The count of places in use (16 bits) and the bytes of a step (1 or 2); the places as steps from one to the next; for
each sum how many bytes it takes, as half-bytes; then the sums, sign in the last bit, without leading zero bytes. All
little-endian; nothing at all for a vector of zeros. The same vector always gives the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from groupe.consolidation.engine.structure import Ints

COUNT = np.dtype("<u2")
HEAD = COUNT.itemsize + 1
HEADS = struct.Struct("<HB").pack
# The greatest step of one byte.
LONGEST = 255
WIDEST = 8
Packed = bytes | memoryview
# Which bytes of a number are kept, by how many they are.
_FIRST = np.arange(WIDEST) < np.arange(WIDEST + 1)[:, None]
_LIMITS = np.array([1 << 8 * size for size in range(1, WIDEST)], dtype=np.uint64)


def pack_sums(vector: Ints) -> bytes:
    return next(pack_all([vector]))


def pack_all(vectors: Sequence[Ints]) -> Iterator[bytes]:
    """Each of some vectors of the same width."""
    block = np.stack(vectors)
    rows, places = block.nonzero()
    counts = np.bincount(rows, minlength=len(block))
    ends = np.cumsum(counts)
    starts = ends - counts
    steps = places - np.concatenate([[0], places[:-1]])
    first = starts[counts > 0]
    steps[first] = places[first]
    sizes, numbers = _bytes(block[rows, places])
    halves, sums = _half_bytes(sizes, rows, starts, counts).tobytes(), numbers.tobytes()
    taken = np.bincount(rows, weights=sizes, minlength=len(block)).astype(np.int64).tolist()
    wide = np.ones(len(block), dtype=np.int64)
    wide[rows[steps > LONGEST]] = 2
    told = {size: steps.astype(f"<u{size}").tobytes() for size in (1, 2)}
    upto, half = 0, 0
    for start, count, size, length in zip(starts.tolist(), counts.tolist(), wide.tolist(), taken, strict=True):
        if not count:
            yield b""
            continue
        head = HEADS(count, size) + told[size][start * size : (start + count) * size]
        yield head + halves[half : half + (count + 1) // 2] + sums[upto : upto + length]
        half, upto = half + (count + 1) // 2, upto + length


def _bytes(numbers: Ints) -> tuple[Ints, NDArray[np.uint8]]:
    """How many bytes each number takes, and these bytes one after the other."""
    folded = ((numbers << 1) ^ (numbers >> 63)).astype(np.uint64)
    sizes = 1 + np.searchsorted(_LIMITS, folded, side="right")
    planes = folded.astype("<u8").view(np.uint8).reshape(-1, WIDEST)
    return sizes, planes[np.arange(WIDEST) < sizes[:, None]]


def _half_bytes(sizes: Ints, rows: Ints, starts: Ints, counts: Ints) -> NDArray[np.uint8]:
    """Two sizes a byte, each row beginning a new one."""
    even = (counts + 1) // 2 * 2
    begins = np.cumsum(even) - even
    spread = np.zeros(int(even.sum()), dtype=np.uint8)
    spread[np.arange(len(sizes)) - starts[rows] + begins[rows]] = sizes
    return np.asarray(spread[0::2] | (spread[1::2] << 4), dtype=np.uint8)


def unpack_sums(packed: Packed, width: int = 0) -> Ints:
    """The vector; where no width is given it ends with the last place in use."""
    vector: Ints = unpack_all([packed], width)[0]
    return vector


def unpack_all(packed: Sequence[Packed], width: int = 0) -> Ints:
    """Vectors of one file, a row each, at least `width` wide: a page reads hundreds of them."""
    counts = [int.from_bytes(each[:2], "little") if len(each) else 0 for each in packed]
    steps, halves, sums = [], [], []
    for each, count in zip(packed, counts, strict=True):
        if not count:
            continue
        size = each[2]
        at = HEAD + count * size
        steps.append(np.frombuffer(each, dtype=f"<u{size}", count=count, offset=HEAD))
        halves.append(np.frombuffer(each, dtype=np.uint8, count=(count + 1) // 2, offset=at))
        sums.append(each[at + (count + 1) // 2 :])
    if not steps:
        return np.zeros((len(packed), width), dtype=np.int64)
    used = np.array([count for count in counts if count])
    places = _places(np.concatenate(steps).astype(np.int64), used)
    block = np.zeros((len(packed), max(width, int(places.max()) + 1)), dtype=np.int64)
    block[np.repeat(np.arange(len(packed)), counts), places] = _numbers(np.concatenate(halves), used, b"".join(sums))
    return block


def _places(steps: Ints, counts: Ints) -> Ints:
    """Steps add up within each vector."""
    upto = np.cumsum(steps)
    ends = np.cumsum(counts)
    before = np.concatenate([[0], upto[ends[:-1] - 1]])
    return np.asarray(upto - np.repeat(before, counts), dtype=np.int64)


def _numbers(halves: NDArray[np.uint8], counts: Ints, packed: bytes) -> Ints:
    sizes = np.stack([halves & 15, halves >> 4], axis=1).ravel()
    odd = counts % 2 == 1
    if odd.any():  # the last half-byte of such a vector is empty
        sizes = np.delete(sizes, np.cumsum(counts + counts % 2)[odd] - 1)
    planes = np.zeros((len(sizes), WIDEST), dtype=np.uint8)
    planes[_FIRST[sizes]] = np.frombuffer(packed, dtype=np.uint8)
    folded = planes.view("<u8").ravel()
    return (folded >> np.uint64(1)).astype(np.int64) ^ -(folded & np.uint64(1)).astype(np.int64)
