"""Slack refuses what Kringle has to say: each time the organizer reads why, and everybody else has
their message once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from core.db import models
from core.domain.types import DeliveryKind
from playground import Message, Person, Playground
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    World,
    all_sent,
    create_exchange,
    is_drawn,
    let_deadline_come,
    let_pauses_end,
    match_messages,
    matches,
    notices,
)
from tests.eventually import eventually

TOKEN_REVOKED = (
    "Kringle's access to this workspace has ended; it has to be installed again. Everything waits, "
    "and goes out by itself afterwards."
)
TAB_DISABLED = (
    "Direct messages to Kringle are switched off: the app's messages tab has to be enabled. "
    "Everything waits, and goes out by itself afterwards."
)
NOT_KNOWN = "@Bo Berg: Slack does not know this account any more."


def reports(world: World, organizer: Person) -> list[Message]:
    return notices(world, DeliveryKind.REPORT, organizer)


def is_held_up(world: World, error: str) -> bool:
    (lane,) = world.all(models.Workspace)
    return lane.lane_error == error


@both_databases
@pytest.mark.parametrize(
    ("error", "break_", "mend", "sentence"),
    [
        ("token_revoked", Playground.revoke_token, Playground.restore_token, TOKEN_REVOKED),
        (
            "messages_tab_disabled",
            lambda slack: slack.messages_tab(False),
            lambda slack: slack.messages_tab(True),
            TAB_DISABLED,
        ),
    ],
    ids=["token_revoked", "messages_tab_disabled"],
)
def test_while_nothing_goes_in_the_workspace_everything_waits_and_then_goes_once(
    world: World,
    caplog: pytest.LogCaptureFixture,
    error: str,
    break_: Callable[[Playground], None],
    mend: Callable[[Playground], None],
    sentence: str,
) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    break_(world.slack)

    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_drawn(world, exchange_id) and is_held_up(world, error))
    told = ana.command("/santa status", world.general).text
    asked_by_another = bo.command("/santa status", world.general).text

    assert "0 of 4 matches have been sent. 4 are on the way. At the moment Slack takes" in told
    assert sentence in told
    assert "Slack takes nothing" not in asked_by_another
    assert f"workspace {world.slack.team_id} cannot be written to: {error}" in caplog.text
    assert not any(world.slack.received().values())
    mend(world.slack)
    let_pauses_end(world)
    matches(world, exchange_id, world.people)
    (report,) = reports(world, ana)
    assert report.text == ":mailbox_with_mail: Office Santa: 4 of 4 matches have been sent."
    assert "Slack takes nothing" not in ana.command("/santa status", world.general).text
    assert world.slack.complaints() == []


@both_databases
def test_a_deactivated_person_delays_nobody_and_has_theirs_when_they_are_back(
    world: World,
) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    world.slack.deactivate(bo)

    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: all_sent(world, exchange_id))

    (failed,) = world.all(models.Delivery, kind=DeliveryKind.MATCH, status="failed")
    assert failed.addressee_id == bo.id
    assert [len(match_messages(world, exchange_id, one)) for one in (ana, cy, dee)] == [1, 1, 1]
    (report,) = reports(world, ana)
    assert "3 of 4 matches have been sent. 1 could not be delivered." in report.text
    assert NOT_KNOWN in report.text
    assert report.mentions == [bo.id]
    assert "1 could not be delivered." in ana.command("/santa status", world.general).text
    world.slack.reactivate(bo)
    ana.press("Try those again", message=report)
    eventually(lambda: len(reports(world, ana)) == 2)
    matches(world, exchange_id, world.people)
    assert "4 of 4 matches have been sent." in reports(world, ana)[-1].text
    assert [one for one in (bo, cy, dee) if reports(world, one)] == []


@both_databases
def test_one_match_is_sent_again_to_one_person_and_shown_to_nobody_else(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    let_deadline_come(world, ana, exchange_id)
    recipients = matches(world, exchange_id, world.people)
    # Somebody whose recipient is not the organizer, who is named in whatever she does.
    chosen = next(one for one in (bo, cy, dee) if recipients[one.id] != ana.id)
    before, calls = world.slack.received(), len(world.slack.calls())
    payloads = len(world.slack.deliveries())

    ana.press("Send one again", message=reports(world, ana)[0])
    ana.choose("Who should get their match again?", chosen)
    assert ana.submit() == {}
    eventually(lambda: len(reports(world, ana)) == 2)

    new = {
        user_id: messages[len(before[user_id]) :]
        for user_id, messages in world.slack.received().items()
    }
    assert {user_id for user_id, messages in new.items() if messages} == {chosen.id, ana.id}
    (again,) = new[chosen.id]
    assert again.mentions == [recipients[chosen.id]]
    assert again.text == before[chosen.id][0].text
    (report,) = new[ana.id]
    assert report.mentions == []
    assert "4 of 4 matches have been sent." in reports(world, ana)[-1].text
    shown = [one for one in world.slack.calls()[calls:] if not is_to(one, chosen)]
    seen_by_ana = [shown, world.slack.deliveries()[payloads:], screen(ana)]
    assert recipients[chosen.id] not in json.dumps(seen_by_ana)
    assert chosen.id in json.dumps(seen_by_ana)


def is_to(call: dict[str, Any], person: Person) -> bool:
    return bool(call["method"] == "chat.postMessage" and call["args"]["channel"] == person.id)


def screen(person: Person) -> list[Any]:
    """What is left before somebody's eyes, as it came from Kringle."""
    return [
        person.modal.raw if person.modal else None,
        *[one.raw for one in person.direct_messages],
    ]
