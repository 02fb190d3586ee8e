"""What is said of the secret once everybody has been told who gave to them: nothing that has become
untrue, and nobody is let to believe that they are unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.giveaways import Giveaway
from bot.views import drawing, gifts, matches, talk
from core.domain.snapshots import (
    AnonymousMessage,
    Complaint,
    Exchange,
    GiftNews,
    GiftSeen,
    Match,
    TalkLine,
    Wishlist,
)
from core.domain.types import ExchangeStatus, GiftMark, Note, Side
from tests.unit.views.reading import words
from tests.unit.views.worlds import DRAW_AT, RECIPIENT, an_exchange

DRAWN = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)
REVEALED = replace(DRAWN, revealed_at=DRAW_AT + timedelta(days=7))
OVER = replace(REVEALED, status=ExchangeStatus.COMPLETED)
NOTHING = AnonymousMessage(DRAWN, "m" * 32, Side.RECIPIENT, "", note=Note.NOTHING)
SECRET = ("Keep it secret", "nobody else knows", "not told who", "nobody is told who", "tell them")


def read_by_pairs(exchange: Exchange) -> dict[str, str]:
    """All that giver and recipient read in which the secret comes up."""
    match = Match(exchange, RECIPIENT, Wishlist(exchange))
    given = GiftNews(exchange, GiftSeen(GiftMark.GIVEN))
    lines = {side: TalkLine(exchange, side) for side in Side}
    return {
        "match": words(drawing.match(match)),
        "shown": words(matches.shown(match)),
        "to recipient": words(talk.form(lines[Side.GIVER])),
        "to giver": words(talk.form(lines[Side.RECIPIENT])),
        "preview": words(talk.preview(lines[Side.GIVER], "Ben", [Giveaway.NAME], "k" * 32)),
        "given": words(gifts.noted(given)),
        "thanks": words(gifts.thanks_form(exchange)),
        "missing": words(gifts.nothing_form(Complaint(exchange, giver_hears=True))),
        "nudge": words(gifts.note(replace(NOTHING, exchange=exchange))),
    }


@pytest.mark.parametrize("exchange", [REVEALED, OVER], ids=["drawn", "over"])
def test_what_was_a_secret_is_not_called_one_any_more(exchange: Exchange) -> None:
    before, after = read_by_pairs(DRAWN), read_by_pairs(exchange)

    assert [name for name, said in before.items() if not any(one in said for one in SECRET)] == []
    assert [name for name, said in after.items() if any(one in said for one in SECRET)] == []


def test_who_writes_is_told_that_they_are_known() -> None:
    read = read_by_pairs(REVEALED)

    assert "so they know that it is you" in read["to recipient"]
    assert "so they know that it is you" in read["to giver"]
    assert "They know you by now" in read["preview"]


@pytest.mark.parametrize("exchange", [DRAWN, REVEALED, OVER], ids=["before", "drawn", "over"])
def test_who_steps_in_is_never_revealed_and_has_still_to_give(exchange: Exchange) -> None:
    match = Match(exchange, RECIPIENT, Wishlist(exchange), rescue_id="r" * 32)
    given = GiftNews(exchange, GiftSeen(GiftMark.GIVEN, is_rescued=True), rescue_id="r" * 32)
    nudge = replace(NOTHING, exchange=exchange, rescue_id="r" * 32)

    shown = words(matches.shown(match))

    assert "You give to" in shown
    assert "Keep it secret: neither they nor the organizers know" in shown
    assert "They are not told who you are." in words(gifts.noted(given))
    assert "They are not told who you are." in words(gifts.note(nudge))
