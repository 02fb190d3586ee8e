"""An emergency: two people together open one match, once, and everybody in it is told."""

from __future__ import annotations

import json

import pytest

from bot import ids
from core.db import models
from core.domain.types import DeliveryKind, UserId
from playground import Message, Person
from tests.e2e import forgery
from tests.e2e.databases import both_databases
from tests.e2e.test_organizers import command_from_elsewhere, person_of
from tests.e2e.test_refusals import nothing_changes
from tests.e2e.world import UNFINISHED, World, create_exchange, manage, matches, notices
from tests.eventually import eventually

ASK = "Open one match"
GIVER, WHY = "Whose match has to be known?", "Why?"
ADMIN = "An admin of this workspace who may agree"
REASON = "Cy <fell> *ill*"


@both_databases
def test_two_open_one_match_and_everybody_is_told(world: World) -> None:
    ana, bo, cy, dee = world.people
    boss = world.add_person("Adi Boss", admin="primary_owner")
    exchange_id, found = a_drawn_exchange(world)

    asks(ana, cy)
    assert list(ana.submit()) == [ADMIN]
    ana.choose(ADMIN, dee)
    assert "this person is none" in ana.submit()[ADMIN]
    ana.choose(ADMIN, ana)
    assert "It takes two" in ana.submit()[ADMIN]
    ana.choose(ADMIN, boss)
    assert ana.submit() == {}
    ana.close_modal(everything=True)

    (question,) = eventually(lambda: notices(world, DeliveryKind.OPENING, boss))
    assert {*question.mentions} == {ana.id, cy.id}
    assert REASON in question.text
    boss.press("Agree", message=question)
    (edited,) = (one for one in boss.direct_messages if one.ts == question.ts)
    assert "You have agreed" in edited.text
    assert edited.buttons == []
    (answer,) = eventually(lambda: notices(world, DeliveryKind.OPENING_ANSWER, ana))
    eventually(lambda: is_quiet(world))
    with nothing_changes(world):
        for person in (bo, cy, dee, boss):
            said = forgery.press(world, person, ids.OPENING_SHOW, opening_of(world))
            assert "for those who were asked" in said
    ana.press("Show the match once", message=answer)
    assert ana.modal is not None
    assert {cy.id, found[cy.id]} <= set(json.dumps(ana.modal.raw).split('"'))
    ana.close_modal()

    (used,) = (one for one in ana.direct_messages if one.ts == answer.ts)
    assert used.buttons == []
    for person in (ana, bo, cy):
        (told,) = eventually(lambda person=person: notices(world, DeliveryKind.OPENED, person))
        assert {*told.mentions} == {ana.id, boss.id}
        assert "Which one is told to nobody" in told.text
    (record,) = world.all(models.Opening, exchange_id=exchange_id)
    assert (record.asked_by, record.decided_by, record.opened_at is not None) == (
        *(ana.id, boss.id),
        True,
    )
    eventually(lambda: is_quiet(world))
    with nothing_changes(world):
        assert "closed again" in forgery.press(world, ana, ids.OPENING_SHOW, record.opening_id)
        assert ana.modal is None
    refused_and_over(world, ana, bo, cy)
    assert world.slack.complaints() == []


def a_drawn_exchange(world: World) -> tuple[str, dict[str, str]]:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    forgery.press(world, ana, ids.DRAW, exchange_id)
    return exchange_id, matches(world, exchange_id, [ana, bo, cy])


def is_quiet(world: World) -> bool:
    return all(row.status not in UNFINISHED for row in world.all(models.Delivery))


def asks(organizer: Person, giver: Person) -> None:
    manage(organizer)
    organizer.press(ASK)
    organizer.choose(GIVER, giver)
    organizer.fill(WHY, REASON)


def opening_of(world: World) -> str:
    return world.all(models.Opening)[-1].opening_id


