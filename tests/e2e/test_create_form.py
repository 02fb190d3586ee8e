"""What is wrong in the form that starts an exchange stands on its field; nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

from core.db import models
from tests.e2e.world import World, now
from tests.eventually import eventually


def test_without_the_bot_in_the_channel_nothing_is_created_and_nothing_typed_is_lost(
    world: World,
) -> None:
    ana = world.people[0]
    secret = world.slack.channel("secret", members=world.people, bot_is_member=False)
    ana.command("/santa new", world.general)
    ana.fill("Name", "Secret Santa")
    ana.choose("Channel", secret)
    ana.press("More options")
    ana.fill("Message to everyone", "Be quick")

    errors = ana.submit()

    assert list(errors) == ["Channel"]
    assert "/invite" in errors["Channel"]
    assert world.all(models.Exchange) == []
    assert ana.modal is not None
    assert ana.modal.values["Name"] == "Secret Santa"
    assert ana.modal.values["Message to everyone"] == "Be quick"
    world.slack.invite_bot(secret)
    assert ana.submit() == {}
    eventually(lambda: ana.sees(secret))
    assert len(world.all(models.Exchange)) == 1


def test_every_error_of_the_create_form_stands_on_its_own_field(world: World) -> None:
    ana = world.people[0]
    archived = world.slack.channel("archived", members=world.people)
    world.slack.archive(archived)
    ana.command("/santa new", world.general)
    ana.fill("Name", "   ")
    ana.choose("Channel", archived)
    ana.pick_time("Draw", now() - timedelta(minutes=1))
    ana.pick_date("Exchange day", (now() - timedelta(days=3)).date())
    ana.press("More options")
    ana.fill("Budget", "20")
    ana.fill("Message to everyone", "Hello")
    assert ana.modal is not None
    typed = ana.modal.values

    errors = ana.submit()

    assert set(errors) == {"Name", "Channel", "Draw", "Exchange day", "Currency of the budget"}
    assert ana.modal.values == typed
    ana.fill("Budget", "0.001")
    ana.choose("Currency of the budget", "EUR – Euro")
    assert "Budget" in ana.submit()
    assert world.all(models.Exchange) == []
