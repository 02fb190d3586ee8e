"""Requests that make no sense break nothing: whoever reads them is told so in words."""

from __future__ import annotations

import requests

from bot import ids
from tests.e2e import forgery
from tests.e2e.world import NOBODY_KNOWS, World, create_exchange, nothing_changes

SENSELESS = [
    ("of_a_later_version", "x"),
    (ids.JOIN, ""),
    (ids.JOIN, "' OR 1=1 --"),
    (ids.CHOSEN, "nonsense:x:y"),
    (ids.CHOSEN, ""),
    (ids.WISH_MENU, "dance:x:y"),
    (ids.TALK_REPLY, NOBODY_KNOWS),
    (ids.TALK_MUTE, ""),
    (ids.TALK_REPORT, NOBODY_KNOWS),
    (ids.TALK_STOP, NOBODY_KNOWS),
    (ids.ROSTER_PAGE, f"{NOBODY_KNOWS}:1"),
    (ids.ROSTER_PAGE_BACK, ""),
    (ids.OPENING_AGREE, NOBODY_KNOWS),
    (ids.OPENING_REFUSE, ""),
    (ids.OPENING_SHOW, NOBODY_KNOWS),
    (ids.TAKE_OUT, "::"),
    (ids.EXCLUSIONS_PAGE, "x:many"),
    (ids.NO_REPEATS, "x:many"),
    (ids.EXCLUSION_ADD_GROUP, "::"),
]


def test_a_button_that_makes_no_sense_is_answered(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)

    with nothing_changes(world):
        answers = {pressed: forgery.press(world, ana, *pressed) for pressed in SENSELESS}

    assert [pressed for pressed, answer in answers.items() if not answer] == []


def test_forms_that_lack_their_fields_are_answered(world: World) -> None:
    ana = world.people[0]
    create_exchange(world, ana)
    text = {"type": "plain_text_input", "value": "x"}

    with nothing_changes(world):
        for callback_id in (
            ids.CREATE_VIEW,
            ids.POSTPONE_VIEW,
            ids.EXCLUSION_ADD_VIEW,
            ids.ORGANIZERS_VIEW,
            ids.RELAX_VIEW,
            ids.SETTINGS_VIEW,
            ids.INVITE_VIEW,
            ids.FORGET_VIEW,
            ids.OPENING_VIEW,
            ids.REPAIRS_VIEW,
            ids.REPAIR_RELAX_VIEW,
            ids.REDRAW_VIEW,
            ids.EDIT_VIEW,
            ids.BULLETIN_VIEW,
            ids.ROSTER_VIEW,
            ids.ROSTER_REVIEW_VIEW,
            ids.WISH_VIEW,
            ids.WISHLIST_VIEW,
            ids.TALK_VIEW,
            "of_a_later_version",
        ):
            answer = forgery.submit(world, ana, callback_id, {}, {ids.NAME: text})
            assert answer.status == 200
            assert forgery.words_of(answer)


UNREADABLE = [
    b"payload={not json",
    b"payload=%5B%5D",
    b"payload=",
    b"payload=%7B%7D",
    b"",
    b"%00%ff",
    b"command=%2Fsanta",
    b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%7D",
]


def test_a_signed_request_that_cannot_be_read_breaks_nothing(world: World) -> None:
    with nothing_changes(world):
        statuses = {body: status_of(world, body) for body in UNREADABLE}

    assert {body: status for body, status in statuses.items() if status >= 500} == {}
    assert "Kringle" in world.people[0].command("/santa", world.general).text


def status_of(world: World, body: bytes) -> int:
    """What is answered when Slack sends this."""
    headers = world.slack.signed_request(body, "application/x-www-form-urlencoded")
    url = world.slack.request_url
    assert url is not None
    return requests.post(url, data=body, headers=headers, timeout=5).status_code
