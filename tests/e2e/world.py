"""A workspace with people in it, a Kringle that serves them, and what can be seen of both."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select, update

from bot.app import Kringle, build
from bot.config import Settings
from core.crypto import MasterKeys
from core.db import models
from core.db.session import Database
from core.domain.types import Caller, DeliveryKind, DeliveryStatus, ExchangeStatus, TeamId, UserId
from core.services.patience import Patience
from playground import Channel, Message, Person, Playground
from tests.clock import LeapingClock
from tests.eventually import eventually

Row = TypeVar("Row", bound=models.Base)

KEYS = f"1:{MasterKeys.new_key()}"
TICK_SECONDS = "0.2"
#: The playground is never late but where a test says so.
PATIENCE = Patience(
    settles=timedelta(seconds=3),
    looks_after=timedelta(seconds=0.5),
    between_refreshes=timedelta(seconds=1),
    between_tidyings=timedelta(seconds=0.3),
)
NOBODY_KNOWS = "0" * 32
UNFINISHED = (DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
#: What changes by itself while nobody does anything.
RESTLESS = {"announced_ts", "announced_channel_id"}


class World:
    """`kringles` are those that run in this process; the last one started is spoken to, and goes by
    `clock`. `people` are there from the beginning, `others` were added."""

    def __init__(self, slack: Playground, url: str, transport: str) -> None:
        self.slack = slack
        self.url = url
        self.transport = transport
        self.database = Database(url)
        self.kringles: list[Kringle] = []
        names = ("Ana Lind", "Bo Berg", "Cy Dahl", "Dee Falk")
        self.people: list[Person] = [slack.person(name) for name in names]
        self.others: list[Person] = []
        self.general: Channel = slack.channel("general", members=self.people)

    @property
    def environment(self) -> dict[str, str]:
        socket = {"SLACK_APP_TOKEN": self.slack.app_token}
        http = {"SLACK_SIGNING_SECRET": self.slack.signing_secret}
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": self.url,
            "KRINGLE_KEYS": KEYS,
            "KRINGLE_PORT": "0",
            "KRINGLE_TICK_SECONDS": TICK_SECONDS,
            **(socket if self.transport == "socket" else http),
        }

    @property
    def kringle(self) -> Kringle:
        return self.kringles[-1]

    def start(self, role: str = "all") -> Kringle:
        settings, self.clock = Settings.from_env(self.environment), LeapingClock()
        kringle = build(settings, role=role, patience=PATIENCE, clock=self.clock)
        kringle.start()
        self.kringles.append(kringle)
        if self.transport == "socket":
            self.slack.wait_for_bot()
        elif role != "worker":
            self.slack.use_http(f"http://127.0.0.1:{kringle.port}/slack/events")
        return kringle

    def close(self) -> None:
        for kringle in self.kringles:
            kringle.stop()
        self.database.close()

    def add_person(self, name: str, **traits: Any) -> Person:
        """Somebody else, in the channel like everybody."""
        person = self.slack.person(name, **traits)
        self.others.append(person)
        self.slack.invite(self.general, person)
        return person

    def all(self, model: type[Row], **wanted: object) -> list[Row]:
        with self.database.read() as session:
            return list(session.scalars(select(model).filter_by(**wanted)))

    def exchange(self, exchange_id: str) -> models.Exchange:
        (row,) = self.all(models.Exchange, exchange_id=exchange_id)
        return row

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Every table, but for what changes by itself."""
        kept: dict[str, list[tuple[object, ...]]] = {}
        with self.database.read() as session:
            for table in models.Base.metadata.sorted_tables:
                columns = [one for one in table.columns if one.name not in RESTLESS]
                query = select(*columns)
                if table.name == models.Delivery.__tablename__:
                    rewritten = (DeliveryKind.REFRESH, DeliveryKind.TIDIED)
                    query = query.where(table.c.kind.not_in(rewritten))
                rows = session.execute(query).all()
                kept[table.name] = sorted((tuple(row) for row in rows), key=repr)
        del kept["workspaces"]  # the lane moves on
        del kept["handled_requests"]  # what was asked is remembered
        return kept

    def caller(self, person: Person) -> Caller:
        return Caller(TeamId(self.slack.team_id), UserId(person.id), f"test:{secrets.token_hex(8)}")


@contextmanager
def nothing_changes(world: World) -> Iterator[None]:
    before = world.contents()
    yield
    assert world.contents() == before


def now() -> datetime:
    return datetime.now(UTC)


