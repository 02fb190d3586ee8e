"""Sets of positions as whole numbers: bit p is set when p is in the set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress

#: From here on a mask is counted through bytes: a shift copies the whole number.
_MANY = 8
#: Where fewer than one in so many bits is set, they are looked for one by one.
_SPARSE = 10
_ZERO_OR_ONE = bytes.maketrans(b"01", b"\0\1")
_CHUNK = 1024
#: Up to this many bits in a row, on average, they are turned one by one.
_FEW = 8


def mask_of(positions: Sequence[int]) -> int:
    if len(positions) < _MANY:
        mask = 0
        for position in positions:
            mask |= 1 << position
        return mask
    taken = bytearray((max(positions) >> 3) + 1)
    for position in positions:
        taken[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(taken, "little")


def bits(mask: int) -> list[int]:
    """The positions in a set, lowest first."""
    if mask.bit_count() * _SPARSE > mask.bit_length():
        digits = f"{mask:b}"[::-1].encode().translate(_ZERO_OR_ONE)
        return list(compress(range(len(digits)), digits))
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def nth_bit(mask: int, rank: int) -> int:
    """The position of the set bit that has `rank` set bits below it."""
    offset = 0
    width = mask.bit_length()
    while width > 1:
        half = width >> 1
        low = mask & ((1 << half) - 1)
        below = low.bit_count()
        if rank < below:
            mask, width = low, half
        else:
            mask >>= half
            rank -= below
            offset += half
            width -= half
    return offset


def transposed(rows: Sequence[int]) -> list[int]:
    """Column c of a square of bits, as a mask of rows. Columns of many bits are cut out
    of the rows' digits."""
    size = len(rows)
    columns = [0] * size
    if sum(row.bit_count() for row in rows) < _FEW * size:
        for at, row in enumerate(rows):
            for column in bits(row):
                columns[column] |= 1 << at
        return columns
    columns.clear()
    for first in range(0, size, _CHUNK):
        width = min(_CHUNK, size - first)
        cut = (1 << width) - 1
        digits = "".join([f"{row >> first & cut:0{width}b}" for row in reversed(rows)])
        columns += [int(digits[width - 1 - at :: width], 2) for at in range(width)]
    return columns


def union(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together
