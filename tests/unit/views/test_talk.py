"""What is read of an anonymous message, and by whom."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot import ids
from bot.giveaways import Giveaway
from bot.views import gifts, talk
from core.domain.snapshots import AnonymousMessage, ReportedMessage, TalkLine
from core.domain.types import ExchangeStatus, Note, Side
from tests.unit.views.reading import buttons, fields, mentioned, of_type, shown, words
from tests.unit.views.worlds import HOSTILE, an_exchange

DRAWN = an_exchange(status=ExchangeStatus.DRAWN)
ID = "m" * 32
KEY = "k" * 32
sides = pytest.mark.parametrize("side", Side)
CALLED = {Side.GIVER: "Your Secret Santa", Side.RECIPIENT: "The person you give to"}


def message(side: Side, text: str = HOSTILE, **changes: bool) -> AnonymousMessage:
    return replace(AnonymousMessage(DRAWN, ID, side, text), **changes)


@sides
def test_a_message_shows_who_wrote_as_its_reader_knows_them(side: Side) -> None:
    read = talk.received(message(side))

    assert words(read).count(f"{CALLED[side]} in {DRAWN.name} writes:") == 1
    assert CALLED[side.other] not in words(read)
    assert mentioned(read) == []
    assert buttons(read).keys() == {ids.TALK_REPLY, ids.TALK_MUTE, ids.TALK_REPORT}
    assert {node["value"] for node in buttons(read).values()} == {ID}


def test_thanks_for_a_rescue_are_neither_answered_nor_muted() -> None:
    thanks = replace(message(Side.RECIPIENT), note=Note.CAME)

    own, rescued = gifts.note(thanks), gifts.note(replace(thanks, rescue_id="r" * 32))

    assert buttons(own).keys() == {ids.TALK_REPLY, ids.TALK_MUTE, ids.TALK_REPORT}
    assert buttons(rescued).keys() == {ids.TALK_REPORT}
    assert ids.TALK_MUTE not in buttons(talk.report_taken(ID, may_mute=False))
    assert ids.TALK_MUTE in buttons(talk.report_taken(ID))


@sides
def test_a_notification_holds_nothing_of_the_text(side: Side) -> None:
    assert talk.received(message(side)).text == f"{CALLED[side]} has written to you."


@sides
def test_a_text_is_quoted_as_it_was_typed(side: Side) -> None:
    read = talk.received(message(side, "<!channel> *x* <@U0INJECTED1>\nand more"))

    (quoted,) = of_type(read, "rich_text_quote")
    assert quoted["elements"] == [
        {"type": "text", "text": "<!channel> *x* <@U0INJECTED1>\nand more"}
    ]


@sides
@pytest.mark.parametrize("text", ["<" * 1000, "🎅" * 1000, (":a:" * 334)[:1000]])
def test_every_message_stays_below_four_thousand_characters(side: Side, text: str) -> None:
    full = replace(message(side, text), exchange=an_exchange(name="<" * 150))

    for what in (full, replace(full, is_returned=True)):
        assert len(words(talk.received(what))) < 3000
    assert len(words(talk.reported(ReportedMessage(full.exchange, ID, text)))) < 3000


@sides
def test_the_preview_is_what_the_other_side_reads(side: Side) -> None:
    preview = shown(talk.preview(TalkLine(DRAWN, side), HOSTILE, (), KEY))
    received = shown(talk.received(message(side)))

    letter = received["blocks"][:2]
    assert [block for block in preview["blocks"] if block in letter] == letter


@sides
def test_the_form_remembers_what_has_been_looked_at_and_whose_reply_it_is(side: Side) -> None:
    line = TalkLine(DRAWN, side, ID)

    empty, looked_at = talk.form(line), talk.preview(line, "Tea?", (), KEY)

    known = {"exchange": DRAWN.exchange_id, "side": side.value, "answers": ID}
    assert json.loads(shown(empty)["private_metadata"]) == known
    assert json.loads(shown(looked_at)["private_metadata"]) == known | {
        "previewed": talk.mark("Tea?"),
        "key": KEY,
    }
    assert "initial_value" not in fields(empty)[ids.TALK_TEXT]
    assert fields(looked_at)[ids.TALK_TEXT]["initial_value"] == "Tea?"
    assert fields(looked_at)[ids.TALK_TEXT]["max_length"] == 1000
    assert (shown(empty)["submit"]["text"], shown(looked_at)["submit"]["text"]) == (
        "Preview",
        "Send",
    )


WARNINGS = {
    (Giveaway.NAME,): "your name.",
    (Giveaway.NAME, Giveaway.MENTION): "your name and a mention.",
    tuple(Giveaway): "your name, a mention, an e-mail address and a link to a profile.",
}


@pytest.mark.parametrize(("found", "said"), WARNINGS.items())
def test_a_giver_is_warned_of_what_may_tell_who_they_are(
    found: tuple[Giveaway, ...], said: str
) -> None:
    preview = talk.preview(TalkLine(DRAWN, Side.GIVER), "Tea?", found, KEY)

    assert f"Careful: your text seems to hold {said} That may tell them" in words(preview)


def test_a_recipient_is_known_anyway() -> None:
    line = TalkLine(DRAWN, Side.RECIPIENT)

    assert "Your Santa knows you anyway" in words(talk.preview(line, "x", (Giveaway.NAME,), KEY))
    assert "they know that it is you" in words(talk.form(line))
    assert "Careful" not in words(talk.preview(line, "x", (), KEY))


@sides
def test_what_could_not_be_delivered_says_neither_to_whom_nor_why(side: Side) -> None:
    back = talk.received(message(side, is_returned=True))

    assert "could not deliver your message to " in words(back)
    assert CALLED[side.other].lower() in words(back).lower()
    assert "deactivated" not in words(back)
    assert buttons(back) == {}


def test_organizers_read_the_text_and_may_stop_its_writer() -> None:
    told = talk.reported(ReportedMessage(DRAWN, ID, HOSTILE))

    (quoted,) = of_type(told, "rich_text_quote")
    assert HOSTILE.split(":santa:", maxsplit=1)[0] in quoted["elements"][0]["text"]
    assert mentioned(told) == []
    assert buttons(told)[ids.TALK_STOP]["value"] == ID
    assert "confirm" in buttons(told)[ids.TALK_STOP]
    for called in CALLED.values():
        assert called.lower() not in words(told).lower()


@pytest.mark.parametrize(
    ("muted", "unmuting"),
    [
        (frozenset(), set()),
        (frozenset({Side.GIVER}), {ids.TALK_UNMUTE_GIVER}),
        (frozenset({Side.RECIPIENT}), {ids.TALK_UNMUTE_RECIPIENT}),
        (frozenset(Side), {ids.TALK_UNMUTE_GIVER, ids.TALK_UNMUTE_RECIPIENT}),
    ],
)
def test_what_is_muted_can_be_unmuted(muted: frozenset[Side], unmuting: set[str]) -> None:
    shown_ids = {one.action_id for one in talk.talk_buttons(DRAWN, muted)}

    assert shown_ids == {ids.TALK_TO_RECIPIENT, ids.TALK_TO_GIVER} | unmuting


@sides
def test_after_muting_one_may_change_ones_mind(side: Side) -> None:
    muted = talk.muted(TalkLine(DRAWN, side))

    (only,) = buttons(muted)
    assert (
        only
        == {
            Side.GIVER: ids.TALK_UNMUTE_RECIPIENT,
            Side.RECIPIENT: ids.TALK_UNMUTE_GIVER,
        }[side]
    )
