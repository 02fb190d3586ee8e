"""The forms that start an exchange and postpone it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot import forms, ids
from bot.views import planning
from core.domain.types import Budget, ChannelId
from tests.unit.views.reading import buttons, fields, of_type, shown
from tests.unit.views.worlds import DRAW_AT, a_draft, a_full_plan, an_exchange

REQUIRED = {ids.NAME, ids.CHANNEL, ids.DRAW_AT}
FIRST = REQUIRED | {ids.EXCHANGE_ON, ids.TAKES_PART}
MORE = {
    ids.BUDGET_AMOUNT,
    ids.BUDGET_CURRENCY,
    ids.MESSAGE,
    ids.ENVELOPES,
    ids.REVEAL,
    ids.REVEAL_AT,
}


def first_sight(**changes: Any) -> View:
    return planning.create_modal(a_draft(**changes))


def with_more(**changes: Any) -> View:
    return planning.create_modal(a_draft(**changes), more=True)


@pytest.mark.parametrize("view", [first_sight(), with_more()], ids=["first_sight", "more"])
def test_creating_needs_three_fields_only(view: View) -> None:
    needed = {block["block_id"] for block in of_type(view, "input") if not block["optional"]}

    assert needed == REQUIRED


def test_what_few_need_is_a_click_away() -> None:
    assert fields(first_sight()).keys() == FIRST
    assert buttons(first_sight()).keys() == {ids.MORE_OPTIONS}
    assert fields(with_more()).keys() == FIRST | MORE
    assert buttons(with_more()) == {}


def test_more_options_leave_what_was_there_in_its_place() -> None:
    first, more = list(fields(first_sight())), list(fields(with_more()))

    assert more[: len(first)] == first
    assert shown(first_sight())["private_metadata"] == shown(with_more())["private_metadata"]


def test_creating_starts_with_what_is_known() -> None:
    channel_id = ChannelId("C0CHANNEL01")
    view = first_sight(channel_id=channel_id, key="k1", time_zone="Asia/Kolkata")

    field = fields(view)
    assert field[ids.CHANNEL]["initial_conversation"] == channel_id
    assert field[ids.DRAW_AT]["initial_date_time"] == int(DRAW_AT.timestamp())
    assert field[ids.TAKES_PART]["initial_options"] == field[ids.TAKES_PART]["options"]
    assert json.loads(shown(view)["private_metadata"]) == {"key": "k1", "tz": "Asia/Kolkata"}


def test_what_is_not_known_yet_is_left_empty() -> None:
    field = fields(with_more())

    assert "initial_conversation" not in field[ids.CHANNEL]
    assert "initial_option" not in field[ids.BUDGET_CURRENCY]
    assert "initial_options" not in field[ids.ENVELOPES]
    for name in (ids.NAME, ids.BUDGET_AMOUNT, ids.MESSAGE):
        assert "initial_value" not in field[name]


def test_a_currency_that_is_not_offered_is_not_chosen() -> None:
    view = with_more(budget=Budget(Decimal(20), "XXX"))

    assert "initial_option" not in fields(view)[ids.BUDGET_CURRENCY]


def state(view: View) -> dict[str, Any]:
    """What Slack reports of a view in which nobody has touched anything."""
    values = {}
    for name, element in fields(view).items():
        initial = {key.replace("initial_", ""): one for key, one in element.items()}
        values[name] = {
            name: {
                "value": initial.get("value"),
                "selected_conversation": initial.get("conversation"),
                "selected_date_time": initial.get("date_time"),
                "selected_date": initial.get("date"),
                "selected_option": initial.get("option"),
                "selected_options": element.get("initial_options", []),
            }
        }
    return {**shown(view), "id": "V1", "state": {"values": values}}


def test_a_form_filled_in_like_a_plan_is_read_as_that_plan() -> None:
    plan = a_full_plan()

    read, problems = forms.read_plan(
        state(planning.create_modal(plan, more=True)), channel_is_private=False
    )

    assert problems == {}
    assert (read.message, read.name) == (plan.message.strip(), plan.name.strip())
    assert (read.budget, read.exchange_on) == (plan.budget, date(2026, 12, 24))
    assert (read.draw_at, read.channel_id) == (plan.draw_at, plan.channel_id)
    assert (read.organizer_takes_part, read.has_envelopes) == (False, True)
    assert (read.key, read.time_zone) == (plan.key, plan.time_zone)


def test_only_channels_of_people_can_be_chosen() -> None:
    assert fields(first_sight())[ids.CHANNEL]["filter"] == {
        "include": ["public", "private"],
        "exclude_bot_users": True,
    }


def test_every_field_has_one_id_for_value_and_error() -> None:
    for block_id, element in fields(with_more()).items():
        assert element["action_id"] == block_id


@pytest.mark.parametrize(
    ("view", "field"), [(first_sight(), ids.NAME), (with_more(), ids.BUDGET_AMOUNT)]
)
def test_typing_goes_on_where_something_new_is(view: View, field: str) -> None:
    focused = [name for name, one in fields(view).items() if one.get("focus_on_load")]

    assert focused == [field]


@pytest.mark.parametrize("day", [None, date(2026, 12, 24)], ids=str)
def test_postponing_remembers_the_exchange_and_its_day(day: date | None) -> None:
    exchange = an_exchange(exchange_on=day)

    view = planning.postpone_modal(exchange, DRAW_AT)

    known = json.loads(shown(view)["private_metadata"])
    assert known == {"exchange": exchange.exchange_id, "day": str(day or "")}
    assert fields(view)[ids.DRAW_AT]["initial_date_time"] == int(DRAW_AT.timestamp())
