"""Looking back over the years, until what is long over is purged."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot import ids
from core.db import models
from core.domain.types import ExchangeStatus
from playground import Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.world import World, create_exchange, matches, now
from tests.eventually import eventually

YEARS = 19


@both_databases
def test_looking_back_until_it_is_purged(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    forgery.press(world, ana, ids.DRAW, exchange_id)
    found = matches(world, exchange_id, [ana, bo, cy])
    givers = {recipient: giver for giver, recipient in found.items()}

    set_past(world, exchange_id, completes_at=now() - timedelta(minutes=1))
    assert world.kringle.services.exchanges.complete_due() == 1
    said = looks_back(world, bo)
    assert {*said.mentions} == {ana.id, found[bo.id]}
    assert "You gave to" in said.text
    assert "gave to you" not in said.text

    set_past(world, exchange_id, reveal_at=now(), revealed_at=now())
    said = looks_back(world, bo)
    assert {*said.mentions} == {ana.id, found[bo.id], givers[bo.id]}
    assert "gave to you." in said.text
    numbers = "You organized it: 3 joined; 3 matches were delivered."
    assert numbers in looks_back(world, ana).text
    assert numbers not in said.text

    turn_pages(world, ana)
    set_past(world, exchange_id, has_envelopes=True)
    in_envelope(world, bo, found[bo.id], givers[bo.id])

    long_ago = now() - timedelta(days=401)
    set_past(world, exchange_id, completes_at=long_ago, reveal_at=long_ago)
    services = world.kringle.services
    eventually(lambda: services.retention.purge_due() or is_purged(world, exchange_id))
    eventually(lambda: is_purged(world, exchange_id))
    reply = bo.press("Show my match")
    assert reply is not None
    assert "can't find that exchange" in reply.text
    assert "no past exchanges" in bo.command("/santa history", world.general).text
    kept = world.all(models.Assignment, exchange_id=exchange_id)
    assert {row.giver_id for row in kept} == set(found)
    assert world.all(models.Participant, exchange_id=exchange_id) == []
    assert world.slack.complaints() == []


def looks_back(world: World, person: Person) -> Any:
    said = person.command("/santa history", world.general).messages
    (shown,) = (one for one in said if one.ephemeral)
    return shown


def set_past(world: World, exchange_id: str, **changes: Any) -> None:
    with world.database.write() as session:
        one = models.Exchange.exchange_id == exchange_id
        session.execute(update(models.Exchange).where(one).values(changes))


def is_purged(world: World, exchange_id: str) -> bool:
    return world.exchange(exchange_id).purged_at is not None


def turn_pages(world: World, ana: Person) -> None:
    """From a message and from App Home, forth and back, and beyond the end."""
    for number in range(YEARS):
        add_year(world, ana, f"Year {number}", now() - timedelta(days=366 * (number + 1)))
    newest = ana.command("/santa history", world.general)
    assert "Page 1 of 2" in newest.text
    older = ana.press("Older")
    assert older is not None
    assert f"Year {YEARS - 1}" in older.text
    assert "Newer" in older.buttons
    assert pages_seen(world, ana) == ["Page 2 of 2"]
    for value in ("", "-1", "nonsense"):
        assert "Office Santa" in forgery.press(world, ana, ids.HISTORY_OLDER, value)
    assert f"Year {YEARS - 1}" in forgery.press(world, ana, ids.HISTORY_OLDER, "99")

    ana.open_home()
    ana.press("History", message=ana.home)
    ana.press("Older")
    assert ana.modal is not None
    assert f"Year {YEARS - 1}" in ana.modal.text
    assert "Copy" not in ana.modal.buttons
    ana.press("Newer")
    assert "Office Santa" in ana.modal.text
    assert "Copy" in ana.modal.buttons
    ana.close_modal()
    turn_pages_of_what_is_over_lately(ana, world)


def turn_pages_of_what_is_over_lately(ana: Person, world: World) -> None:
    """The same twenty still stand in App Home, which stays on its page when something is pressed
    there, and in the status."""
    ana.open_home()
    assert ana.home is not None
    assert "Page 1 of 2" in ana.home.text
    assert f"Year {YEARS - 1}" not in ana.home.text
    ana.press("More", message=ana.home)
    assert f"Year {YEARS - 1}" in ana.home.text
    assert "More" not in ana.home.buttons
    ana.press("History", message=ana.home)
    ana.press("Older")
    ana.close_modal()
    assert "Page 2 of 2" in ana.home.text
    ana.press("Manage", message=ana.home)
    ana.press("Refresh")
    ana.close_modal()
    assert "Page 2 of 2" in ana.home.text
    ana.press("Back", message=ana.home)
    assert "Page 1 of 2" in ana.home.text

    assert "Page 1 of 4" in ana.command("/santa status", world.general).text
    for number in range(3):
        shown = ana.press("More")
        assert shown is not None
        assert f"Page {number + 2} of 4" in shown.text
        assert pages_seen(world, ana)[-2:] == ["Page 2 of 2", f"Page {number + 2} of 4"]
    assert f"Year {YEARS - 1}" in shown.text


def pages_seen(world: World, person: Person) -> list[str]:
    """Of all that was answered in the channel: a page takes the place of the one before it."""
    return re.findall(r"Page \d of \d", " ".join(one.text for one in person.sees(world.general)))


def add_year(world: World, organizer: Person, name: str, drawn_at: datetime) -> None:
    """As if it had been played then."""
    exchange_id = f"{abs(hash(name)):032x}"[:32]
    ids_of_it = {"exchange_id": exchange_id, "team_id": world.slack.team_id}
    with world.database.write() as session:
        session.add(
            models.Exchange(
                **ids_of_it,
                creation_key=exchange_id,
                name=name,
                status=ExchangeStatus.COMPLETED,
                channel_id=world.general.id,
                channel_is_private=False,
                draw_at=drawn_at,
                drawn_at=drawn_at,
                completes_at=now(),
                time_zone="UTC",
                message="",
                created_at=drawn_at,
                round=0,
                joined_count=0,
                revision=0,
                has_envelopes=False,
            )
        )
        session.flush()
        session.add(models.Organizer(**ids_of_it, user_id=organizer.id, since_at=drawn_at))


def in_envelope(world: World, bo: Person, recipient: str, giver: str) -> None:
    shown = looks_back(world, bo)
    assert not {recipient, giver} & ({*shown.mentions} - {world.people[0].id})
    reply = bo.press("Show my match")
    assert reply is not None
    assert reply.modal is not None
    for one in (recipient, giver):
        assert one in json.dumps(reply.modal.raw)
    bo.close_modal()
