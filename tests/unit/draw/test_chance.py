"""The random stream: as it is specified, and without bias."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator

import pytest

from core.domain.draw.chance import STREAM, Chance
from tests.unit.draw.brute import seed_of
from tests.unit.draw.uniformity import LEAST_P, check_uniform, p_of_uniform

SEEDS = [b"", b"\0", b"Kringle", bytes(range(32)), b"x" * 300]


def block(seed: bytes, number: int, words: int) -> list[int]:
    """Block n of the stream, by its specification."""
    head = b"kringle-stream-1" + bytes(1) + number.to_bytes(8, "little")
    digest = hashlib.shake_256(head + seed).digest(4 * words)
    return [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 4 * words, 4)]


def below_by_hand(words: Iterator[int], bound: int) -> int:
    """By the specification: the lowest bits of the next word, until they are below the bound; of
    several words, the first of which is the highest, where one is too short."""
    width = (bound - 1).bit_length()
    while True:
        number = next(words)
        for _ in range(32, width, 32):
            number = number << 32 | next(words)
        if number % (1 << width) < bound:
            return number % (1 << width)


def permutation_by_hand(words: Iterator[int], size: int) -> list[int]:
    """Fisher and Yates, from the last place on."""
    order = list(range(size))
    for last in range(size - 1, 0, -1):
        at = below_by_hand(words, last + 1)
        order[last], order[at] = order[at], order[last]
    return order


BOUNDS = [1, 2, 3, 5, 6, 7, 1000, 2**32 - 1, 2**32, 2**32 + 1, 3 * 2**40, 2**64, 10**30]


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_numbers_are_those_of_the_specification(seed: bytes) -> None:
    words = itertools.chain.from_iterable(block(seed, number, 64) for number in itertools.count())
    chance = Chance(seed)

    for bound in BOUNDS * 20:
        assert chance.below(bound) == below_by_hand(words, bound)


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
@pytest.mark.parametrize("size", [0, 1, 2, 3, 17, 64, 1_000, 5_000])
def test_permutations_are_those_of_the_specification(seed: bytes, size: int) -> None:
    words = iter(block(seed, 0, 4 * size + 200))

    # A block is as long as is asked for: what is asked for first does not change what comes next.
    assert list(Chance(seed).permutation(size)) == permutation_by_hand(words, size)


PINNED_NUMBERS = [364, 476, 428, 767, 701]
PINNED_PERMUTATION = [1, 7, 3, 5, 2, 0, 9, 4, 6, 8]
PINNED_LARGE = 8721554979586198836


def test_the_stream_stays_what_it_was() -> None:
    chance = Chance(b"pinned")

    assert STREAM == "kringle-stream-1"
    assert [chance.below(1000) for _ in range(5)] == PINNED_NUMBERS
    assert list(chance.permutation(10)) == PINNED_PERMUTATION
    assert chance.below(10**20) == PINNED_LARGE


def test_large_permutations_are_made_like_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    small = list(Chance(b"large").permutation(30_000))

    monkeypatch.setattr("core.domain.draw.chance._LARGE", 1_000)

    assert list(Chance(b"large").permutation(30_000)) == small


def test_a_very_large_permutation_holds_everybody_once() -> None:
    order = Chance(b"very large").permutation(250_000)

    assert sorted(order) == list(range(250_000))
    assert sum(at == place for place, at in enumerate(order)) < 10


@pytest.mark.parametrize("bound", [2, 3, 5, 6, 7, 1000])
def test_each_number_is_as_likely(bound: int) -> None:
    chance = Chance(b"unbiased")

    counts = Counter(chance.below(bound) for _ in range(50_000))

    assert set(counts) == set(range(bound))
    assert p_of_uniform(list(counts.values())) > LEAST_P


@pytest.mark.parametrize("bound", [2**32 - 1, 2**32 + 1, 3 * 2**31, 3 * 2**40, 5**60])
def test_each_part_of_a_large_range_is_as_likely(bound: int) -> None:
    chance = Chance(b"large")

    numbers = [chance.below(bound) for _ in range(30_000)]

    assert all(number < bound for number in numbers)
    by_size = Counter(number * 12 // bound for number in numbers)
    by_remainder = Counter(number % 7 for number in numbers)
    assert p_of_uniform([by_size[part] for part in range(12)]) > LEAST_P
    assert p_of_uniform([by_remainder[part] for part in range(7)]) > LEAST_P


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_each_order_is_as_likely(size: int) -> None:
    chance = Chance(b"orders")

    orders = (tuple(chance.permutation(size)) for _ in itertools.count())

    check_uniform(orders, list(itertools.permutations(range(size))))


def test_the_first_number_of_neighbouring_seeds_is_even() -> None:
    counts = Counter(Chance(seed_of(number)).below(10) for number in range(20_000))

    assert p_of_uniform([counts[number] for number in range(10)]) > LEAST_P
