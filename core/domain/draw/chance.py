"""Chance, from a seed: a random stream that is specified here and nowhere else."""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterator, MutableSequence

#: The name of this stream. Another way from a seed to its numbers would need another name.
STREAM = "kringle-stream-1"

_WORD = 32
_REFILL = 64
#: Beyond this many the numbers themselves no longer fit a processor's cache; an array's do.
_LARGE = 200_000


class Chance:
    """Unbiased whole numbers from `seed`, the same on every machine and in every year.

    Block n (0, 1, …) is SHAKE-256 (FIPS 202) of `STREAM` in ASCII, a zero byte, n as 8 bytes
    little-endian, and the seed; as long as is asked for, and read as 32-bit words, little-endian.
    A number below a bound is the lowest bits of the next word, as many as the largest such number
    has; words that give the bound or more are refused, so that no number is likelier than another.
    Nothing is taken from Python's `random`, which promises no stability. A seed of any length will
    do, but fewer than 16 bytes, or bytes that are not random, do not reach all draws. Raises
    `TypeError` for what is not bytes.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = bytes(memoryview(seed))  # which a number is not
        self._blocks = 0
        self._words: Iterator[int] = iter(())

    def below(self, bound: int) -> int:
        """One of 0 … `bound` − 1, each as likely. `bound` is at least 1, and as large as it may."""
        width = (bound - 1).bit_length()
        mask = (1 << width) - 1
        if width > _WORD:
            return self._large(bound, mask)
        while True:
            for word in self._words:
                if word & mask < bound:
                    return word & mask
            self._words = iter(self._block(_REFILL))

    def permutation(self, size: int) -> MutableSequence[int]:
        """0 … `size` − 1 in a random order, each order as likely (Fisher and Yates). It takes a
        block of its own, and another should that not be enough."""
        order: MutableSequence[int] = list(range(size))
        if size > _LARGE:
            order = array("I", order)
        words: Iterator[int] = iter(())
        last = size - 1
        while last > 0:
            floor = 1 << last.bit_length() - 1
            mask = 2 * floor - 1
            for word in words:
                at = word & mask
                if at <= last:
                    order[last], order[at] = order[at], order[last]
                    last -= 1
                    if last < floor:
                        break
            else:
                words = iter(self._block(last + (last >> 1) + _REFILL))
        return order

    def _large(self, bound: int, mask: int) -> int:
        """From several words, the first of them the highest."""
        while True:
            number = 0
            for _ in range(0, mask.bit_length(), _WORD):
                number = number << _WORD | self._word()
            if number & mask < bound:
                return number & mask

    def _word(self) -> int:
        for word in self._words:
            return word
        self._words = iter(self._block(_REFILL))
        return self._word()

    def _block(self, words: int) -> array[int]:
        head = STREAM.encode() + b"\0" + self._blocks.to_bytes(8, "little")
        self._blocks += 1
        block = array("I", hashlib.shake_256(head + self._seed).digest(4 * words))
        if sys.byteorder == "big":
            block.byteswap()
        return block
