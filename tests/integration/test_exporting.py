"""The list of people as a file: who may have it, what is in it, and how Slack gets it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import roster_file
from core.domain import errors
from core.domain.roster import Standing
from core.domain.snapshots import Exchange, Placed, Roster
from core.domain.types import ExchangeStatus, UserId
from core.services.registry import Services
from playground import Person, Playground
from tests.builders import ANA, BEN, CLEO, DAN, EVERYBODY, OLGA, an_exchange, by, person
from tests.clock import START
from tests.integration.delivering import deliver_until_settled
from tests.unit.views import worlds

EVE = UserId("U0EVE")


@pytest.mark.parametrize("status", [ExchangeStatus.OPEN, ExchangeStatus.DRAWN])
def test_everybody_is_in_it_before_and_after_the_draw(
    services: Services, status: ExchangeStatus
) -> None:
    exchange = an_exchange(services)
    invited = [person(DAN), person(EVE)]
    services.invitations.invite(by(OLGA), exchange.exchange_id, invited)
    deliver_until_settled(services)
    services.invitations.decline(by(EVE), exchange.exchange_id)
    services.participation.leave(by(BEN), exchange.exchange_id)
    if status == ExchangeStatus.DRAWN:
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    roster = services.exporting.roster(by(OLGA), exchange.exchange_id)

    assert roster.exchange.status == status
    assert roster.people == (
        *(Placed(one, Standing.JOINED, START) for one in (ANA, CLEO, OLGA)),
        Placed(DAN, Standing.INVITED),
        Placed(EVE, Standing.INVITED),
        Placed(BEN, Standing.LEFT),
    )


@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "outsider"])
def test_only_organizers_get_it(services: Services, who: UserId) -> None:
    exchange = an_exchange(services, people=EVERYBODY)

    with pytest.raises(errors.NotOrganizer):
        services.exporting.roster(by(who), exchange.exchange_id)


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground.start() as running:
        yield running


@pytest.fixture
def client(slack: Playground) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def a_roster(exchange: Exchange, people: list[Person]) -> Roster:
    return Roster(exchange, tuple(Placed(UserId(one.id), Standing.JOINED, START) for one in people))


def rows(slack: Playground) -> list[list[str]]:
    (upload,) = slack.uploads()
    assert upload["name"] == upload["title"] == "roster.csv"
    return list(csv.reader(io.StringIO(upload["text"].removeprefix("\ufeff"), newline="")))[1:]


@pytest.mark.parametrize("count", [3, 25], ids=["few", "many"])
def test_it_comes_into_the_conversation_of_who_asked_with_names(
    slack: Playground, client: WebClient, count: int
) -> None:
    people = slack.people(["=1+1", *(f"Person {number}" for number in range(count - 1))])
    ana = slack.person("Ana Lind")
    exchange = worlds.an_exchange(name=worlds.HOSTILE)

    roster_file.send(client, a_roster(exchange, people), UserId(ana.id))

    wanted = [[one.name, one.id] for one in people]
    wanted[0][0] = "'=1+1"
    assert [row[:2] for row in rows(slack)] == wanted
    (message,) = ana.direct_messages
    assert "<!channel>" not in message.raw["text"]
    assert message.mentions == []
    assert slack.complaints() == []


def test_whom_slack_does_not_show_is_in_it_without_a_name(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana Lind")
    gone = Placed(UserId("U0NOBODY1"), Standing.LEFT)

    roster_file.send(client, Roster(worlds.an_exchange(), (gone,)), UserId(ana.id))

    assert rows(slack) == [["", "U0NOBODY1", "left", ""]]


def test_what_slack_refuses_is_raised_and_nothing_is_shared(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana Lind")
    slack.fail("files.completeUploadExternal", error="internal_error")

    with pytest.raises(SlackApiError):
        roster_file.send(client, a_roster(worlds.an_exchange(), [ana]), UserId(ana.id))

    assert slack.uploads() == []
    assert ana.direct_messages == []
