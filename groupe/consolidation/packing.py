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
    return next(pack_all(vector[None]))


def pack_all(block: Ints) -> Iterator[bytes]:
    """Each row of a block."""
    rows, places = block.nonzero()
    counts = np.bincount(rows, minlength=len(block))
    ends = np.cumsum(counts)
    starts = ends - counts
    steps = places - np.concatenate([[0], places[:-1]])
    first = starts[counts > 0]
    steps[first] = places[first]
    sizes, numbers = _bytes(block[rows, places])
    halves, sums = _half_bytes(sizes, starts, counts).tobytes(), numbers.tobytes()
    wide = np.ones(len(block), dtype=np.int64)
    wide[rows[steps > LONGEST]] = 2
    told = {size: steps.astype(f"<u{size}").tobytes() for size in (1, 2)}
    lengths = np.zeros_like(counts)
    if len(first):
        lengths[counts > 0] = np.add.reduceat(sizes, first, dtype=np.int64)
    upto, half = 0, 0
    for start, count, size, length in zip(*(each.tolist() for each in (starts, counts, wide, lengths)), strict=True):
        if not count:
            yield b""
            continue
        head = HEADS(count, size) + told[size][start * size : (start + count) * size]
        yield head + halves[half : half + (count + 1) // 2] + sums[upto : upto + length]
        half, upto = half + (count + 1) // 2, upto + length


def _bytes(numbers: Ints) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """How many bytes each number takes, and these bytes one after the other."""
    folded = ((numbers << 1) ^ (numbers >> 63)).astype(np.uint64)
    sizes = np.ones(len(folded), dtype=np.uint8)
    for limit in _LIMITS:
        sizes += folded >= limit
    return sizes, folded.astype("<u8").view(np.uint8).reshape(-1, WIDEST)[_FIRST[sizes]]


def _half_bytes(sizes: NDArray[np.uint8], starts: Ints, counts: Ints) -> NDArray[np.uint8]:
    """Two sizes a byte, each row beginning a new one."""
    even = counts + counts % 2
    spread = np.zeros(int(even.sum()), dtype=np.uint8)
    spread[np.arange(len(sizes)) + np.repeat(np.cumsum(even) - even - starts, counts)] = sizes
    return np.asarray(spread[0::2] | (spread[1::2] << 4), dtype=np.uint8)


def unpack_sums(packed: Packed, width: int = 0) -> Ints:
    """The vector; where no width is given it ends with the last place in use."""
    vector: Ints = unpack_all([packed], width)[0]
    return vector


def unpack_all(packed: Sequence[Packed], width: int = 0) -> Ints:
    """Vectors of one file, a row each, at least `width` wide: a page reads hundreds of them, a fold thousands."""
    used = [bytes(each) for each in packed if len(each)]
    if not used:
        return np.zeros((len(packed), width), dtype=np.int64)
    counts = [int.from_bytes(each[:2], "little") for each in used]
    ends = [HEAD + count * each[2] for each, count in zip(used, counts, strict=True)]
    sums = [end + (count + 1) // 2 for end, count in zip(ends, counts, strict=True)]
    taken = np.array(counts)
    places = _places(_steps(used, ends, taken), taken)
    halves = b"".join([each[end:upto] for each, end, upto in zip(used, ends, sums, strict=True)])
    numbers = b"".join([each[upto:] for each, upto in zip(used, sums, strict=True)])
    block = np.zeros((len(packed), max(width, int(places.max()) + 1)), dtype=np.int64)
    rows = np.flatnonzero([len(each) for each in packed])
    block[np.repeat(rows, taken), places] = _numbers(np.frombuffer(halves, dtype=np.uint8), taken, numbers)
    return block


def _steps(used: Sequence[bytes], ends: Sequence[int], counts: Ints) -> Ints:
    """From place to place, of one byte or two: all of a vector's alike."""
    wide = np.repeat(np.array([each[2] == 2 for each in used]), counts)
    steps = np.zeros(len(wide), dtype=np.int64)
    for size, mine in ((1, ~wide), (2, wide)):
        told = b"".join([each[HEAD:end] for each, end in zip(used, ends, strict=True) if each[2] == size])
        steps[mine] = np.frombuffer(told, dtype=f"<u{size}")
    return steps


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
