"""The values of a version as bytes: most are small, and a third of them are missing.

The count of values (16 bits); half a byte for each of them, which tells how many bytes it takes (1 to 8), that it is 0,
missing or not applicable; then the values, sign in the last bit, without leading zero bytes. All little-endian. The
same values always give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

MISSING = -(2**63)
NOT_APPLICABLE = -(2**63) + 1
Packed = bytes | memoryview
Ints = NDArray[np.int64]

HEAD, WIDEST = 2, 8
_ABSENT, _ZERO, _NA = 0, 9, 15
_LIMITS = np.array([1 << 8 * size for size in range(1, WIDEST)], dtype=np.uint64)
# The bytes that a value takes, by what its half-byte says.
_TAKEN = np.array([size if size <= WIDEST else 0 for size in range(16)])
_USED = np.arange(WIDEST) < _TAKEN[:, None]


def pack(values: Sequence[int]) -> bytes:
    return next(pack_all(np.array([values], dtype=np.int64)))


def pack_all(block: Ints) -> Iterator[bytes]:
    """Each row of a block."""
    count = block.shape[1]
    folded = ((block << 1) ^ (block >> 63)).astype(np.uint64)
    sizes = np.zeros((len(block), count + count % 2), dtype=np.uint8)
    told = sizes[:, :count]
    told[:] = 1 + np.searchsorted(_LIMITS, folded, side="right")
    told[block == 0], told[block == MISSING], told[block == NOT_APPLICABLE] = _ZERO, _ABSENT, _NA
    halves = sizes[:, 0::2] | (sizes[:, 1::2] << 4)
    body = folded.astype("<u8").view(np.uint8).reshape(*block.shape, WIDEST)[_USED[told]].tobytes()
    head, start = count.to_bytes(HEAD, "little"), 0
    for row, end in zip(halves, np.cumsum(_TAKEN[told].sum(axis=1)).tolist(), strict=True):
        yield head + row.tobytes() + body[start:end]
        start = end


def unpack(packed: Packed) -> list[int]:
    count = int.from_bytes(packed[:HEAD], "little")
    values: list[int] = unpack_all([packed], count)[0].tolist()
    return values


def unpack_all(packed: Sequence[Packed], width: int) -> Ints:
    """A row for each, `width` wide: it ends with missing values where fewer were kept."""
    block = np.full((len(packed), width), MISSING, dtype=np.int64)
    by_count: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(packed):
        by_count[int.from_bytes(each[:HEAD], "little")].append(number)
    for count, numbers in by_count.items():
        values = _alike([packed[number] for number in numbers], count)
        block[numbers, :count] = values[:, :width]
    return block


def _alike(packed: Sequence[Packed], count: int) -> Ints:
    """Of as many values each."""
    end = HEAD + (count + 1) // 2
    halves = np.frombuffer(b"".join(each[HEAD:end] for each in packed), dtype=np.uint8).reshape(len(packed), -1)
    told = np.stack([halves & 15, halves >> 4], axis=2).reshape(len(packed), -1)[:, :count]
    planes = np.zeros((*told.shape, WIDEST), dtype=np.uint8)
    planes[_USED[told]] = np.frombuffer(b"".join(each[end:] for each in packed), dtype=np.uint8)
    folded = planes.view("<u8").reshape(told.shape)
    values = (folded >> np.uint64(1)).astype(np.int64) ^ -(folded & np.uint64(1)).astype(np.int64)
    values[told == _ABSENT], values[told == _NA] = MISSING, NOT_APPLICABLE
    return values
