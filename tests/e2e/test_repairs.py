"""People change when names have been drawn: the fewest get another match, and only they hear it."""

from __future__ import annotations

import itertools
import json

from core.db import models
from core.domain.types import DeliveryKind, ExchangeStatus
from playground import Message, Person
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    World,
    all_sent,
    check_valid,
    create_exchange,
    let_deadline_come,
    let_pauses_end,
    manage,
    match_messages,
    matches,
    notices,
)
from tests.eventually import eventually

NEWS = {
    "changed": "Your match has changed. See whom you give to.",
    "late": "You take part in a Secret Santa. See whom you give to.",
    "again": "Names have been drawn again. See whom you give to.",
}


def settled(world: World, exchange_id: str) -> None:
    """Everything that is owed has gone."""

    def is_quiet() -> bool:
        let_pauses_end(world)
        return all_sent(world, exchange_id)

    eventually(is_quiet)


def news_of(person: Person, notification: str) -> list[Message]:
    return [one for one in person.direct_messages if one.notification == notification]


def match_message(person: Person) -> Message:
    """Their first, as it is now."""
    return next(one for one in person.direct_messages if "You give to" in one.text)


def seen_match(world: World, person: Person) -> str:
    """By the button of `/santa status`."""
    person.command("/santa status", world.general)
    person.press("Show my match")
    assert person.modal is not None
    (recipient,) = person.modal.mentions
    person.close_modal()
    return recipient


def assert_told(before: dict[str, str], after: dict[str, str], people: list[Person]) -> None:
    """Exactly those who had a match and have another one got the news of it, with that match."""
    for person in people:
        changed = person.id in before and before[person.id] != after.get(person.id)
        found = [one.mentions for one in news_of(person, NEWS["changed"])]
        assert found == ([[after[person.id]]] if changed and person.id in after else [])


