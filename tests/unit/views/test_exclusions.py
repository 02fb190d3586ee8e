"""The exclusions modal, for organizers and for participants."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot import ids
from bot.views import drawing, excluding, exclusions
from core.domain.rules import MAX_NO_REPEATS
from core.domain.snapshots import Drawability, ExclusionBoard
from core.domain.types import ExchangeStatus, ExclusionId, ExclusionKind, UserId
from tests.unit.views.reading import buttons, fields, mentioned, of_type, shown, words
from tests.unit.views.worlds import (
    DRAWABLE,
    FEW_CHOICES,
    HOSTILE,
    IMPOSSIBLE,
    NO_SECRET,
    ONE_WAY,
    ORGANIZER,
    PRIVATE,
    RELAXABLE,
    TOO_FEW,
    a_board,
    an_exchange,
    an_exclusion,
    people,
    to_remove,
)

ADDING = {ids.EXCLUSION_ADD_GROUP, ids.EXCLUSION_ADD_ONE_WAY, ids.EXCLUSION_ADD_OWN}
ANA, BEN = people(2)
PAIR = an_exclusion(1, ExclusionKind.MUTUAL, (ANA, BEN))
THOUSAND = tuple(
    replace(PAIR, exclusion_id=ExclusionId(f"xc_{number:016d}")) for number in range(1000)
)


@pytest.mark.parametrize(
    ("kind", "members", "sentence"),
    [
        (ExclusionKind.ONE_WAY, (ANA, BEN), f"<@{ANA}> does not draw <@{BEN}>."),
        (ExclusionKind.MUTUAL, (ANA, BEN), f"<@{ANA}> and <@{BEN}> do not draw each other."),
        (ExclusionKind.GROUP, (ANA, BEN), f"<@{ANA}> and <@{BEN}> do not draw each other."),
        (
            ExclusionKind.GROUP,
            people(3),
            "<@U0000000000>, <@U0000000001> and <@U0000000002> do not draw one another.",
        ),
    ],
)
def test_an_exclusion_reads_as_a_sentence(
    kind: ExclusionKind, members: tuple[UserId, ...], sentence: str
) -> None:
    view = exclusions.board(a_board((an_exclusion(1, kind, members),)))

    assert [text["text"] for text in of_type(view, "mrkdwn")] == [sentence]


def test_each_exclusion_can_be_removed() -> None:
    board = a_board((PAIR,))

    remove = buttons(exclusions.board(board))[ids.EXCLUSION_REMOVE]

    assert remove["value"] == f"{board.exchange.exchange_id}:{PAIR.exclusion_id}"


def test_a_group_of_a_hundred_is_shown_whole() -> None:
    group = an_exclusion(1, ExclusionKind.GROUP, people(100))

    (sentence,) = of_type(exclusions.board(a_board((group,))), "mrkdwn")

    assert sentence["text"].count("<@") == 100


def test_an_organizer_keeps_people_apart_and_sees_whether_it_is_drawable() -> None:
    board = a_board(drawability=IMPOSSIBLE, exchange=an_exchange(name=HOSTILE))

    view = exclusions.board(board)

    exchange_id = board.exchange.exchange_id
    pressed = buttons(view)
    assert pressed.keys() & ADDING == {ids.EXCLUSION_ADD_GROUP, ids.EXCLUSION_ADD_ONE_WAY}
    assert pressed[ids.EXCLUSION_ADD_GROUP]["value"] == f"group:{exchange_id}"
    assert pressed[ids.EXCLUSION_ADD_ONE_WAY]["value"] == f"one_way:{exchange_id}"
    assert mentioned(view) == [*IMPOSSIBLE.givers, *IMPOSSIBLE.recipients]
    assert HOSTILE in words(view)


def test_a_participant_sets_their_own_and_knows_who_sees_it() -> None:
    board = a_board((PAIR,), is_organizer=False, drawability=None)

    view = exclusions.board(board)

    assert buttons(view).keys() & ADDING == {ids.EXCLUSION_ADD_OWN}
    assert buttons(view)[ids.EXCLUSION_ADD_OWN]["value"] == f"own:{board.exchange.exchange_id}"
    assert "Only you can see it" in words(view)
    assert "Names can" not in words(view)


@pytest.mark.parametrize("status", list(ExchangeStatus))
@pytest.mark.parametrize("is_organizer", [True, False])
def test_exclusions_change_only_before_the_draw(status: ExchangeStatus, is_organizer: bool) -> None:
    board = a_board((PAIR,), exchange=an_exchange(status=status), is_organizer=is_organizer)

    pressed = buttons(exclusions.board(board)).keys()

    is_open = status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED)
    assert bool(pressed & ADDING) is is_open
    assert (ids.EXCLUSION_REMOVE in pressed) is is_open


def test_every_exclusion_of_a_thousand_is_on_some_page() -> None:
    board = a_board(THOUSAND)

    seen = [
        one["value"]
        for page in range(25)
        for one in of_type(exclusions.board(board, page), "button")
        if one["action_id"] == ids.EXCLUSION_REMOVE
    ]

    exchange_id = board.exchange.exchange_id
    assert seen == [f"{exchange_id}:{one.exclusion_id}" for one in THOUSAND]


@pytest.mark.parametrize(
    ("page", "back", "more"), [(0, None, "1"), (5, "4", "6"), (24, "23", None), (99, "23", None)]
)
def test_pages_lead_to_their_neighbours(page: int, back: str | None, more: str | None) -> None:
    board = a_board(THOUSAND)

    view = exclusions.board(board, page)

    pressed = buttons(view)
    for action_id, to in ((ids.EXCLUSIONS_PAGE_BACK, back), (ids.EXCLUSIONS_PAGE, more)):
        value = pressed[action_id]["value"] if action_id in pressed else None
        assert value == (f"{board.exchange.exchange_id}:{to}" if to else None)


def test_the_modal_remembers_exchange_and_page() -> None:
    board = a_board(THOUSAND)

    remembered = json.loads(shown(exclusions.board(board, 99))["private_metadata"])

    assert remembered == {"exchange": board.exchange.exchange_id, "page": 24}


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        (
            "group",
            {
                ids.EXCLUSION_PEOPLE: "multi_users_select",
                ids.EXCLUSION_CHANNELS: "multi_conversations_select",
            },
        ),
        (
            "one_way",
            {ids.EXCLUSION_GIVER: "users_select", ids.EXCLUSION_RECIPIENT: "users_select"},
        ),
        ("own", {ids.EXCLUSION_RECIPIENT: "users_select"}),
    ],
)
def test_each_form_asks_for_its_people(form: str, asked: dict[str, str]) -> None:
    view = excluding.add("ex_1", form)

    assert {name: element["type"] for name, element in fields(view).items()} == asked
    assert json.loads(shown(view)["private_metadata"]) == {"exchange": "ex_1", "form": form}


def test_the_board_offers_to_remove_what_stands_in_the_way() -> None:
    view = exclusions.board(a_board((ONE_WAY,), drawability=RELAXABLE))

    assert "It would work without this exclusion:" in words(view)
    assert buttons(view)[ids.RELAX]["value"] == a_board().exchange.exchange_id
    assert ids.DRAW not in buttons(view)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (RELAXABLE, {ids.RELAX, ids.POSTPONE}),
        (DRAWABLE, {ids.DRAW, ids.POSTPONE}),
        (TOO_FEW, {ids.POSTPONE}),
    ],
    ids=["relaxable", "drawable", "too_few"],
)
def test_the_board_of_a_stalled_exchange_shows_the_next_step(
    state: Drawability, steps: set[str]
) -> None:
    stalled = a_board(exchange=an_exchange(status=ExchangeStatus.STALLED), drawability=state)

    pressed = buttons(exclusions.board(stalled))

    assert pressed.keys() & {ids.RELAX, ids.DRAW, ids.POSTPONE} == steps
    assert sum(one.get("style") == "primary" for one in pressed.values()) == 1


def test_the_board_names_who_has_hardly_a_choice() -> None:
    view = exclusions.board(a_board(drawability=FEW_CHOICES))

    assert mentioned(view) == list(FEW_CHOICES.fewest)
    assert "the fewest of all" in words(view)


def test_a_participant_is_offered_nothing_of_others() -> None:
    view = exclusions.board(a_board((PAIR,), is_organizer=False, drawability=None))
    told = exclusions.added(a_board((PAIR,), is_organizer=False, drawability=None), [PAIR])

    for shown_to_them in (view, told):
        assert ids.RELAX not in buttons(shown_to_them)
        assert "would work" not in words(shown_to_them)


def test_an_exclusion_just_added_may_be_the_one_to_remove() -> None:
    told = exclusions.added(a_board((ONE_WAY,), drawability=RELAXABLE), [ONE_WAY])

    assert buttons(told).keys() == {ids.RELAX, ids.EXCLUSIONS}


def test_the_form_lists_exactly_what_it_removes() -> None:
    relax = to_remove(drawing.MAX_REMOVED).relax
    assert relax is not None

    view = exclusions.relax(an_exchange(name=HOSTILE), relax)

    listed = [one["text"] for one in of_type(view, "mrkdwn")]
    assert len(listed) == drawing.MAX_REMOVED
    assert all(one.count("<@") == 101 and f"Set by <@{ORGANIZER}>." in one for one in listed)
    remembered = shown(view)["private_metadata"]
    assert len(remembered) <= 3000
    ids_listed = json.loads(remembered)["exclusions"].split(",")
    assert ids_listed == [one.exclusion_id for one in relax.exclusions]
    assert shown(view)["submit"]["text"] == "Remove these"


def test_one_exclusion_is_removed_as_one() -> None:
    relax = RELAXABLE.relax
    assert relax is not None

    view = exclusions.relax(an_exchange(), relax)

    assert shown(view)["submit"]["text"] == "Remove it"
    assert "Without this exclusion names can be drawn." in words(view)
    assert of_type(view, "mrkdwn")[0]["text"].startswith("<@U0000000000> does not draw")


@pytest.mark.parametrize(("state", "is_said"), [(NO_SECRET, True), (RELAXABLE, False)])
def test_the_form_says_what_gives_matches_away(state: Drawability, is_said: bool) -> None:
    assert state.relax is not None

    view = exclusions.relax(an_exchange(), state.relax)

    assert ("Mind that whoever knows the exclusions" in words(view)) is is_said


def test_what_was_removed_shows_where_it_stands_and_the_next_step() -> None:
    late = a_board(exchange=an_exchange(status=ExchangeStatus.STALLED), drawability=DRAWABLE)

    message = exclusions.relaxed(late)

    assert words(message).startswith("Removed.")
    assert "Draw now, or postpone" in words(message)
    assert {ids.DRAW, ids.POSTPONE} <= buttons(message).keys()


def test_with_a_past_an_organizer_says_how_far_back_nobody_repeats() -> None:
    exchange = an_exchange(no_repeats=2)
    view = exclusions.board(a_board(exchange=exchange, has_past=True))

    (menu,) = of_type(view, "static_select")
    assert menu["action_id"] == ids.NO_REPEATS
    assert menu["initial_option"]["text"]["text"] == "Their last 2 exchanges"
    options = [(one["text"]["text"], one["value"]) for one in menu["options"]]
    assert options[:2] == [
        ("Nothing: repeats are fine", f"{exchange.exchange_id}:0"),
        ("Their last exchange", f"{exchange.exchange_id}:1"),
    ]
    assert len(options) == MAX_NO_REPEATS + 1


@pytest.mark.parametrize(
    "board",
    [
        a_board(),
        a_board(has_past=True, exchange=an_exchange(status=ExchangeStatus.DRAWN)),
        a_board(is_organizer=False),
    ],
    ids=["no past", "drawn", "participant"],
)
def test_nobody_else_is_asked_about_repeats(board: ExclusionBoard) -> None:
    assert of_type(exclusions.board(board), "static_select") == []


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 more exclusion is private"), (3, "3 more exclusions are private")],
)
def test_of_private_exclusions_only_their_number_is_shown(count: int, said: str) -> None:
    view = exclusions.board(a_board((PAIR,), private_count=count))

    assert said in words(view)
    assert "There are no exclusions yet" not in words(
        exclusions.board(a_board(private_count=count))
    )


@pytest.mark.parametrize("status", [ExchangeStatus.OPEN, ExchangeStatus.STALLED])
def test_where_private_exclusions_leave_no_way_their_owners_can_be_asked(
    status: ExchangeStatus,
) -> None:
    exchange = an_exchange(status=status)
    view = exclusions.board(a_board(exchange=exchange, drawability=PRIVATE, private_count=1))

    assert "It would work without 1 of these private exclusions." in words(view)
    assert buttons(view)[ids.RECONSIDER]["value"] == exchange.exchange_id
    assert mentioned(view) == []


def test_what_is_private_as_well_is_asked_for_beside_what_can_be_removed() -> None:
    view = exclusions.board(a_board(drawability=replace(RELAXABLE, private_count=2)))

    assert "Then 2 private exclusions would still be in the way" in words(view)
    assert {ids.RELAX, ids.RECONSIDER} <= buttons(view).keys()


def test_whoever_is_asked_to_reconsider_is_reminded_of_nobody() -> None:
    message = exclusions.reconsider(an_exchange(name=HOSTILE))

    assert HOSTILE in words(message)
    assert mentioned(message) == []
    assert buttons(message).keys() == {ids.EXCLUSIONS}
