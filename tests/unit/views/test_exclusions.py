"""The exclusions modal, for organizers and for participants."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot import ids
from bot.views import exclusions
from core.domain.types import ExchangeStatus, ExclusionId, ExclusionKind, UserId
from tests.unit.views.reading import buttons, fields, mentioned, of_type, shown, words
from tests.unit.views.worlds import HOSTILE, IMPOSSIBLE, a_board, an_exchange, an_exclusion, people

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
    assert "The organizers can see your exclusions" in words(view)
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
        ("group", {ids.EXCLUSION_PEOPLE: "multi_users_select"}),
        (
            "one_way",
            {ids.EXCLUSION_GIVER: "users_select", ids.EXCLUSION_RECIPIENT: "users_select"},
        ),
        ("own", {ids.EXCLUSION_RECIPIENT: "users_select"}),
    ],
)
def test_each_form_asks_for_its_people(form: str, asked: dict[str, str]) -> None:
    view = exclusions.add("ex_1", form)

    assert {name: element["type"] for name, element in fields(view).items()} == asked
    assert json.loads(shown(view)["private_metadata"]) == {"exchange": "ex_1", "form": form}
