"""Why names cannot be drawn, what would help, and what keeps no secret: in whole sentences, from
exclusions that people could set, through the engine."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot import explaining
from bot.views.text import Line, paragraph
from core.domain.snapshots import Drawability, Exclusion, Relaxation
from core.domain.types import ExclusionId, ExclusionKind, UserId
from core.services.draw_input import draw_input_of
from core.services.drawability import drawability_of
from tests.unit.views.reading import nodes

OFFICE = "Ana Ben Cai Dan Eva Fay Gil Hal Ida Jan Kim Leo Mia Noa Ole Pia Rob Sue Tom Uma"
NAMES = OFFICE.split()
OUT_OF_IT = "Zoe"


def exclusion(words: str) -> Exclusion:
    """`Ana > Ben`: she does not draw him. `Ana Ben`, or more: they do not draw one another."""
    people = tuple(UserId(name) for name in words.replace(">", " ").split())
    kind = ExclusionKind.MUTUAL if len(people) == 2 else ExclusionKind.GROUP
    if ">" in words:
        kind = ExclusionKind.ONE_WAY
    return Exclusion(ExclusionId(words), kind, people, UserId("Organizer"))


def given(people: int, *excluded: str) -> Drawability:
    joined = [UserId(name) for name in NAMES[:people]]
    return drawability_of(draw_input_of(joined, map(exclusion, excluded)))


def read(line: Line) -> str:
    elements = nodes(paragraph(*line).to_dict())
    return "".join(
        f"@{one['user_id']}" if one.get("type") == "user" else str(one.get("text", ""))
        for one in elements
    )


def mentioned(line: Line) -> list[str]:
    return [one["user_id"] for one in nodes(paragraph(*line).to_dict()) if "user_id" in one]


def none_draws(givers: str, recipients: str) -> list[str]:
    return [f"{one} > {to}" for one in givers.split() for to in recipients.split() if one != to]


ELEVEN = " ".join(NAMES[:11])
IMPOSSIBLE = {
    "nobody_joined": (
        0,
        [],
        "Names can't be drawn yet: nobody has joined yet, and a draw needs at least 3.",
    ),
    "one_joined": (
        1,
        [],
        "Names can't be drawn yet: 1 person has joined, and a draw needs at least 3.",
    ),
    "two_joined": (
        2,
        [],
        "Names can't be drawn yet: 2 people have joined, and a draw needs at least 3.",
    ),
    "one_may_draw_nobody": (
        4,
        none_draws("Ana", "Ben Cai Dan"),
        "Names can't be drawn: @Ana may not draw any of the 3 others.",
    ),
    "two_may_draw_nobody": (
        5,
        none_draws("Ana Ben", "Ana Ben Cai Dan Eva"),
        "Names can't be drawn: @Ana and @Ben may not draw anybody.",
    ),
    "nobody_may_draw_one": (
        5,
        none_draws("Ana Ben Cai Dan", "Eva"),
        "Names can't be drawn: none of the 4 others may draw @Eva.",
    ),
    "nobody_may_draw_two": (
        5,
        none_draws("Ana Ben Cai Dan Eva", "Dan Eva"),
        "Names can't be drawn: @Dan and @Eva may be drawn by nobody.",
    ),
    "nobody_may_draw": (
        4,
        ["Ana Ben Cai Dan"],
        "Names can't be drawn: none of the 4 people may draw another.",
    ),
    "a_couple_and_one": (
        3,
        ["Ana Ben"],
        "Names can't be drawn: @Ana and @Ben may not draw each other, and only 1 other person "
        "takes part, so at least 1 of them would have nobody to draw.",
    ),
    "a_small_group": (
        5,
        ["Ana Ben Cai"],
        "Names can't be drawn: @Ana, @Ben and @Cai may not draw one another, and only 2 others "
        "take part, so at least 1 of them would have nobody to draw.",
    ),
    "a_group_larger_than_half": (
        20,
        [ELEVEN],
        "Names can't be drawn: 11 of the 20 people (@Ana, @Ben, @Cai and 8 more) may not draw "
        "one another, so at least 2 of them would have nobody to draw.",
    ),
    "a_group_with_somebody_who_has_not_joined": (
        20,
        [f"{ELEVEN} {OUT_OF_IT}"],
        "Names can't be drawn: 11 of the 20 people (@Ana, @Ben, @Cai and 8 more) may not draw "
        "one another, so at least 2 of them would have nobody to draw.",
    ),
    "three_may_draw_two": (
        8,
        none_draws("Ana Ben Cai", "Ana Ben Cai Fay Gil Hal"),
        "Names can't be drawn: @Ana, @Ben and @Cai may only draw @Dan and @Eva, so at least 1 of "
        "them would have nobody to draw.",
    ),
    "three_may_be_drawn_by_two": (
        8,
        none_draws("Ana Ben Cai Fay Gil Hal", "Ana Ben Cai"),
        "Names can't be drawn: @Ana, @Ben and @Cai may only be drawn by @Dan and @Eva, so at least "
        "1 of them would get nothing.",
    ),
    "three_may_draw_two_of_them": (
        5,
        none_draws("Ana Ben Cai", "Cai Dan Eva"),
        "Names can't be drawn: @Ana, @Ben and @Cai have only @Ana and @Ben to draw between them, "
        "so at least 1 of them would have nobody to draw.",
    ),
    "three_may_be_drawn_by_two_of_them": (
        8,
        none_draws("Cai Dan Eva Fay Gil Hal", "Ana Ben Cai"),
        "Names can't be drawn: @Ana, @Ben and @Cai have only @Ana and @Ben to draw them, so at "
        "least 1 of them would get nothing.",
    ),
    "seven_may_not_draw_one_another_without_being_a_group": (
        12,
        none_draws(" ".join(NAMES[:7]), " ".join(NAMES[:7])),
        "Names can't be drawn: 7 of the 12 people (@Ana, @Ben, @Cai and 4 more) may not draw one "
        "another, so at least 2 of them would have nobody to draw.",
    ),
    "ten_may_draw_seven": (
        20,
        none_draws(" ".join(NAMES[:10]), " ".join(NAMES[:10] + NAMES[17:])),
        "Names can't be drawn: 10 people (@Ana, @Ben, @Cai and 7 more) may only draw 7 people "
        "(@Kim, @Leo, @Mia and 4 more), so at least 3 of them would have nobody to draw.",
    ),
}


@pytest.mark.parametrize(
    ("people", "excluded", "sentence"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys()
)
def test_each_impossibility_has_its_sentence(
    people: int, excluded: list[str], sentence: str
) -> None:
    state = given(people, *excluded)

    assert read(explaining.drawability(state)) == sentence
    assert not state.is_drawable


def test_an_impossibility_without_known_people_still_has_words() -> None:
    said = read(explaining.drawability(Drawability(8, False)))

    assert said == "Names can't be drawn: the exclusions rule out every way."


def test_a_drawable_exchange_says_so() -> None:
    state = given(8, "Ana Ben")

    said = read(explaining.drawability(state))

    assert said == "✔ Names can be drawn: 8 people have joined, and it works out for everybody."
    assert explaining.guessable(state) == ()
    assert explaining.fewest(state) == ()


def test_the_only_way_is_no_secret() -> None:
    state = given(3, "Ana > Ben")

    assert read(explaining.drawability(state)) == (
        "✔ Names can be drawn: 3 people have joined. But the exclusions leave only one way, so "
        "whoever knows them knows who gives to whom. Remove some to keep it a secret: /santa "
        "exclude lists them."
    )
    assert explaining.fewest(state) == ()


ONLY_FAY = none_draws("Ana", "Ben Cai Dan Eva")
#: Each of them has only the next one to draw.
IN_A_ROW = [
    f"{one} > {to}"
    for one, following in pairwise(NAMES[:6])
    for to in NAMES[:12]
    if to not in (one, following)
]
CERTAIN = {
    "one": (6, ONLY_FAY, "@Ana draws"),
    "who_excluded_nobody": (6, none_draws("Ben Cai Dan Eva", "Fay"), "@Ana draws"),
    "two": (6, ONLY_FAY + none_draws("Ben", "Cai Dan Eva Fay"), "@Ana and @Ben draw"),
    "three": (12, IN_A_ROW[:30], "@Ana, @Ben and @Cai draw"),
    "many": (12, IN_A_ROW, "5 of the 12 people (@Ana, @Ben, @Cai and 2 more) draw"),
}


@pytest.mark.parametrize(("people", "excluded", "whom"), CERTAIN.values(), ids=CERTAIN.keys())
def test_whose_match_is_no_secret_is_said(people: int, excluded: list[str], whom: str) -> None:
    state = given(people, *excluded)

    assert read(explaining.drawability(state)) == (
        f"✔ Names can be drawn: {people} people have joined. But whoever knows the exclusions can "
        f"tell whom {whom}. Remove some to keep it a secret: /santa exclude lists them."
    )
    assert not set(state.forced) & set(mentioned(explaining.fewest(state)))


def test_three_people_can_guess() -> None:
    assert "everybody can guess" in read(explaining.drawability(given(3)))


FEWEST = {
    "one_has_one_and_was_named": (6, none_draws("Ana", "Ben Cai Dan Eva"), ""),
    "one_of_two_was_named": (
        6,
        none_draws("Ana", "Ben Cai Dan")
        + none_draws("Ben Cai Dan", "Eva")
        + ["Fay > Eva"]
        + none_draws("Ben", "Cai Eva Ana"),
        "@Ben may draw only 2 people, the fewest of all.",
    ),
    "one_has_two": (
        6,
        none_draws("Ana", "Ben Cai Dan"),
        "@Ana may draw only 2 people, the fewest of all.",
    ),
    "three_have_three": (
        6,
        ["Ana Ben Cai"],
        "@Ana, @Ben and @Cai may each draw only 3 people, the fewest of all.",
    ),
    "everybody_has_all": (4, [], ""),
    "enough_to_choose_from": (8, none_draws("Ana", "Ben Cai Dan"), ""),
    "it_concerns_many": (6, ["Ana Ben Cai", "Dan Eva Fay"], ""),
    "it_is_impossible": (4, none_draws("Ana", "Ben Cai Dan"), ""),
}


@pytest.mark.parametrize(("people", "excluded", "sentence"), FEWEST.values(), ids=FEWEST.keys())
def test_who_has_hardly_a_choice_is_named(people: int, excluded: list[str], sentence: str) -> None:
    assert read(explaining.fewest(given(people, *excluded))) == sentence


def without(state: Drawability) -> list[str]:
    assert state.relax is not None
    lead, lines = explaining.relaxation(state.relax)
    return [lead, *map(read, lines)]


def test_one_exclusion_too_many_is_said() -> None:
    assert without(given(20, ELEVEN, "Leo > Mia")) == [
        "It would work without this exclusion:",
        "11 people (@Ana, @Ben, @Cai and 8 more) do not draw one another.",
    ]


def test_the_same_from_two_people_is_one_to_read_and_two_to_remove() -> None:
    state = given(3, "Ana Ben", "Ben Ana")

    assert without(state) == [
        "It would work without this exclusion:",
        "@Ana and @Ben do not draw each other.",
    ]
    assert state.relax is not None
    assert len(state.relax.exclusions) == 2


def test_groups_that_differ_in_who_has_not_joined_are_all_to_go() -> None:
    state = given(3, "Ana Ben", f"Ana Ben {OUT_OF_IT}")

    assert without(state)[0] == "It would work without these 2 exclusions:"


def test_what_is_not_in_the_way_stays() -> None:
    state = given(5, *none_draws("Ana", "Ben Cai Dan Eva"), "Ben > Ana")

    lead, *lines = without(state)

    assert lead == "It would work without these 4 exclusions:"
    assert all(line.startswith("@Ana does not draw @") for line in lines)


def test_two_are_listed_and_no_more_are_claimed() -> None:
    (lead, *lines) = without(given(8, " ".join(NAMES[:6]), " ".join(NAMES[1:7])))

    assert lead == "It would work without these 2 exclusions:"
    assert len(lines) == 2


def test_two_who_may_draw_nobody_get_a_real_choice() -> None:
    both = [*none_draws("Ana", "Ben Cai Dan Eva"), *none_draws("Ben", "Ana Cai Dan Eva")]

    (lead, *lines) = without(given(5, *both))

    assert lead == "It would work without these 8 exclusions:"
    assert lines[-1] == "… and 3 more"


def test_how_many_of_a_group_have_joined_is_said() -> None:
    (_, line) = without(given(20, f"{ELEVEN} {OUT_OF_IT}"))

    assert line == (
        "12 people (@Ana, @Ben, @Cai and 9 more; 11 of them have joined) do not draw one another."
    )


def test_long_lists_are_cut_and_uncertainty_is_said() -> None:
    many = tuple(exclusion(f"Ana > {name}") for name in NAMES[1:13])

    lead, lines = explaining.relaxation(Relaxation(many, is_smallest=False, is_secret=True))

    assert lead == "It would work without these 12 exclusions; fewer may be enough:"
    assert [read(line) for line in lines[-2:]] == ["@Ana does not draw @Fay.", "… and 7 more"]


@pytest.mark.parametrize(("people", "excluded", "_"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_without_what_is_listed_it_works(people: int, excluded: list[str], _: str) -> None:
    state = given(people, *excluded)

    removed = {one.exclusion_id for one in state.relax.exclusions} if state.relax else set()
    left = [one for one in excluded if one not in removed]

    assert given(people, *left).is_drawable or state.is_too_few
