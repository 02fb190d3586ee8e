"""A workspace full of people, and what they do: exchanges, joins, exclusions."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import SystemClock
from core.crypto import MasterKeys
from core.db import schema
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import (
    Caller,
    ChannelId,
    ExclusionKind,
    NewExclusion,
    Plan,
    TeamId,
    UserId,
)
from core.domain.types import Person as Profile
from core.services.registry import Services
from playground import Channel, Person, Playground, Reply
from tests.chaos.processes import Fleet
from tests.fakes import FakeMessenger

YOU_ARE_IN = ("You are in", "You were already in")


@dataclass(frozen=True)
class Exchange:
    exchange_id: str
    name: str
    organizer: Person
    #: Those that have been told, by a process of the bot, that they are in.
    told: set[str] = field(default_factory=set)


class Office:
    """`services` work on the same database as the processes do, and send nothing."""

    def __init__(self, slack: Playground, url: str, people: int) -> None:
        self.slack = slack
        self.keys = f"1:{MasterKeys.new_key()}"
        self.url = url
        self.database = Database(url)
        schema.upgrade(self.database)
        self.vault = Vault(MasterKeys.parse(self.keys))
        self.services = Services.build(self.database, self.vault, SystemClock(), FakeMessenger())
        self.people = slack.people([f"Person {number}" for number in range(people)])
        self.channel: Channel = slack.channel("general", members=self.people)
        self.exchanges: list[Exchange] = []

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to serve this office. HTTP mode."""
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": self.url,
            "KRINGLE_KEYS": self.keys,
            "KRINGLE_TICK_SECONDS": "0.2",
        }

    def close(self) -> None:
        self.database.close()

    def caller(self, person: Person) -> Caller:
        return Caller(TeamId(self.slack.team_id), UserId(person.id), secrets.token_hex(8))

    def create(self, name: str, people: Sequence[Person], draws_in: float) -> Exchange:
        """The first one organizes it. All of them are in it, two couples among them, before the
        seconds begin to count."""
        organizer, now = people[0], self.services.exchanges.clock.now()
        plan = Plan(
            key=secrets.token_hex(8),
            name=name,
            channel_id=ChannelId(self.channel.id),
            channel_is_private=False,
            draw_at=now + timedelta(days=1),
            time_zone="UTC",
        )
        profile = self._profile(organizer)
        made = self.services.exchanges.create(self.caller(organizer), profile, plan)
        exchange = Exchange(made.exchange_id, name, organizer)
        self.exchanges.append(exchange)
        for person in people[1:]:
            self.join(exchange, person)
        self.keep_apart(exchange, people[1:3], people[3:5])
        self.draw_in(exchange, draws_in)
        return exchange

    def draw_in(self, exchange: Exchange, seconds: float) -> None:
        draw_at = self.services.exchanges.clock.now() + timedelta(seconds=seconds)
        caller = self.caller(exchange.organizer)
        self.services.exchanges.postpone(caller, exchange.exchange_id, draw_at, None)

    def draw_at(self, exchange: Exchange) -> datetime:
        caller = self.caller(exchange.organizer)
        return self.services.exchanges.get(caller, exchange.exchange_id).draw_at

    def join(self, exchange: Exchange, person: Person) -> None:
        profile = self._profile(person)
        self.services.participation.join(self.caller(person), exchange.exchange_id, profile)
        exchange.told.add(person.id)

    def keep_apart(self, exchange: Exchange, *couples: Collection[Person]) -> None:
        rules = [
            NewExclusion(ExclusionKind.MUTUAL, tuple(UserId(one.id) for one in couple))
            for couple in couples
            if len(couple) == 2
        ]
        if rules:
            caller = self.caller(exchange.organizer)
            self.services.exclusions.add(caller, exchange.exchange_id, rules)

    def _profile(self, person: Person) -> Profile:
        return Profile(UserId(person.id), TeamId(self.slack.team_id))


@contextmanager
def office(slack: Playground, url: str, people: int) -> Iterator[Office]:
    found = Office(slack, url, people)
    try:
        yield found
    finally:
        found.close()


class Latecomers:
    """People who type `/santa join` while everything breaks, again until they have an answer."""

    def __init__(
        self, office: Office, fleet: Fleet, wishes: Iterable[tuple[Exchange, Person]]
    ) -> None:
        self._office = office
        self._fleet = fleet
        self._over = threading.Event()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="latecomer")
        self._done: list[Future[None]] = [
            self._threads.submit(self._come, exchange, person) for exchange, person in wishes
        ]

    def stop(self) -> None:
        """Nobody types any more; raises what went wrong here."""
        self._over.set()
        self._threads.shutdown()
        for one in self._done:
            one.result()

    def _come(self, exchange: Exchange, person: Person) -> None:
        while not self._over.is_set():
            answerer = self._fleet.ready_to_answer()
            if answerer is not None:
                self._office.slack.use_http(f"http://127.0.0.1:{answerer.port}/slack/events")
                reply = person.command(f"/santa join {exchange.name}", self._office.channel)
                if any(words in reply.text for words in YOU_ARE_IN):
                    exchange.told.add(person.id)
                if is_an_answer(reply):
                    return
            time.sleep(0.3)


def is_an_answer(reply: Reply) -> bool:
    """Not Slackbot's word that Kringle did not answer, nor Kringle's that something broke."""
    said = reply.message
    return said is not None and said.author == "Kringle" and "went wrong" not in said.text
