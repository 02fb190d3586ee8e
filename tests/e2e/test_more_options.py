"""The form that starts an exchange: short at first sight, and nothing typed is lost for more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.db import models
from playground import View
from tests.e2e.world import World, now
from tests.eventually import eventually

COMBINATIONS = [(way, base) for way in ("socket", "http") for base in ("sqlite", "postgresql")]
FIRST_SIGHT = ["Name", "Channel", "Draw", "Exchange day", "Taking part"]
MORE = [
    "Budget",
    "Currency of the budget",
    "Message to everyone",
    "Sealed envelopes",
    "Reveal",
    "When to reveal",
]
ENVELOPE = "Send each match in a sealed envelope"


def the_form(world: World) -> View:
    modal = world.people[0].modal
    assert modal is not None
    return modal


@pytest.mark.parametrize("world", COMBINATIONS, indirect=True, ids="-".join)
def test_more_options_keep_all_that_was_typed(world: World) -> None:
    ana = world.people[0]
    winter = world.slack.channel("winter", members=world.people)
    draw_at = (now() + timedelta(days=3)).replace(microsecond=0)
    day = (now() + timedelta(days=9)).date()
    ana.command("/santa new", world.general)
    assert the_form(world).labels == FIRST_SIGHT
    ana.fill("Name", "Winter <&> *Santa*")
    ana.choose("Channel", winter)
    ana.pick_time("Draw", draw_at)
    ana.pick_date("Exchange day", day)
    ana.choose("Taking part", None)
    typed = the_form(world).values

    ana.press("More options")

    form = the_form(world)
    assert form.labels == FIRST_SIGHT + MORE
    assert "More options" not in form.buttons
    assert {label: form.values[label] for label in FIRST_SIGHT} == typed
    ana.fill("Budget", "12.50")
    ana.choose("Currency of the budget", "GBP – Pound sterling")
    ana.fill("Message to everyone", "Homemade is best")
    ana.choose("Sealed envelopes", [ENVELOPE])
    assert ana.submit() == {}
    (row,) = world.all(models.Exchange)
    assert (row.name, row.channel_id) == ("Winter <&> *Santa*", winter.id)
    assert (row.draw_at, row.exchange_on, row.joined_count) == (draw_at, day, 0)
    assert (row.budget_amount, row.budget_currency) == (Decimal("12.50"), "GBP")
    assert (row.message, row.has_envelopes) == ("Homemade is best", True)
    assert world.slack.complaints() == []


def test_without_more_options_all_the_rest_has_its_default(world: World) -> None:
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Winter")

    assert ana.submit() == {}

    (row,) = world.all(models.Exchange)
    assert (row.channel_id, row.joined_count) == (world.general.id, 1)
    assert (row.budget_amount, row.budget_currency, row.message) == (None, None, "")
    assert not row.has_envelopes
    eventually(lambda: world.exchange(row.exchange_id).announced_ts)


@pytest.mark.parametrize("world", [("socket", "sqlite"), ("http", "sqlite")], indirect=True)
def test_more_options_after_an_error_keep_all_that_was_typed(world: World) -> None:
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Winter")
    ana.pick_time("Draw", now() - timedelta(minutes=1))
    ana.pick_date("Exchange day", (now() + timedelta(days=5)).date())
    assert ana.submit().keys() == {"Draw"}
    typed = the_form(world).values

    ana.press("More options")

    form = the_form(world)
    assert {label: form.values[label] for label in FIRST_SIGHT} == typed
    ana.fill("Budget", "20")
    assert ana.submit().keys() == {"Draw", "Currency of the budget"}
    assert the_form(world).values["Budget"] == "20"
    ana.choose("Currency of the budget", "EUR – Euro")
    ana.pick_time("Draw", now() + timedelta(days=1))
    assert ana.submit() == {}
    (row,) = world.all(models.Exchange)
    assert (row.name, row.budget_amount) == ("Winter", Decimal(20))
    assert world.slack.complaints() == []


def test_a_form_sent_after_more_options_and_again_makes_one_exchange(world: World) -> None:
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Winter")
    ana.press("More options")
    ana.fill("Message to everyone", "Hello")
    assert ana.submit() == {}

    world.slack.redeliver(len(world.slack.deliveries()) - 1)

    (row,) = world.all(models.Exchange)
    assert row.message == "Hello"


def test_pressing_twice_is_like_pressing_once(world: World) -> None:
    """The second click tells of a view that is not there any more."""
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Winter")
    world.slack.fail("views.update", error="hash_conflict")

    ana.press("More options")

    assert the_form(world).labels == FIRST_SIGHT + MORE
    assert the_form(world).values["Name"] == "Winter"


def test_what_slack_does_not_show_is_lost_no_more_than_what_it_does(world: World) -> None:
    ana = world.people[0]
    ana.command("/santa new", world.general)
    ana.fill("Name", "Winter")
    world.slack.fail("views.update", error="internal_error")

    ana.press("More options")

    assert the_form(world).labels == FIRST_SIGHT
    assert the_form(world).values["Name"] == "Winter"
    ana.press("More options")
    assert the_form(world).labels == FIRST_SIGHT + MORE
