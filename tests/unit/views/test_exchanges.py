"""Creating, announcing and ending an exchange."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from slack_sdk.models.views import View

from bot import ids
from bot.views import exchanges
from core.domain.types import Budget, ExchangeStatus
from tests.unit.views.reading import buttons, fields, mentioned, moments, of_type, shown, words
from tests.unit.views.worlds import DRAW_AT, HOSTILE, NAMES, ORGANIZER, a_full_exchange, an_exchange

REQUIRED = {ids.NAME, ids.CHANNEL, ids.DRAW_AT}


def create(channel_id: str | None = None, currency: str | None = None) -> View:
    return exchanges.create_modal(
        channel_id=channel_id,
        draw_at=DRAW_AT,
        time_zone="Asia/Kolkata",
        creation_key="k1",
        currency=currency,
    )


def test_creating_needs_three_fields_only() -> None:
    needed = {block["block_id"] for block in of_type(create(), "input") if not block["optional"]}

    assert needed == REQUIRED


def test_creating_starts_with_what_is_known() -> None:
    view = create("C0CHANNEL01", "EUR")

    field = fields(view)
    assert field[ids.CHANNEL]["initial_conversation"] == "C0CHANNEL01"
    assert field[ids.DRAW_AT]["initial_date_time"] == int(DRAW_AT.timestamp())
    assert field[ids.BUDGET_CURRENCY]["initial_option"]["value"] == "EUR"
    assert field[ids.TAKES_PART]["initial_options"] == field[ids.TAKES_PART]["options"]
    assert json.loads(shown(view)["private_metadata"]) == {"key": "k1", "tz": "Asia/Kolkata"}


def test_creating_does_without_a_channel_and_with_an_unusual_currency() -> None:
    field = fields(create(currency="XXX"))

    assert "initial_conversation" not in field[ids.CHANNEL]
    assert "initial_option" not in field[ids.BUDGET_CURRENCY]


def test_only_channels_of_people_can_be_chosen() -> None:
    assert fields(create())[ids.CHANNEL]["filter"] == {
        "include": ["public", "private"],
        "exclude_bot_users": True,
    }


def test_every_field_has_one_id_for_value_and_error() -> None:
    for block_id, element in fields(create()).items():
        assert element["action_id"] == block_id


def test_postponing_remembers_the_exchange() -> None:
    exchange = an_exchange()

    view = exchanges.postpone_modal(exchange, DRAW_AT)

    assert json.loads(shown(view)["private_metadata"]) == {"exchange": exchange.exchange_id}
    assert fields(view)[ids.DRAW_AT]["initial_date_time"] == int(DRAW_AT.timestamp())


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

    assert buttons(message).keys() == {ids.EXCLUSIONS, ids.WISHLIST, ids.STATUS}
    assert [one["channel_id"] for one in of_type(message, "channel")] == [exchange.channel_id]


def test_an_organizer_who_stays_out_is_offered_no_wishlist() -> None:
    assert ids.WISHLIST not in buttons(exchanges.created(an_exchange(joined_count=0)))