@both_databases
def test_somebody_leaves_and_somebody_comes_late(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli, fay = world.add_person("Eli Gram"), world.add_person("Fay Holm")
    inside = [ana, bo, cy, dee, eli]
    exchange_id = create_exchange(world, ana, joined=inside[1:])
    let_deadline_come(world, ana, exchange_id)
    before = matches(world, exchange_id, inside)
    first = {one.id: match_message(one) for one in inside}

    reply = bo.command("/santa leave", world.general)
    assert "somebody else gives to your match" in reply.text
    bo.press("Leave")
    settled(world, exchange_id)

    stayed = [one for one in inside if one is not bo]
    after = {one.id: seen_match(world, one) for one in stayed}
    check_valid(world, exchange_id, after)
    assert_told(before, after, [*inside, fay])
    assert len([one for one in stayed if before[one.id] != after[one.id]]) <= 2
    (heard,) = notices(world, DeliveryKind.PARTED, ana)
    assert "has left Office Santa" in heard.text
    assert "no exchange" in bo.command("/santa status", world.general).text
    for one in inside:
        has_another = before[one.id] != after.get(one.id)
        old = match_message(one)
        assert old.mentions == first[one.id].mentions
        assert old.buttons == ([] if has_another else first[one.id].buttons)
        assert ("This match does not count any more" in old.text) is has_another
    refused = bo.press("See the whole wishlist", message=first[bo.id])
    assert refused is not None
    assert "people who have joined" in refused.text

    manage(ana)
    ana.press("Who takes part")
    ana.choose("Let in late", fay)
    assert ana.submit() == {}
    assert ana.modal is not None
    assert "takes part now" in ana.modal.text
    ana.close_modal()
    settled(world, exchange_id)

    later = {one.id: seen_match(world, one) for one in [*stayed, fay]}
    check_valid(world, exchange_id, later)
    assert len([one for one in stayed if after[one.id] != later[one.id]]) == 1
    (own,) = news_of(fay, NEWS["late"])
    assert own.mentions == [later[fay.id]]
    assert "an organizer has let you in" in own.text
    for one in stayed:
        heard_of = [message.mentions for message in news_of(one, NEWS["changed"])]
        course = [before[one.id], after[one.id], later[one.id]]
        assert heard_of == [[new] for old_, new in itertools.pairwise(course) if old_ != new]
    assert world.slack.complaints() == []


@both_databases
def test_what_does_not_work_out_says_why_and_goes_on_without_an_exclusion(world: World) -> None:
    """Bo may not draw Cy, nor they him; without Dee he is left with Ana alone, and she with him."""
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    ana.command(f"/santa exclude {bo.mention} {ana.mention}", world.general)
    let_deadline_come(world, ana, exchange_id)
    before = matches(world, exchange_id, world.people)

    dee.press("Leave", message=dee.open_home())
    settled(world, exchange_id)

    assert dee.modal is not None
    assert "You are still in" in dee.modal.text
    assert {one.id: seen_match(world, one) for one in world.people} == before
    (asked,) = notices(world, DeliveryKind.WANTS_OUT, ana)
    assert "would like to leave" in asked.text
    assert "It would work without" in asked.text
    ana.press("Take them out", message=asked)
    assert ana.modal is not None
    assert "does not draw" in ana.modal.text or "do not draw" in ana.modal.text
    assert ana.submit() == {}
    assert ana.modal is not None
    assert "is out" in ana.modal.text
    ana.close_modal()
    settled(world, exchange_id)
    after = {one.id: seen_match(world, one) for one in (ana, bo, cy)}
    check_valid(world, exchange_id, after)
    assert len(notices(world, DeliveryKind.TAKEN_OUT, dee)) == 1
    assert_told(before, after, world.people)

    manage(ana)
    ana.press("Who takes part")
    ana.choose("Take out", cy)
    assert ana.submit() == {}
    assert ana.modal is not None
    assert "at least 3 people" in ana.modal.text
    assert "Cancel exchange" in ana.modal.buttons
    assert world.slack.complaints() == []


@both_databases
def test_an_account_ends_and_organizers_take_it_out_and_draw_again(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli = world.add_person("Eli Gram")
    people = [ana, bo, cy, dee, eli]
    drawn_id = create_exchange(world, ana, joined=people[1:])
    let_deadline_come(world, ana, drawn_id)
    before = matches(world, drawn_id, people)
    open_id = create_exchange(world, bo, "Later", joined=people)

    world.slack.deactivate(eli)
    for _ in range(2):  # Slack tells of each change of a profile
        world.slack.event({"type": "user_change", "user": {"id": eli.id, "deleted": True}})
    settled(world, drawn_id)

    (told,) = eventually(lambda: notices(world, DeliveryKind.DEACTIVATED, ana))
    (of_other,) = eventually(lambda: notices(world, DeliveryKind.DEACTIVATED, bo))
    assert "are out now" in of_other.text
    rows = world.all(models.Participant, user_id=eli.id)
    assert {row.exchange_id: row.status for row in rows} == {drawn_id: "joined", open_id: "left"}
    reply = ana.press("Take them out", message=told)
    assert reply is not None
    assert "is out" in reply.text
    settled(world, drawn_id)
    after = {one.id: seen_match_in(world, drawn_id, one) for one in people[:4]}
    check_valid(world, drawn_id, after)
    assert_told(before, after, people)

    manage(ana)
    ana.press("Who takes part")
    ana.press("Draw all names again")
    assert ana.modal is not None
    assert "All 4 people get a new match" in ana.modal.text
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    settled(world, drawn_id)
    again = {one.id: seen_match_in(world, drawn_id, one) for one in people[:4]}
    check_valid(world, drawn_id, again)
    for one in people[:4]:
        (news,) = news_of(one, NEWS["again"])
        assert news.mentions == [again[one.id]]
        assert "names have been drawn again" in json.dumps(news.blocks)
    assert world.exchange(drawn_id).status == ExchangeStatus.DRAWN
    assert world.slack.complaints() == []


def seen_match_in(world: World, exchange_id: str, person: Person) -> str:
    (message,) = match_messages(world, exchange_id, person)
    (recipient,) = message.mentions
    return recipient
