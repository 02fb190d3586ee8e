"""The draw, by property over many instances and many seeds."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.draw import (
    Draw,
    DrawBroken,
    DrawImpossible,
    Feasible,
    check_draw,
    draw,
    find_feasibility,
)

ROOT = Path(__file__).parents[2]
NAMES = [f"U{number:02d}" for number in range(40)]
SEED = bytes(32)

# Deterministic, so that a slow machine or an unlucky day changes nothing.
thorough = settings(max_examples=250, deadline=None, derandomize=True, database=None)


@dataclass(frozen=True)
class Case:
    people: list[str]
    exclusions: list[tuple[str, str]]
    groups: list[list[str]]

    def forbids(self, giver: str, recipient: str) -> bool:
        together = any(giver in group and recipient in group for group in self.groups)
        return giver == recipient or (giver, recipient) in self.exclusions or together


@st.composite
def cases(draw_from: st.DrawFn, most: int = 6) -> Case:
    people = NAMES[: draw_from(st.integers(2, most))]
    anybody = st.sampled_from([*people, "U-LEFT"])
    exclusions = draw_from(st.lists(st.tuples(anybody, anybody), max_size=len(people) * 3))
    groups = draw_from(st.lists(st.lists(anybody, max_size=4), max_size=2))
    return Case(draw_from(st.permutations(people)), exclusions, groups)


def seed_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def all_draws(case: Case) -> list[tuple[str, ...]]:
    """Every valid draw, by trying all permutations; recipients in the order of sorted givers."""
    givers = sorted(case.people)
    return [
        recipients
        for recipients in itertools.permutations(givers)
        if not any(map(case.forbids, givers, recipients))
    ]


def drawn(case: Case, seed: bytes = SEED) -> Draw:
    return draw(case.people, case.exclusions, seed=seed, groups=case.groups)


def as_row(result: Draw) -> tuple[str, ...]:
    return tuple(result.assignments[giver] for giver in sorted(result.assignments))


@thorough
@given(cases(), st.binary(min_size=1, max_size=32))
def test_what_can_be_drawn_is_drawn_and_valid(case: Case, seed: bytes) -> None:
    possible = all_draws(case)

    if possible:
        assert as_row(drawn(case, seed)) in possible
        found = find_feasibility(case.people, case.exclusions, case.groups)
        assert found == Feasible(is_forced=len(possible) == 1)
    else:
        with pytest.raises(DrawImpossible):
            drawn(case, seed)


@thorough
@given(cases())
@example(Case(NAMES[:2], [("U00", "U01")], []))
@example(Case(NAMES[:5], [], [NAMES[:3]]))
def test_the_reason_why_there_is_no_draw_proves_it(case: Case) -> None:
    violator = find_feasibility(case.people, case.exclusions, case.groups)

    if isinstance(violator, Feasible):
        assert all_draws(case)
        return
    givers, recipients = set(violator.givers), set(violator.recipients)
    if len(givers) > len(recipients):
        options = {to for to in case.people for by in givers if not case.forbids(by, to)}
        assert options == recipients
    else:
        options = {by for by in case.people for to in recipients if not case.forbids(by, to)}
        assert options == givers
        assert len(recipients) > len(givers)


@thorough
@given(cases(most=40), st.binary(min_size=32, max_size=32))
def test_large_draws_are_permutations_without_broken_exclusions(case: Case, seed: bytes) -> None:
    try:
        result = drawn(case, seed)
    except DrawImpossible:
        return

    assert sorted(result.assignments) == sorted(result.assignments.values()) == sorted(case.people)
    assert not any(itertools.starmap(case.forbids, result.assignments.items()))


EVERYBODY_FORBIDS_EVE = [(name, "U05") for name in NAMES[:5]]
REASONS = {
    "nobody_may_give_to_eve": (6, EVERYBODY_FORBIDS_EVE, [], (), ("U05",)),
    "ben_may_give_to_nobody": (
        4,
        [("U01", name) for name in ("U00", "U02", "U03")],
        [],
        ("U01",),
        (),
    ),
    "a_group_of_more_than_half": (5, [], [NAMES[:3]], ("U00", "U01", "U02"), ("U03", "U04")),
}


@pytest.mark.parametrize(
    ("size", "exclusions", "groups", "givers", "recipients"), REASONS.values(), ids=REASONS.keys()
)
def test_the_reason_is_the_shorter_one(
    size: int,
    exclusions: list[tuple[str, str]],
    groups: list[list[str]],
    givers: tuple[str, ...],
    recipients: tuple[str, ...],
) -> None:
    violator = find_feasibility(NAMES[:size], exclusions, groups)

    assert isinstance(violator, DrawImpossible)
    assert (violator.givers, violator.recipients) == (givers, recipients)


def ring(size: int) -> Case:
    """Each may give only to the next two: few draws, so that a shuffle hardly ever finds one."""
    people = NAMES[:size]
    allowed = {(people[n], people[(n + k) % size]) for n in range(size) for k in (1, 2)}
    return Case(people, [*set(itertools.product(people, people)) - allowed], [])


CASES = {
    "free": Case(NAMES[:8], [], []),
    "tight": ring(8),
    "tight_and_large": ring(24),
    "groups": Case(NAMES[:9], [], [NAMES[:4], NAMES[4:8]]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_same_seed_draws_the_same_whatever_the_order(case: Case) -> None:
    turned = Case(
        case.people[::-1],
        case.exclusions[::-1],
        [group[::-1] for group in reversed(case.groups)],
    )

    assert [as_row(drawn(case, seed_of(n))) for n in range(20)] == [
        as_row(drawn(turned, seed_of(n))) for n in range(20)
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_another_seed_draws_otherwise(case: Case) -> None:
    assert len({as_row(drawn(case, seed_of(number))) for number in range(20)}) > 1


ELSEWHERE = """
import sys
from core.domain.draw import draw
people = {f"U{n:02d}" for n in range(8)}
number = {name: int(name[1:]) for name in people}
for size in (0, 5):
    pairs = {(a, b) for a in people for b in people if (number[b] - number[a] - 1) % 8 >= 8 - size}
    for n in range(5):
        found = draw(list(people), pairs, seed=bytes([n] * 32), groups=[{"U00", "U04"}])
        print(sorted(found.assignments.items()))
