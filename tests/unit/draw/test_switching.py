"""Switching in each of its strata, since a bias at one step hides in the whole."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import itemgetter
from random import Random
from typing import cast

import pytest

from core.domain.draw.chance import Chance
from core.domain.draw.model import Rules
from core.domain.draw.switching import Switching
from tests.unit.draw.brute import Case, names
from tests.unit.draw.uniformity import LEAST_P, p_of_shares

P = names(13)


def rules_of(case: Case) -> Rules:
    return Rules.build(case.people, case.exclusions, case.groups)


#: And up to how many forbidden pairs switching can mend among so few.
SPARSE = {
    "five": (Case(P[:5]), 1),
    "six": (Case(P[:6]), 2),
    "seven": (Case(P[:7]), 3),
    "one_way": (Case(P[:7], [(P[0], P[1]), (P[2], P[3])]), 1),
    "couples": (Case(P[:7], groups=[P[:2], P[2:4]]), 1),
    "two_one_ways": (Case(P[:8], [(P[0], P[1]), (P[3], P[5])]), 2),
    "one_excludes_two": (Case(P[:8], [(P[0], P[1]), (P[0], P[2])]), 1),
}
STRATA = [(name, bad) for name, (_, most) in SPARSE.items() for bad in range(1, most + 1)]
TRIES = 40_000


def permutations(rules: Rules, bad: int) -> list[tuple[int, ...]]:
    """S(k): those that hold `bad` forbidden pairs."""
    size = range(rules.size)
    forbidden = [[rules.is_forbidden(giver, to) for to in size] for giver in size]
    return [
        row
        for row in itertools.permutations(size)
        if sum(forbids[to] for forbids, to in zip(forbidden, row, strict=True)) == bad
    ]


def check_lumps(ended: Sequence[tuple[int, ...]], possible: Sequence[tuple[int, ...]]) -> None:
    """Uniform, as far as can be seen of whom any two of the givers have: there are too many draws
    to see each often."""
    assert len(ended) > 1_000
    for givers in itertools.combinations(range(len(possible[0])), 2):
        pair = itemgetter(*givers)
        shares, counts = Counter(map(pair, possible)), Counter(map(pair, ended))
        assert set(counts) <= set(shares)
        assert p_of_shares([counts[key] for key in shares], list(shares.values())) > LEAST_P


@pytest.mark.parametrize(("name", "bad"), STRATA, ids=[f"{name}-{bad}" for name, bad in STRATA])
def test_switching_is_uniform_from_each_stratum(name: str, bad: int) -> None:
    rules, chance = rules_of(SPARSE[name][0]), Chance(b"stratum")
    start, switching = permutations(rules, bad), Switching.over(rules)
    assert switching is not None

    ended = []
    for _ in range(TRIES):
        row = list(start[chance.below(len(start))])
        if switching.mend(row, rules.broken(row), chance):
            ended.append(tuple(row))

    check_lumps(ended, permutations(rules, 0))


STEPS = [(name, bad) for name, bad in STRATA if bad > 1]


@pytest.mark.parametrize(("name", "bad"), STEPS, ids=[f"{name}-{bad}" for name, bad in STEPS])
def test_a_step_of_switching_is_uniform_on_the_stratum_below(name: str, bad: int) -> None:
    rules, chance = rules_of(SPARSE[name][0]), Chance(b"step")
    start, switching = permutations(rules, bad), Switching.over(rules)
    assert switching is not None

    ended = []
    for _ in range(TRIES):
        row = list(start[chance.below(len(start))])
        if switching._step(row, rules.broken(row), chance):
            ended.append(tuple(row))

    check_lumps(ended, permutations(rules, bad - 1))


#: Rules of which many touch one another, so that the ways into a state differ.
TANGLED = {
    "couples": Case(P[:10], groups=[P[:2], P[2:4], P[4:6]]),
    "both_ways": Case(P[:11], [(P[0], P[1]), (P[1], P[0]), (P[2], P[0]), (P[1], P[3])]),
    "a_team_and_more": Case(P[:13], [(P[0], P[3]), (P[4], P[1]), (P[3], P[0])], [P[:3], P[4:6]]),
}
TANGLES = [(name, bad) for name in TANGLED for bad in (0, 1, 2)]
tangles = pytest.mark.parametrize(
    ("name", "bad"), TANGLES, ids=[f"{name}-{bad}" for name, bad in TANGLES]
)


class Scripted:
    """Chance that says what it is told to, and asks for more by failing."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = iter(numbers)

    def below(self, bound: int) -> int:
        for number in self.numbers:
            return number
        raise Unsaid(bound)


class Unsaid(Exception):
    def __init__(self, bound: int) -> None:
        self.bound = bound


def likelihood(accepts: Callable[[Chance], bool], said: tuple[int, ...] = ()) -> Fraction:
    """Exactly how likely something is accepted: by saying every number that chance might say."""
    try:
        return Fraction(accepts(cast(Chance, Scripted(said))))
    except Unsaid as unsaid:
        every = (likelihood(accepts, (*said, number)) for number in range(unsaid.bound))
        return sum(every, Fraction(0)) / unsaid.bound


def states(rules: Rules, bad: int) -> list[tuple[list[int], list[int]]]:
    """Some permutations that hold `bad` forbidden pairs, and the givers of those."""
    chance, found = Random(bad), []
    while len(found) < 40:
        row = chance.sample(range(rules.size), rules.size)
        givers = [giver for giver, to in enumerate(row) if rules.is_forbidden(giver, to)]
        if len(givers) == bad:
            found.append((row, givers))
    return found


def undone(rules: Rules, row: Sequence[int], bad: Sequence[int]) -> list[tuple[int, int]]:
    """The good givers, first and last, who would make a forbidden pair of the first one and the
    recipient of the last."""
    good = [giver for giver in range(rules.size) if giver not in bad]
    return [
        (first, last)
        for first, last in itertools.permutations(good, 2)
        if rules.is_forbidden(first, row[last])
    ]


@tangles
def test_a_state_is_accepted_the_less_the_more_pairs_could_have_been_undone(
    name: str, bad: int
) -> None:
    rules = rules_of(TANGLED[name])
    switching = Switching.over(rules)
    assert switching is not None
    chances = set()

    for row, givers in states(rules, bad):
        if givers:
            accepted = likelihood(lambda by: switching._accepts_pair(row, givers, by))  # noqa: B023
            chances.add(accepted * len(undone(rules, row, givers)))
        else:
            chances.add(Fraction(len(undone(rules, row, givers))))

    assert len(chances) == 1
    assert chances.pop() > 0


@tangles
def test_a_state_is_accepted_the_less_the_more_givers_could_have_been_in_the_middle(
    name: str, bad: int
) -> None:
    rules = rules_of(TANGLED[name])
    switching = Switching.over(rules)
    assert switching is not None
    chances = set()

    for row, givers in states(rules, bad)[:10]:
        for first, last in undone(rules, row, givers):
            accepted = likelihood(
                lambda by: switching._accepts_middle(row, givers, first, last, by)  # noqa: B023
            )
            middles = [
                middle
                for middle in set(range(rules.size)) - {*givers, first, last}
                if not rules.is_forbidden(middle, row[first])
                and not rules.is_forbidden(last, row[middle])
            ]
            chances.add(accepted * len(middles))

    assert len(chances) == 1
    assert chances.pop() > 0
