"""Announcing, postponing and ending an exchange."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot import ids
from bot.views import exchanges
from core.domain.types import Budget, ExchangeStatus
from tests.unit.views.reading import buttons, mentioned, moments, of_type, words
from tests.unit.views.worlds import DRAW_AT, HOSTILE, NAMES, ORGANIZER, a_full_exchange, an_exchange


def test_the_announcement_tells_what_who_when_and_how_many() -> None:
    exchange = an_exchange(
        joined_count=12,
        exchange_on=date(2026, 12, 24),
        budget=Budget(Decimal("20"), "EUR"),
        message="Bring :cake:",
    )

    message = exchanges.announcement(exchange)

    said = words(message)
    for part in (exchange.name, "Thu, Dec 24, 2026", "20 EUR", "Bring :cake:", "12 people have"):
        assert part in said
    assert mentioned(message) == [ORGANIZER]
    assert moments(message) == [int(DRAW_AT.timestamp())]
    assert buttons(message)[ids.JOIN]["value"] == exchange.exchange_id


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_the_announcement_shows_the_name_as_typed(name: str) -> None:
    message = exchanges.announcement(an_exchange(name=name))

    (header,) = of_type(message, "header")
    assert header["text"] == {"type": "plain_text", "text": name, "emoji": True}
    assert name not in message.text


@pytest.mark.parametrize("status", sorted(set(ExchangeStatus) - {ExchangeStatus.OPEN}))
def test_only_an_open_exchange_can_be_joined_from_its_announcement(status: ExchangeStatus) -> None:
    message = exchanges.announcement(a_full_exchange(status=status))

    assert buttons(message) == {}
    assert exchanges.CLOSING[status] in words(message)


def test_why_an_exchange_is_stalled_is_not_for_the_channel() -> None:
    said = words(exchanges.announcement(an_exchange(status=ExchangeStatus.STALLED)))

    assert "waiting for the draw" in said
    assert "exclusion" not in said


def test_a_cancellation_says_whether_a_match_still_counts() -> None:
    cancelled = an_exchange(status=ExchangeStatus.CANCELLED, name=HOSTILE)

    before = words(exchanges.cancelled_notice(cancelled))
    after = words(exchanges.cancelled_notice(replace(cancelled, drawn_at=DRAW_AT)))

    assert HOSTILE in before
    assert "No names were drawn" in before
    assert "does not count any more" in after


def test_the_organizer_learns_what_happens_next() -> None:
    exchange = an_exchange(joined_count=1)

    message = exchanges.created(exchange)

    steps = {ids.INVITE, ids.EXCLUSIONS, ids.WISHLIST, ids.STATUS}
    assert buttons(message).keys() == steps
    assert [one["channel_id"] for one in of_type(message, "channel")] == [exchange.channel_id]


def test_an_organizer_who_stays_out_is_offered_no_wishlist() -> None:
    assert ids.WISHLIST not in buttons(exchanges.created(an_exchange(joined_count=0)))


@pytest.mark.parametrize("has_envelopes", [True, False])
def test_the_organizer_reads_how_matches_will_arrive(has_envelopes: bool) -> None:
    said = words(exchanges.created(an_exchange(has_envelopes=has_envelopes)))

    assert "gets their match as a direct message" in said
    assert ("in a sealed envelope" in said) == has_envelopes
