"""Last year's exchange once more: from the history and from App Home."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from core.db import models
from core.domain.types import DeliveryKind, ParticipantStatus
from playground import Person
from tests.e2e.databases import both_databases_and_ways
from tests.e2e.world import World, create_exchange, joined, matches, notices, now
from tests.eventually import eventually

INVITED = ParticipantStatus.INVITED


def last_years(world: World, name: str, people: list[Person], *, days_ago: int) -> str:
    """Drawn so long ago, and over."""
    ana, *others = people
    ana.command("/santa new", world.general)
    ana.fill("Name", name)
    ana.press("More options")
    ana.fill("Budget", "20")
    ana.choose("Currency of the budget", "EUR – Euro")
    ana.fill("Message to everyone", "No <socks>.")
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    exchange_id = world.all(models.Exchange)[0].exchange_id
    eventually(lambda: world.exchange(exchange_id).announced_ts)
    for person in others:
        person.press("Join", world.general)
    ana.command(f"/santa exclude {others[0].mention} {others[1].mention}", world.general)
    others[2].command(f"/santa exclude {ana.mention}", world.general)
    ana.command("/santa draw", world.general)
    ana.press("Draw now")
    matches(world, exchange_id, people)
    then = now().replace(microsecond=0) - timedelta(days=days_ago)
    with world.database.write() as session:
        session.execute(
            update(models.Exchange).values(draw_at=then, drawn_at=then, completes_at=then)
        )
    assert world.kringle.services.exchanges.complete_due() == 1
    return exchange_id


def the_copy(world: World, exchange_id: str) -> models.Exchange:
    (row,) = [one for one in world.all(models.Exchange) if one.exchange_id != exchange_id]
    return row


@both_databases_and_ways
def test_people_exclusions_and_text_come_along(world: World) -> None:
    ana, bo, cy, dee = world.people
    eli = world.add_person("Eli Gram")
    old = last_years(world, "Santa & <co> 2025", [ana, bo, cy, dee, eli], days_ago=340)
    was = world.exchange(old)
    world.slack.deactivate(eli)

    # Bo, who did not organize it, is offered nothing; Ana is, in her history.
    bo.command("/santa history", world.general)
    assert "Copy" not in [label for one in bo.sees(world.general) for label in one.buttons]
    ana.command("/santa history", world.general)
    ana.press("Copy")
    assert ana.modal is not None
    assert ana.modal.title == "New Secret Santa"
    assert ana.modal.values["Name"] == "Santa & <co> 2026"
    assert len(ana.modal.labels) <= 6
    for words in ("4 others who took part", "1 exclusion", "the budget of 20 EUR", "the message"):
        assert words in ana.modal.text

    # As it stands there it is made: what the form does not show comes along, too.
    assert ana.submit() == {}
    assert "is invited within a minute" in ana.modal.text
    ana.close_modal(everything=True)
    new = the_copy(world, old)
    assert new.draw_at == was.draw_at.replace(year=was.draw_at.year + 1)
    assert (new.message, new.budget_currency) == ("No <socks>.", "EUR")
    assert joined(world, new.exchange_id) == {ana.id}
    (kept,) = world.all(models.Exclusion, exchange_id=new.exchange_id)
    assert {one.user_id for one in kept.people} == {bo.id, cy.id}  # and nothing of Dee's own

    # Who still can is asked, and nobody joins without accepting.
    invitations = eventually(lambda: notices(world, DeliveryKind.INVITATION, bo))
    bo.press("Accept", message=invitations[-1])
    eventually(lambda: not world.all(models.Copy))
    rows = world.all(models.Participant, exchange_id=new.exchange_id, status=INVITED)
    assert {row.user_id for row in rows} == {cy.id, dee.id}
    assert joined(world, new.exchange_id) == {ana.id, bo.id}
    assert notices(world, DeliveryKind.INVITATION, eli) == []
    assert world.slack.complaints() == []


def test_app_home_offers_it_in_its_season_and_more_options_show_all_of_it(world: World) -> None:
    ana, bo, cy, dee = world.people
    old = last_years(world, "Winter", [ana, bo, cy, dee], days_ago=340)

    home = ana.open_home()
    assert "Once more this year? Winter" in home.text
    assert "Once more" not in bo.open_home().text
    ana.press("Copy", message=home)
    ana.press("More options")
    assert ana.modal is not None
    assert ana.modal.values["Message to everyone"] == "No <socks>."
    assert float(ana.modal.values["Budget"]) == 20
    ana.fill("Message to everyone", "")
    assert ana.submit() == {}
    ana.close_modal(everything=True)

    assert the_copy(world, old).message == ""
    assert the_copy(world, old).budget_currency == "EUR"
    assert "Once more" not in ana.open_home().text
    assert create_exchange(world, ana, name="Another")  # the simple road is as short as ever


def test_what_has_been_deleted_meanwhile_is_told_in_words(world: World) -> None:
    ana, *others = world.people
    last_years(world, "Winter", [ana, *others], days_ago=340)
    ana.command("/santa history", world.general)
    with world.database.write() as session:
        long_ago = now() - timedelta(days=500)
        session.execute(update(models.Exchange).values(completes_at=long_ago))
    assert world.kringle.services.retention.purge_due() == 1

    reply = ana.press("Copy")

    assert reply is not None
    assert "can't find that exchange any more" in reply.text
    assert ana.modal is None
