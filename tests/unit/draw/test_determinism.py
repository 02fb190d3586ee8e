"""The same seed and the same set of rules give the same draw: in any order, process and year."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from core.domain.draw import ENGINE, Draw, DrawImpossible, draw, drawability
from core.domain.draw.chance import Chance
from core.domain.draw.matching import maximum_matching
from core.domain.draw.walk import walk
from tests.unit.draw.brute import Case, masks, names, random_case, row_of, seed_of

ROOT = Path(__file__).parents[3]
P = names(40)


def shifts(size: int, *distances: int) -> list[dict[str, str]]:
    return [{P[n]: P[(n + by) % size] for n in range(size)} for by in distances]


def scattered(size: int, share: float) -> list[tuple[str, str]]:
    chance = Random(size)
    return [pair for pair in itertools.permutations(P[:size], 2) if chance.random() < share]


CASES = {
    "free": Case(P[:8]),
    "couples_after_three_rounds": Case(
        P[:30], groups=[P[n : n + 2] for n in range(0, 30, 2)], past=shifts(30, 2, 3, 4)
    ),
    "a_third_excluded": Case(P[:30], scattered(30, 0.3)),
    "few_options": Case(P[:8], scattered(8, 0.6)),
    "many_with_few_options": Case(P[:24], scattered(24, 0.75)),
    "overlapping_groups": Case(P[:20], groups=[P[:6], P[4:12], P[10:14], P[0:3]]),
    "two_halves": Case(P[:12], groups=[P[:6], P[6:12]]),
    "two_departments_of_one_size": Case(P[:20], groups=[P[:6], P[6:12]]),
    "a_repeat": Case(
        P[:12], [(P[0], name) for name in P[1:12] if name != P[6]], past=shifts(12, 6, 5)
    ),
}


def drawn(case: Case, seed: bytes = b"") -> Draw:
    return draw(case.people, seed=seed, past=case.past, **case.rules)


def turned(case: Case, chance: Random) -> Case:
    """The same said in another order, and some of it twice."""
    exclusions = [*case.exclusions, *case.exclusions[:3]]
    groups = [chance.sample(list(group), len(group)) for group in [*case.groups, *case.groups[:2]]]
    past = [dict(chance.sample(list(pairs.items()), len(pairs))) for pairs in case.past]
    return Case(
        chance.sample(list(case.people), len(case.people)),
        chance.sample(exclusions, len(exclusions)),
        chance.sample(groups, len(groups)),
        past,
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_order_of_naming_makes_no_difference(case: Case) -> None:
    chance = Random(1)

    for number in range(20):
        seed = seed_of(number)
        assert drawn(turned(case, chance), seed) == drawn(case, seed)


def test_the_order_of_naming_makes_no_difference_to_the_reason_either() -> None:
    chance = Random(2)
    seen = 0

    for case in (random_case(chance) for _ in range(200)):
        verdict = drawability(case.people, **case.rules)
        other = turned(case, chance)
        again = drawability(other.people, **other.rules)
        assert (again.is_drawable, again.fewest) == (verdict.is_drawable, verdict.fewest)
        assert said(again.impossible) == said(verdict.impossible)
        seen += not verdict.is_drawable

    assert seen > 50


def said(why: DrawImpossible | None) -> object:
    return why and (why.givers, why.recipients, why.confined)


def test_sets_are_as_good_as_lists() -> None:
    case = CASES["overlapping_groups"]

    result = draw(case.people, set(case.exclusions), seed=b"", groups=list(map(set, case.groups)))

    assert result == drawn(case)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_another_seed_draws_otherwise(case: Case) -> None:
    assert len({row_of(drawn(case, seed_of(number)).assignments) for number in range(20)}) > 1


ELSEWHERE = """
from core.domain.draw import draw
from tests.unit.draw.test_determinism import CASES
for case in CASES.values():
    pairs = {pair for pair in case.exclusions}
    groups = [set(group) for group in case.groups]
    for number in range(3):
        seed = bytes([number])
        print(draw(list(set(case.people)), pairs, seed=seed, groups=groups, past=case.past))
"""


def test_the_same_is_drawn_in_every_process() -> None:
    said_by = {
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

    assert len(said_by) == 1
    assert len(set(said_by.pop().splitlines())) > 2 * len(CASES)


#: People 0 to 2 and 3 to 5 give to one another, 6 to 8 among themselves.
BLOCKS = [
    (P[by], P[to])
    for by, to in itertools.permutations(range(9), 2)
    if (by // 3, to // 3) not in ((0, 1), (1, 0), (2, 2))
]

#: The samplers that served, and what they drew: the recipients' numbers in the order of the givers.
GOLDEN = {
    "ten_free": (Case(P[:10]), "switching", [4, 9, 7, 8, 5, 3, 2, 1, 0, 6]),
    "four_couples_and_two": (
        Case(P[:10], groups=[P[n : n + 2] for n in range(0, 8, 2)]),
        "switching",
        [9, 3, 5, 4, 2, 7, 1, 8, 6, 0],
    ),
    "few_options": (Case(P[:8], scattered(8, 0.6)), "counting+forced", [4, 2, 6, 5, 1, 7, 3, 0]),
    "half_excluded": (
        Case(P[:14], scattered(14, 0.5)),
        "sequential",
        [10, 9, 11, 2, 0, 7, 4, 8, 6, 1, 3, 5, 13, 12],
    ),
    "two_pairs": (Case(P[:4], groups=[P[:2], P[2:4]]), "shuffle", [2, 3, 1, 0]),
    "a_department_and_a_couple": (
        Case(P[:18], groups=[P[:7], P[8:10]]),
        "crossing",
        [17, 7, 16, 11, 14, 15, 9, 3, 2, 13, 5, 6, 4, 1, 10, 0, 8, 12],
    ),
    "two_halves": (
        Case(P[:12], groups=[P[:6], P[6:12]], past=shifts(12, 6)),
        "counting",
        [8, 11, 7, 10, 9, 6, 4, 5, 1, 2, 3, 0],
    ),
    "blocks_of_six_and_three": (
        Case(P[:9], BLOCKS),
        "counting+shuffle",
        [3, 5, 4, 1, 2, 0, 7, 8, 6],
    ),
    "a_repeat": (CASES["a_repeat"], "forced+sequential", [6, 8, 3, 5, 11, 9, 2, 10, 4, 0, 7, 1]),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_what_a_seed_draws_stays_what_it_was(name: str) -> None:
    case, sampler, recipients = GOLDEN[name]

    result = drawn(case, b"golden")

    assert ENGINE == "kringle-draw-2/kringle-stream-1"
    assert result.sampler == sampler
    assert [P.index(to) for to in row_of(result.assignments)] == recipients


def test_what_a_seed_walks_to_stays_what_it_was() -> None:
    rows = masks(Case(P[:10], scattered(10, 0.5)).options)
    start = maximum_matching(rows).recipient_of

    recipients = walk(rows, range(10), start, Chance(b"golden"))

    assert [recipients[giver] for giver in range(10)] == [3, 6, 0, 7, 2, 8, 4, 5, 9, 1]
