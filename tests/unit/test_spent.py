"""Which buttons of a message go when one of them is refused for good."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot import ids
from bot.rendering import rendered
from bot.spent import OF_ORGANIZERS, WORKS_IN, reachable, spent_after
from bot.views import drawing
from bot.views.message import MAX_BLOCKS
from bot.views.spent import without
from core.domain import errors
from core.domain.errors import SantaError, TalkProblem
from core.domain.snapshots import Order, StalledNotice
from core.domain.types import ExchangeStatus, TeamId
from tests.integration.test_messenger import KINDS
from tests.unit.views.reading import buttons
from tests.unit.views.worlds import NOW, RELAXABLE, a_match, an_exchange

S = ExchangeStatus
#: What works whatever becomes of the exchange: it only shows something, or concerns none.
ALWAYS = {
    *(ids.STATUS, ids.HISTORY, ids.NEW, ids.MANAGE, ids.COPY),
    *(ids.REMINDERS_STOP, ids.REMINDERS_RESUME, ids.TALK_STOP),
}


def test_every_button_of_an_owed_message_has_its_time() -> None:
    for kind, content, _ in KINDS.values():
        order = Order(TeamId("T1"), kind, "U1", "key", NOW, content)
        assert set(buttons(rendered(order))) <= {*WORKS_IN, *ALWAYS}, kind


def test_what_an_exchange_may_still_become() -> None:
    assert reachable(S.OPEN) == reachable(S.STALLED) == frozenset(S)
    assert reachable(S.DRAWN) == {S.DRAWN, S.COMPLETED, S.CANCELLED}
    assert reachable(S.CANCELLED) == {S.CANCELLED}


@pytest.mark.parametrize(
    ("error", "pressed", "gone", "kept"),
    [
        (
            errors.WrongStatus(S.DRAWN),
            ids.DRAW,
            {ids.POSTPONE, ids.RELAX},
            {ids.CANCEL, ids.STATUS},
        ),
        (errors.WrongStatus(S.DRAWN), ids.EXCLUSIONS, set(), {ids.WISHLIST, ids.LEAVE}),
        (errors.WrongStatus(S.COMPLETED), ids.LEAVE, {ids.WISHLIST, ids.EXCLUSIONS}, {ids.STATUS}),
        (errors.WrongStatus(S.CANCELLED), ids.DRAW, {ids.CANCEL, ids.WISHLIST}, {ids.STATUS}),
        (errors.NoMatchNow(S.CANCELLED), ids.SHOW_MATCH, {ids.TALK_TO_RECIPIENT}, {ids.HISTORY}),
        (errors.NotOrganizer(), ids.POSTPONE, set(OF_ORGANIZERS), {ids.WISHLIST, ids.STATUS}),
        (errors.NothingToRetry(), ids.RETRY, set(), {ids.RESEND}),
        (errors.ExchangeNotFound(), ids.ACCEPT, {ids.DECLINE, ids.STATUS}, set()),
        (errors.MessageNotFound(), ids.TALK_REPLY, {ids.TALK_MUTE, ids.TALK_REPORT}, set()),
        (
            errors.TalkRefused(TalkProblem.ENDED),
            ids.TALK_REPLY,
            set(),
            {ids.TALK_MUTE, ids.TALK_REPORT},
        ),
        (
            errors.TalkRefused(TalkProblem.NOBODY),
            ids.TALK_TO_RECIPIENT,
            set(),
            {ids.TALK_TO_GIVER, ids.SHOW_MATCH, ids.GIFT_READY, ids.MANAGE},
        ),
        (errors.WrongStatus(S.COMPLETED), "of_a_later_version", {ids.WISHLIST}, {ids.SHOW_MATCH}),
    ],
)
def test_what_is_refused_for_good_goes_with_all_that_is_over(
    error: SantaError, pressed: str, gone: set[str], kept: set[str]
) -> None:
    is_spent = spent_after(error, pressed, "ex")

    assert is_spent is not None
    assert is_spent(pressed, "ex")
    assert {one for one in gone | kept if is_spent(one, "ex")} == gone
    assert is_spent(pressed, "ex:U1")
    assert not is_spent(pressed, "another")


def test_under_a_note_of_an_earlier_giver_only_its_own_buttons_go() -> None:
    of_another = errors.GiftRefused(errors.GiftProblem.OF_ANOTHER)

    is_spent = spent_after(of_another, ids.GIFT_CAME, "ex:note")

    assert is_spent is not None
    assert is_spent(ids.GIFT_CAME, "ex:note")
    assert is_spent(ids.GIFT_NOTHING, "ex:note")
    assert not is_spent(ids.GIFT_CAME, "ex")
    assert not is_spent(ids.GIFT_CAME, "ex:another")


@pytest.mark.parametrize(
    ("error", "pressed"),
    [
        (errors.WrongStatus(S.STALLED), ids.JOIN),  # it may be postponed
        (errors.WrongStatus(S.OPEN), ids.SHOW_MATCH),
        (errors.WrongStatus(S.OPEN), "of_a_later_version"),
        (errors.JoiningClosed(NOW), ids.JOIN),
        (errors.NotParticipant(), ids.WISHLIST),
        (errors.AlreadyHandled(), ids.CANCEL),
        (errors.TalkRefused(TalkProblem.MUTED), ids.TALK_REPLY),
        (errors.NotOverYet(), ids.COPY),
    ],
)
def test_what_may_work_again_stays(error: SantaError, pressed: str) -> None:
    assert spent_after(error, pressed, "ex") is None


def test_a_message_keeps_all_but_its_spent_buttons_and_says_why_once() -> None:
    match = drawing.match(a_match()).payload()

    settled = without(match, lambda action_id, value: True, "It was cancelled.")

    assert settled is not None
    shown = settled.payload()
    assert shown["text"] == match["text"]
    assert shown["blocks"][:-1] == [one for one in match["blocks"] if one["type"] != "actions"]
    assert shown["blocks"][-1]["elements"][0]["text"] == "It was cancelled."
    again = without(shown, lambda action_id, value: True, "It was cancelled.")
    assert again is not None
    assert again.payload() == shown


def test_what_slack_has_escaped_is_sent_as_it_was() -> None:
    exchange = replace(an_exchange(), name="Q&A <3")
    sent = drawing.stalled(StalledNotice(exchange, RELAXABLE)).payload()
    assert "Q&A <3" in str(sent)
    handed_over = _escaped(sent)
    assert "Q&A <3" not in str(handed_over)

    settled = without(handed_over, lambda *_: False, "Over.")

    assert settled is not None
    assert settled.payload()["blocks"][:-1] == sent["blocks"]


def _escaped(part: Any) -> Any:
    """As Slack hands over what it was sent; in mrkdwn these three have been escaped before."""
    if isinstance(part, str):
        return part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if isinstance(part, list):
        return [_escaped(one) for one in part]
    if not isinstance(part, dict) or part.get("type") == "mrkdwn":
        return part
    return {key: _escaped(one) for key, one in part.items()}


def test_what_still_applies_stays_beside_it() -> None:
    exchange = an_exchange(status=S.STALLED)
    notice = drawing.stalled(StalledNotice(exchange, RELAXABLE)).payload()
    is_spent = spent_after(errors.WrongStatus(S.DRAWN), ids.POSTPONE, exchange.exchange_id)
    assert is_spent is not None

    settled = without(notice, is_spent, "Names have been drawn.")

    assert settled is not None
    (left,) = [one for one in settled.payload()["blocks"] if one["type"] == "actions"]
    assert [one["action_id"] for one in left["elements"]] == [ids.CANCEL]


def test_a_section_loses_its_button_and_a_full_message_its_last_block() -> None:
    pressed = {"type": "button", "action_id": ids.COPY, "value": "ex"}
    section = {"type": "section", "text": {"type": "plain_text", "text": "x"}, "accessory": pressed}

    settled = without({"text": "x", "blocks": [section] * MAX_BLOCKS}, lambda *_: True, "Over.")

    assert settled is not None
    blocks = settled.payload()["blocks"]
    assert len(blocks) == MAX_BLOCKS
    assert not any("accessory" in one for one in blocks)
    assert without({"text": "x"}, lambda *_: True, "Over.") is None
