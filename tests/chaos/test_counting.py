"""The count itself: it sees whatever it is there to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from sqlalchemy import delete, select, update

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus
from playground import Person
from tests.chaos.counting import count, unfinished
from tests.chaos.processes import End
from tests.chaos.run import Installation, installation
from tests.chaos.trouble import Event

PEOPLE = 8


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Everybody but the last has a match, nothing went wrong, and everything has ended.

    Each test spoils what one person has, and looks at nothing but that.
    """
    url = f"sqlite:///{tmp_path_factory.mktemp('quiet') / 'kringle.db'}"
    with installation(url, None, ["all"], people=PEOPLE) as here:
        here.fleet.start()
        here.office.create("Winter", here.office.people[:-1], draws_in=0.5)
        here.settle(60)
        assert here.verdict().findings == ()
        yield here


def test_a_message_that_came_twice_is_double(quiet: Installation) -> None:
    person = quiet.office.people[1]

    post_match(quiet, person, person, recipient_of(quiet, person))

    assert found(quiet, person) == ["double"]


def test_a_message_that_is_not_there_is_lost(quiet: Installation) -> None:
    person = quiet.office.people[2]

    take_back(quiet, person)

    assert found(quiet, person) == ["lost"]


def test_a_message_that_somebody_else_has_as_well_is_wrong(quiet: Installation) -> None:
    person = quiet.office.people[3]

    post_match(quiet, person, quiet.office.people[-1], recipient_of(quiet, person))

    assert found(quiet, person) == ["wrong"]


def test_a_message_that_names_another_match_is_wrong(quiet: Installation) -> None:
    person = quiet.office.people[4]

    take_back(quiet, person)
    post_match(quiet, person, person, quiet.office.people[-1].id)

    assert found(quiet, person) == ["wrong"]


def test_a_message_that_is_still_on_its_way_is_stuck(quiet: Installation) -> None:
    person = quiet.office.people[5]
    mark = match_of(quiet, person).delivery_id

    with quiet.office.database.write() as session:
        row = update(models.Delivery).where(models.Delivery.delivery_id == mark)
        session.execute(row.values(status=DeliveryStatus.UNKNOWN))

    assert found(quiet, person) == ["stuck"]
    assert any(mark in one for one in unfinished(quiet.office))


def test_somebody_who_was_left_out_of_the_draw_is_seen(quiet: Installation) -> None:
    person = quiet.office.people[6]

    with quiet.office.database.write() as session:
        drawn = models.Assignment.giver_id == person.id
        session.execute(delete(models.Assignment).where(drawn))

    assert found(quiet, person) == ["wrong"]
    assert "no permutation" in " ".join(map(str, count(quiet.office, [], []).findings))


def test_somebody_who_was_told_to_be_in_and_is_not_is_lost(quiet: Installation) -> None:
    person = quiet.office.people[7]

    quiet.office.exchanges[0].told.add(person.id)

    assert found(quiet, person) == ["lost"]


def test_a_process_that_breaks_down_is_seen(quiet: Installation) -> None:
    assert wrong_by(quiet, End("all-0", at=100, how="broke down, status 1"))


def test_a_start_may_only_give_up_without_its_database(quiet: Installation) -> None:
    end = End("all-0", at=100, how="did not start, status 3", gave_up=True)

    assert wrong_by(quiet, end)
    assert not wrong_by(quiet, end, Event(95, "outage", "postgresql"))


def wrong_by(here: Installation, end: End, *events: Event) -> bool:
    return any(end.how in one.words for one in count(here.office, events, [end]).findings)


def found(here: Installation, person: Person) -> list[str]:
    findings = count(here.office, [], []).findings
    return [one.kind for one in findings if one.whom == person.id]


def match_of(here: Installation, person: Person) -> models.Delivery:
    matches = models.Delivery.kind == DeliveryKind.MATCH
    with here.office.database.read() as session:
        theirs = select(models.Delivery).where(matches, models.Delivery.addressee_id == person.id)
        return session.scalars(theirs).one()


def recipient_of(here: Installation, person: Person) -> str:
    exchange_id = here.office.exchanges[0].exchange_id
    caller = here.office.caller(person)
    return here.office.services.matches.show(caller, exchange_id).recipient_id


def take_back(here: Installation, person: Person) -> None:
    row = match_of(here, person)
    client(here).chat_delete(channel=row.channel_id or "", ts=row.message_ts or "")


def post_match(here: Installation, person: Person, to: Person, recipient_id: str) -> None:
    """With the mark of this person's match."""
    mark = {"k": match_of(here, person).delivery_id}
    client(here).chat_postMessage(
        channel=to.id,
        text=f"<@{recipient_id}>",
        metadata={"event_type": "kringle_delivery", "event_payload": mark},
    )


def client(here: Installation) -> WebClient:
    return WebClient(here.office.slack.bot_token, base_url=here.office.slack.api_url)