def refused_and_over(world: World, ana: Person, bo: Person, cy: Person) -> None:
    """Another organizer is asked by themself; what they refuse stays closed, for good."""
    services, (row,) = world.kringle.services, world.all(models.Exchange)
    services.organizers.change(world.caller(ana), row.exchange_id, [person_of(world, bo)], ())
    asks(ana, cy)
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    (question,) = eventually(lambda: notices(world, DeliveryKind.OPENING, bo))
    bo.press("Refuse", message=question)
    answers = eventually(
        lambda: [
            one for one in notices(world, DeliveryKind.OPENING_ANSWER, ana) if "refused" in one.text
        ]
    )
    assert answers[0].buttons == []
    refused = next(one for one in world.all(models.Opening) if one.opened_at is None)
    for action_id in (ids.OPENING_AGREE, ids.OPENING_REFUSE):
        assert "decided already" in forgery.press(world, bo, action_id, refused.opening_id)
    assert "decided already" in forgery.press(world, ana, ids.OPENING_SHOW, refused.opening_id)


#: Who presses Agree, and what they read; None for those who may.
ROLES = {
    "asker": "It takes two",
    "asker who is an admin": "It takes two",
    "participant": "for those who were asked",
    "outsider": "for those who were asked",
    "admin who was not asked": "for those who were asked",
    "ex-organizer": "for those who were asked",
    "other workspace": "not set up",
    "co-organizer": None,
    "admin who was asked": None,
}


@pytest.mark.parametrize(
    ("world", "asked"),
    [(("http", "sqlite"), "co-organizer"), (("http", "postgresql"), "admin")],
    indirect=["world"],
    ids=["sqlite-co-organizer", "postgresql-admin"],
)
def test_who_may_agree(world: World, asked: str) -> None:
    ana, bo, cy, dee = world.people
    boss = world.add_person("Adi Boss", admin="admin")
    other_boss = world.add_person("Oda Boss", admin="owner")
    exchange_id, _ = a_drawn_exchange(world)
    services = world.kringle.services
    for add, gone in (([bo, dee], []), ([], [dee])):
        people, removed = [person_of(world, one) for one in add], [UserId(one.id) for one in gone]
        services.organizers.change(world.caller(ana), exchange_id, people, removed)
    asks(ana, cy)
    ana.choose(ADMIN, boss)
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    eventually(lambda: is_quiet(world))
    who = {
        "asker": ana,
        "participant": cy,
        "outsider": world.add_person("Olaf Out"),
        "admin who was not asked": other_boss,
        "ex-organizer": dee,
    }

    with nothing_changes(world):
        for role, person in who.items():
            for action_id in (ids.OPENING_AGREE, ids.OPENING_REFUSE):
                said = forgery.press(world, person, action_id, opening_of(world))
                assert str(ROLES[role]) in said
        for person in (*who.values(), bo, boss):
            assert forgery.press(world, person, ids.OPENING_SHOW, opening_of(world))
            assert person.modal is None
        world.slack.make_admin(ana)
        said = forgery.press(world, ana, ids.OPENING_AGREE, opening_of(world))
        assert str(ROLES["asker who is an admin"]) in said
        world.slack.make_admin(boss, None)
        said = forgery.press(world, boss, ids.OPENING_AGREE, opening_of(world))
        assert "Only an admin" in said
        world.slack.make_admin(boss)
        world.slack.fail("users.info", error="internal_error")
        assert "Slack does not answer" in forgery.press(
            world, boss, ids.OPENING_AGREE, opening_of(world)
        )
        world.slack.clear_faults()
        team = world.slack.add_team("T2", "Elsewhere")
        zoe = world.slack.person("Zoe", team=team, admin="owner")
        assert "not set up" in command_from_elsewhere(world, zoe, "/santa status")

    agrees = bo if asked == "co-organizer" else boss
    assert "You have agreed" in forgery.press(world, agrees, ids.OPENING_AGREE, opening_of(world))
    (row,) = world.all(models.Opening)
    assert (row.decided_by, row.status) == (agrees.id, "agreed")
    other = boss if agrees is bo else bo

    def tidied() -> list[Message]:
        """What still asks the other one, once it does not any more."""
        return [one for one in notices(world, DeliveryKind.OPENING, other) if not one.buttons]

    (question,) = eventually(tidied)
    assert REASON in question.text
    assert "decided already" in question.text
