"""Who gives to whom is known to the giver alone: not to the disk, the logs, or anybody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot import ids
from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus
from playground import Person
from tests.e2e import forgery
from tests.e2e.process import Process
from tests.e2e.test_refusals import buttons_for
from tests.e2e.world import (
    World,
    create_exchange,
    let_deadline_come,
    match_messages,
    matches,
    strike,
)
from tests.eventually import eventually

CANARIES = {
    "Wish": "canary-wish",
    "Link": "https://canary.example/link",
    "Note": "canary-note",
    "Rather not": "canary-dislike",
    "Delivery notes": "canary-address",
    "Your message": "canary-question",
}


@pytest.mark.parametrize(
    ("idle_world", "log_format"),
    [(("socket", "sqlite"), "text"), (("http", "sqlite"), "json")],
    indirect=["idle_world"],
    ids=["socket", "http"],
)
def test_neither_disk_nor_log_tells_a_match_a_wish_or_a_token(
    idle_world: World, tmp_path: Path, log_format: str
) -> None:
    process = Process(idle_world, tmp_path, LOG_LEVEL="DEBUG", LOG_FORMAT=log_format)
    process.start()
    try:
        found = play(idle_world)
    finally:
        process.kill()

    log = process.log.read_text()
    assert "drawn for 4 people" in log
    disk = b"".join(path.read_bytes() for path in database_files(idle_world))
    for secret in secrets_of(idle_world):
        assert secret not in log
        assert secret.encode() not in disk
    people = [person.id for person in idle_world.people]
    for line in log.splitlines():
        assert sum(one in line for one in people) < 2
    for row in idle_world.all(models.Assignment):
        columns = (row.recipient_encrypted, row.recipient_key)
        assert not any(found[row.giver_id].encode() in column for column in columns)
    assert len({len(row.recipient_encrypted) for row in idle_world.all(models.Assignment)}) == 1


def play(world: World) -> dict[str, str]:
    """A whole exchange with something secret in every free text, and a request that breaks."""
    people = world.people
    exchange_id = create_exchange(world, people[0], joined=people[1:])
    for person in people:
        write_wishlist(world, person)
    world.slack.fail("views.open", error="fatal_error")
    people[1].command("/santa wishlist", world.general)
    world.slack.lose_reply("chat.postMessage", to=people[1].id)
    strike(world, exchange_id)
    found = matches(world, exchange_id, people)
    for person in people:
        person.press(
            "See the whole wishlist", message=match_messages(world, exchange_id, person)[0]
        )
        person.close_modal(everything=True)
        ask_anonymously(world, person)
        for words in ("/santa history", "/santa status"):
            person.command(words, world.general)
    return found


def write_wishlist(world: World, person: Person) -> None:
    person.command("/santa wishlist", world.general)
    person.press("Add a wish")
    for label in ("Wish", "Link", "Note"):
        person.fill(label, CANARIES[label] + person.id)
    assert person.submit() == {}
    for label in ("Rather not", "Delivery notes"):
        person.fill(label, CANARIES[label] + person.id)
    assert person.submit() == {}


def ask_anonymously(world: World, person: Person) -> None:
    person.open_home()
    person.press("Ask anonymously", message=person.home)
    person.fill("Your message", CANARIES["Your message"])
    for _ in ("preview", "send"):
        assert person.submit() == {}
    person.close_modal()
    eventually(lambda: is_quiet(world))


def is_quiet(world: World) -> bool:
    owed = world.all(models.Delivery, kind=DeliveryKind.ANONYMOUS)
    return all(row.status == DeliveryStatus.SENT for row in owed)


def secrets_of(world: World) -> list[str]:
    slack = world.slack
    return [*CANARIES.values(), slack.bot_token, slack.app_token, slack.signing_secret]


def database_files(world: World) -> Iterator[Path]:
    path = Path(str(make_url(world.url).database))
    files = [path, *path.parent.glob(f"{path.name}-*")]
    assert any(file.name.endswith("-wal") for file in files)  # the test's own session keeps it
    yield from files


def test_no_button_and_no_command_tells_anybody_the_match_of_somebody_else(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli, fay = world.add_person("Eli Gram"), world.add_person("Fay Holm")
    people = [ana, bo, cy, dee, eli]
    exchange_id = create_exchange(world, ana, joined=people[1:])
    for person in people:
        write_wishlist(world, person)
    let_deadline_come(world, ana, exchange_id)
    found = matches(world, exchange_id, people)

    for viewer in (ana, bo, fay):
        shown = everything_shown(world, viewer, exchange_id)
        own = {viewer.id, found.get(viewer.id)}
        for other in people:
            known = any(canary + other.id in shown for canary in CANARIES.values())
            assert known == (other.id in own and viewer is not fay)
        others = {person.id for person in people} - own - {ana.id}
        if viewer is not ana:  # the roster, which is no secret, names everybody to her
            assert not any(one in shown for one in others)


def everything_shown(world: World, viewer: Person, exchange_id: str) -> str:
    """All that this person gets to see by pressing and typing whatever there is."""
    shown = []
    for action_id, value in buttons_for(exchange_id):
        if action_id in (ids.CANCEL, ids.LEAVE, ids.DROP_OUT):
            continue
        forgery.press(world, viewer, action_id, value)
        while viewer.modal:
            shown.append(json.dumps(viewer.modal.raw))
            viewer.close_modal()
    for word in ("", "status", "history", "wishlist", "exclude", "draw", "join", "leave"):
        viewer.command(f"/santa {word}", world.general)
        while viewer.modal:
            shown.append(json.dumps(viewer.modal.raw))
            viewer.close_modal()
    viewer.open_home()
    seen = [*viewer.sees(world.general), *viewer.direct_messages, viewer.home]
    return "\n".join([*shown, *(json.dumps(one.raw) for one in seen)])