def create_exchange(
    world: World,
    organizer: Person,
    name: str = "Office Santa",
    draw_at: datetime | None = None,
    joined: Iterable[Person] = (),
) -> str:
    """Through the modal, in the general channel; gives its id once it has been announced."""
    organizer.command("/santa new", world.general)
    organizer.fill("Name", name)
    if draw_at:
        organizer.pick_time("Draw", draw_at)
    assert organizer.submit() == {}
    organizer.close_modal(everything=True)
    newest = max(world.all(models.Exchange), key=lambda row: row.created_at)
    assert newest.name == name
    eventually(lambda: world.exchange(newest.exchange_id).announced_ts)
    for person in joined:
        person.press("Join", message=announcement(world, newest.exchange_id, person))
    return newest.exchange_id


def announcement(world: World, exchange_id: str, reader: Person) -> Message:
    stamp = world.exchange(exchange_id).announced_ts
    return next(one for one in reader.sees(world.general) if one.ts == stamp)


def manage(organizer: Person) -> None:
    """Opens the console of the only exchange in their App Home."""
    if organizer.modal:
        organizer.close_modal(everything=True)
    organizer.press("Manage", message=organizer.open_home())


def let_deadline_come(
    world: World, organizer: Person, exchange_id: str, within: float = 0.1
) -> None:
    """Moves the draw to the very next moment, as the organizer could, and leaves it to itself."""
    draw_at = now() + timedelta(seconds=within)
    world.kringle.services.exchanges.postpone(world.caller(organizer), exchange_id, draw_at, None)


def strike(world: World, exchange_id: str) -> None:
    """It is the deadline, whether a Kringle runs or not."""
    with world.database.write() as session:
        session.get_one(models.Exchange, exchange_id).draw_at = now()


def joined(world: World, exchange_id: str) -> set[str]:
    rows = world.all(models.Participant, exchange_id=exchange_id)
    return {row.user_id for row in rows if row.status == "joined"}


def match_messages(world: World, exchange_id: str, person: Person) -> list[Message]:
    """The messages in this person's conversation with Kringle that are their match."""
    rows = world.all(
        models.Delivery,
        exchange_id=exchange_id,
        kind=DeliveryKind.MATCH,
        addressee_id=person.id,
    )
    keys = {row.delivery_id for row in rows}
    return [one for one in person.direct_messages if key_of(one) in keys]


def key_of(message: Message) -> str | None:
    payload = (message.metadata or {}).get("event_payload") or {}
    return payload.get("k")


def all_sent(world: World, exchange_id: str) -> bool:
    """Drawn, every match sent, and every organizer told."""
    rows = world.all(models.Delivery, exchange_id=exchange_id)
    kinds = {row.kind for row in rows}
    return DeliveryKind.REPORT in kinds and not any(row.status in UNFINISHED for row in rows)


def matches(world: World, exchange_id: str, people: Iterable[Person]) -> dict[str, str]:
    """Who gives to whom, read from everybody's direct messages: one message and one mention each,
    a permutation, and no exclusion broken."""
    eventually(lambda: all_sent(world, exchange_id))
    found = {}
    for person in people:
        (message,) = match_messages(world, exchange_id, person)
        (recipient,) = message.mentions
        assert "<@" not in message.raw["text"]
        found[person.id] = recipient
    check_valid(world, exchange_id, found)
    return found


def check_valid(world: World, exchange_id: str, found: dict[str, str]) -> None:
    assert sorted(found) == sorted(found.values()) == sorted(joined(world, exchange_id))
    assert all(giver != recipient for giver, recipient in found.items())
    broken = [pair for pair in found.items() if pair in excluded(world, exchange_id)]
    assert broken == []
    drawn = world.all(models.Assignment, exchange_id=exchange_id)
    assert {row.giver_id for row in drawn} == set(found)


def excluded(world: World, exchange_id: str) -> set[tuple[str, str]]:
    pairs = set()
    for row in world.all(models.Exclusion, exchange_id=exchange_id):
        names = [person.user_id for person in row.people]
        if row.kind == "one_way":
            pairs.add((names[0], names[1]))
        else:
            pairs |= {(one, other) for one in names for other in names if one != other}
    return pairs


def is_drawn(world: World, exchange_id: str) -> bool:
    return world.exchange(exchange_id).status == ExchangeStatus.DRAWN


def is_stalled(world: World, exchange_id: str) -> bool:
    return world.exchange(exchange_id).status == ExchangeStatus.STALLED


def notices(world: World, kind: DeliveryKind, person: Person) -> list[Message]:
    """The messages of this kind in this person's conversation with Kringle."""
    owed = world.all(models.Delivery, kind=kind, addressee_id=person.id)
    keys = {row.delivery_id for row in owed}
    return [one for one in person.direct_messages if key_of(one) in keys]


def let_pauses_end(world: World) -> None:
    """What waits for Slack to be mended is tried again at once, and not a minute later."""
    with world.database.write() as session:
        session.execute(update(models.Workspace).values(lane_waits_until=None))
        waiting = models.Delivery.status == DeliveryStatus.PENDING
        session.execute(update(models.Delivery).where(waiting).values(not_before=None))