"""


def test_the_same_seed_draws_the_same_in_every_process() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "2026")
    }

    assert len(said) == 1
    assert len(set(said.pop().splitlines())) > 5


FAIRNESS = {
    "three": Case(NAMES[:3], [], []),
    "four": Case(NAMES[:4], [], []),
    "five": Case(NAMES[:5], [], []),
    "two_couples": Case(NAMES[:4], [], [NAMES[:2], NAMES[2:4]]),
    "three_couples": Case(NAMES[:6], [], [NAMES[:2], NAMES[2:4], NAMES[4:6]]),
    "one_way": Case(NAMES[:5], [("U00", "U01"), ("U00", "U02"), ("U03", "U04")], []),
    "tight_ring": ring(7),
}


@pytest.mark.parametrize("case", FAIRNESS.values(), ids=FAIRNESS.keys())
def test_all_valid_draws_are_equally_likely(case: Case) -> None:
    possible = all_draws(case)
    expected = 40
    tries = expected * len(possible)

    counts = Counter(as_row(drawn(case, seed_of(number))) for number in range(tries))

    assert set(counts) == set(possible)
    freedom = len(possible) - 1
    distance = sum((counts[row] - expected) ** 2 / expected for row in possible)
    # Five standard deviations above the mean of chi-square.
    assert distance < freedom + 5 * (2 * freedom) ** 0.5 + 5


def test_the_tight_ring_is_too_tight_for_shuffling() -> None:
    # It makes the walk run: fewer than one shuffle in five hundred is valid.
    assert len(all_draws(ring(7))) < 5040 / 500


@pytest.mark.parametrize("people", [[], ["U00"]], ids=["nobody", "one"])
def test_fewer_than_two_people_cannot_draw(people: list[str]) -> None:
    with pytest.raises(ValueError, match="two people"):
        draw(people, seed=SEED)


def test_nobody_takes_part_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw(["U00", "U01", "U01"], seed=SEED)


def test_exclusions_of_people_who_left_are_ignored() -> None:
    exclusions = [("U00", "U-LEFT"), ("U-LEFT", "U01")]

    result = draw(NAMES[:2], exclusions, seed=SEED, groups=[["U00", "U-LEFT"]])

    assert result.assignments == {"U00": "U01", "U01": "U00"}


GOOD = {"U00": "U01", "U01": "U02", "U02": "U00"}
BROKEN: dict[str, tuple[dict[str, str], Sequence[tuple[str, str]], Sequence[Collection[str]]]] = {
    "somebody_gives_nothing": ({"U00": "U01", "U01": "U00"}, [], []),
    "somebody_receives_twice": ({**GOOD, "U02": "U01"}, [], []),
    "a_stranger_receives": ({**GOOD, "U02": "U07"}, [], []),
    "a_stranger_gives": ({**GOOD, "U07": "U00"}, [], []),
    "somebody_draws_themself": ({"U00": "U00", "U01": "U02", "U02": "U01"}, [], []),
    "an_exclusion_is_broken": (GOOD, [("U01", "U02")], []),
    "a_group_is_broken": (GOOD, [], [["U01", "U02"]]),
    "nobody_draws": ({}, [], []),
}


@pytest.mark.parametrize(
    ("assignments", "exclusions", "groups"), BROKEN.values(), ids=BROKEN.keys()
)
def test_a_broken_draw_is_never_accepted(
    assignments: dict[str, str],
    exclusions: Sequence[tuple[str, str]],
    groups: Sequence[Collection[str]],
) -> None:
    with pytest.raises(DrawBroken):
        check_draw(Draw(assignments), NAMES[:3], exclusions, groups)


def test_a_good_draw_is_accepted() -> None:
    check_draw(Draw(GOOD), NAMES[:3], [("U01", "U00")], [["U00"], ["U02", "U07"]])
