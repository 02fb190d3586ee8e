"""A small exchange stays small: one modal, one click for each person, and no work in December."""

from __future__ import annotations

from typing import Any

from core.db import models
from playground import Person
from tests.e2e.databases import both_databases
from tests.e2e.world import World, announcement, let_deadline_come, matches
from tests.eventually import eventually


@both_databases
def test_one_modal_and_one_click_for_each_person_are_all(world: World) -> None:
    organizer, *others = world.people

    organizer.command("/santa new", world.general)
    organizer.fill("Name", "Winter Santa")
    assert organizer.submit() == {}
    (exchange,) = world.all(models.Exchange)
    eventually(lambda: world.exchange(exchange.exchange_id).announced_ts)
    for person in others:
        person.press("Join", message=announcement(world, exchange.exchange_id, person))
    let_deadline_come(world, organizer, exchange.exchange_id)

    matches(world, exchange.exchange_id, world.people)
    assert done_by(world, organizer) == ["/santa new", "view_submission"]
    assert [done_by(world, person) for person in others] == [["block_actions"]] * len(others)


def done_by(world: World, person: Person) -> list[str]:
    """What Slack has told Kringle that this person typed, pressed and sent, in order."""
    payloads = world.slack.deliveries()
    return [_what(one) for one in payloads if person.id in (one.get("user_id"), _presser(one))]


def _presser(payload: dict[str, Any]) -> str:
    return str((payload.get("user") or {}).get("id"))


def _what(payload: dict[str, Any]) -> str:
    if "command" in payload:
        return f"{payload['command']} {payload['text']}"
    return str(payload["type"])
