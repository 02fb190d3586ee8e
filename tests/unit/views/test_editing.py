"""The form that changes an exchange, and the news of another draw time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot import forms, ids
from bot.views import editing, exchanges
from core.domain.editing import EditField, changes, details_of
from core.domain.snapshots import Edited
from core.domain.types import Budget, ExchangeStatus
from tests.unit.views.reading import buttons, fields, moments, shown, words
from tests.unit.views.worlds import DRAW_AT, a_full_exchange, an_exchange, an_invitation

FULL = a_full_exchange()
AFTERWARDS = {ids.EXCHANGE_ON, ids.BUDGET_AMOUNT, ids.BUDGET_CURRENCY, ids.MESSAGE}
BEFORE = AFTERWARDS | {ids.NAME, ids.DRAW_AT}


def test_the_form_shows_what_may_be_changed_and_that_the_channel_may_not() -> None:
    details = details_of(FULL)

    first = editing.form(FULL, details, details.marks())
    more = editing.form(FULL, details, details.marks(), more=True)

    assert fields(first).keys() == BEFORE
    assert ids.EDIT_MORE in buttons(first)
    assert fields(more).keys() == BEFORE | {ids.ENVELOPES, ids.EDIT_REPEATS}
    assert "can't be changed" in words(first)
    assert fields(first)[ids.NAME]["initial_value"] == FULL.name
    assert fields(first)[ids.DRAW_AT]["initial_date_time"] == int(DRAW_AT.timestamp())


def test_after_the_draw_the_rest_is_gone_from_the_form() -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)
    details = details_of(drawn)

    view = editing.form(drawn, details, details.marks(), notice=editing.DRAWN_MEANWHILE)

    assert fields(view).keys() == AFTERWARDS
    assert buttons(view) == {}
    assert "Names have been drawn meanwhile" in words(view)


def test_what_was_shown_comes_back_with_the_form() -> None:
    details = details_of(FULL)
    view = shown(editing.form(FULL, details, details.marks()))

    assert forms.read_marks(view) == details.marks()
    assert forms.read_marks({"private_metadata": '{"shown": ""}'})[EditField.NAME] == ""


def test_a_form_that_nobody_touched_changes_nothing() -> None:
    details = details_of(FULL)
    view = shown(editing.form(FULL, details, details.marks()))
    states = {block["block_id"]: _state(block["element"]) for block in _inputs(view)}
    view["state"] = {"values": {name: {name: state} for name, state in states.items()}}

    given, problems = forms.read_details(view, details)

    assert problems == {}
    assert changes(forms.read_marks(view), given, details).fields == frozenset()


def _inputs(view: dict[str, object]) -> list[dict[str, dict[str, object]]]:
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return [block for block in blocks if block["type"] == "input"]


def _state(element: dict[str, object]) -> dict[str, object]:
    """As Slack sends back what a form was filled in with."""
    of = {"value": "initial_value", "selected_date_time": "initial_date_time"}
    of |= {"selected_date": "initial_date", "selected_option": "initial_option"}
    return {now: element[first] for now, first in of.items() if first in element}


def test_an_amount_is_the_same_however_it_is_written() -> None:
    one = replace(details_of(FULL), budget=Budget(Decimal("20.00"), "EUR"))
    other = replace(one, budget=Budget(Decimal("20"), "EUR"))
    ten = replace(one, budget=Budget(Decimal("2"), "EUR"))

    assert one.marks() == other.marks()
    assert one.marks() != ten.marks()


def test_it_is_said_what_was_saved_and_who_hears_of_it() -> None:
    said = words(editing.edited(Edited(an_exchange(), ("budget", "draw_at"))))

    assert "the budget and the draw" in said
    assert "The announcement says so, too." in said
    assert "Everybody in it, and who was invited, is told" in said
    quiet = words(editing.edited(Edited(an_exchange(), ("has_envelopes",))))
    assert "announcement" not in quiet
    assert "Nothing has changed" in words(editing.edited(Edited(an_exchange())))


def test_whoever_moves_it_reads_when_it_is_revealed_then() -> None:
    at = DRAW_AT + timedelta(days=9)
    exchange = an_exchange(reveal_at=at)

    for told in (
        editing.edited(Edited(exchange, ("draw_at",))),
        editing.edited(Edited(exchange, ("exchange_on",))),
        exchanges.postponed(Edited(exchange, ("draw_at",))),
        exchanges.postponed(Edited(exchange, ("exchange_on",))),
    ):
        assert at.timestamp() in moments(told)
        assert "everybody learns who gave to them" in words(told)
    unmoved = words(editing.edited(Edited(exchange, ("message",))))
    assert "everybody learns" not in unmoved


def test_whoever_postpones_it_reads_what_has_changed_and_who_is_told() -> None:
    exchange = an_exchange(exchange_on=DRAW_AT.date())

    moved = words(exchanges.postponed(Edited(exchange, ("draw_at", "exchange_on"))))
    day = words(exchanges.postponed(Edited(exchange, ("exchange_on",))))
    nothing = words(exchanges.postponed(Edited(exchange)))

    assert "has moved" in moved
    assert "Everybody in it, and who was invited, is told" in moved
    assert "the draw stays as it was" in day
    assert "told" not in day + nothing
    assert "Nothing has changed" in nothing


def test_the_news_has_the_time_and_what_its_reader_can_do() -> None:
    exchange = an_exchange()
    in_channel = editing.moved(exchange, in_channel=True)
    to_person = editing.moved(exchange, in_channel=False)
    to_invited = editing.moved_for_invited(an_invitation(exchange))

    for message in (in_channel, to_person, to_invited):
        assert moments(message) == [int(DRAW_AT.timestamp())]
    assert buttons(in_channel).keys() == {ids.JOIN}
    assert buttons(to_person).keys() == set()
    assert buttons(to_invited).keys() == {ids.ACCEPT, ids.DECLINE}
