"""Checking a draw once more before it is stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from core.domain.draw import DrawBroken, check_draw
from tests.unit.draw.brute import Pair

P = ["U00", "U01", "U02"]

GOOD = {"U00": "U01", "U01": "U02", "U02": "U00"}
BROKEN: dict[str, tuple[dict[str, str], Sequence[Pair], Sequence[Collection[str]]]] = {
    "somebody_gives_nothing": ({"U00": "U01", "U01": "U00"}, [], []),
    "somebody_receives_twice": ({**GOOD, "U02": "U01"}, [], []),
    "a_stranger_receives": ({**GOOD, "U02": "U07"}, [], []),
    "a_stranger_gives": ({**GOOD, "U07": "U00"}, [], []),
    "somebody_draws_themself": ({"U00": "U00", "U01": "U02", "U02": "U01"}, [], []),
    "an_exclusion_is_broken": (GOOD, [("U01", "U02")], []),
    "a_group_is_broken": (GOOD, [], [["U01", "U02"]]),
    "a_group_is_broken_the_other_way": (GOOD, [], [["U00"], ["U02", "U00", "U07"]]),
    "nobody_draws": ({}, [], []),
}


@pytest.mark.parametrize(
    ("assignments", "exclusions", "groups"), BROKEN.values(), ids=BROKEN.keys()
)
def test_a_broken_draw_is_never_accepted(
    assignments: dict[str, str], exclusions: Sequence[Pair], groups: Sequence[Collection[str]]
) -> None:
    with pytest.raises(DrawBroken):
        check_draw(assignments, P, exclusions, groups)


def test_a_good_draw_is_accepted() -> None:
    check_draw(GOOD, P, [("U01", "U00")], [["U00"], ["U02", "U07"]])
