"""Workspaces full of people to whom something is owed. In each there is one exchange, announced a
while ago; everybody has joined it, with a wishlist. Its matches come from the real draw."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from benchmarks import office
from benchmarks.slack_stub import CHANNEL
from core.clock import SystemClock
from core.crypto import Binding, MasterKeys
from core.db import models, schema
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange, Order, Receipt
from core.domain.types import (
    Caller,
    ChannelId,
    DeliveryKind,
    DeliveryStatus,
    ExchangeId,
    Person,
    Plan,
    TeamId,
    UserId,
    Wish,
    WishId,
)
from core.services.registry import Services

WISHES = (
    Wish(WishId("1"), "A book about bees", "https://books.example/bees", "Paperback, please"),
    Wish(WishId("2"), "Woollen socks, size 41"),
    Wish(WishId("3"), "Something that smells of winter", "", "No cinnamon"),
)
WISHLIST = {
    "items": [asdict(wish) for wish in WISHES],
    "dislikes": "Anything with raisins",
    "delivery_notes": "Desk 4, second floor; the porter takes parcels",
}


class AtOnce:
    """The `core.ports.Messenger` that costs nothing."""

    def send(self, order: Order, may_go: Callable[[], bool]) -> Receipt:
        return order.place or Receipt(ChannelId("D0BENCH"), "1700000000.000001")

    def find(self, order: Order) -> Receipt | None:
        raise NotImplementedError("nothing is ever in doubt here")


@dataclass(frozen=True)
class Workspaces:
    database: Database
    services: Services

    @classmethod
    def on(cls, database: Database) -> Workspaces:
        """Brings the schema up to date."""
        schema.upgrade(database)
        vault = Vault(MasterKeys.parse(office.KEYS))
        return cls(database, Services.build(database, vault, SystemClock(), AtOnce()))

    def found(self, count: int, people: int) -> list[Exchange]:
        """One exchange in each of so many workspaces, and so many people in each. Their deadlines
        are a week away."""
        made = [self._exchange(number, people) for number in range(count)]
        self._announce()
        return made

    def draw(self, exchanges: Sequence[Exchange]) -> None:
        for exchange in exchanges:
            (organizer,) = exchange.organizer_ids
            self.services.drawing.draw_now(
                caller(exchange.team_id, organizer), exchange.exchange_id
            )

    def set_pace(self, pace: float) -> None:
        """Every lane is free from now on, and goes on with so many messages a second."""
        free = {"pace": pace, "lane_next_at": None, "lane_waits_until": None}
        with self.database.write() as session:
            session.execute(update(models.Workspace).values(free))

    def set_deadlines(self, deadlines: Mapping[ExchangeId, datetime]) -> None:
        """Past the service, which knows none that have passed."""
        its = models.Exchange
        with self.database.write() as session:
            for exchange_id, draw_at in deadlines.items():
                change = update(its).where(its.exchange_id == exchange_id)
                session.execute(change.values(draw_at=draw_at))

    def _exchange(self, number: int, people: int) -> Exchange:
        team_id = TeamId(f"T{number:08d}")
        who = office.people(people + 1, first=number * (people + 1))
        organizer = who.pop()
        plan = Plan(
            key=secrets.token_hex(16),
            name=office.NAME,
            channel_id=ChannelId(f"{CHANNEL}{number}"),
            channel_is_private=False,
            draw_at=self.services.exchanges.clock.now() + timedelta(days=7),
            time_zone="Europe/Berlin",
            organizer_takes_part=False,
        )
        person = Person(organizer, team_id)
        made = self.services.exchanges.create(caller(team_id, organizer), person, plan)
        office.let_join(self.database, made.exchange_id, who, team_id)
        self._wish(made, who)
        return made

    def _wish(self, exchange: Exchange, who: Sequence[UserId]) -> None:
        """Past the service, one wishlist for each; each row is what it would have written."""
        now, content = self.services.wishlists.clock.now(), json.dumps(WISHLIST).encode()
        with self.database.write() as session:
            seal = self.services.wishlists.vault.sealer(session, exchange.team_id, now)
        rows = []
        for user_id in who:
            row = (exchange.exchange_id, user_id)
            binding = Binding(exchange.team_id, "wishlists", row, "content_encrypted")
            rows.append(
                {
                    "exchange_id": exchange.exchange_id,
                    "user_id": user_id,
                    "team_id": exchange.team_id,
                    "content_encrypted": seal(binding, content),
                }
            )
        with self.database.write() as session:
            session.execute(insert(models.Wishlist), rows)

    def _announce(self) -> None:
        while claims := self.services.outbox.claim(100):
            for claim in claims:
                self.services.outbox.attempt(claim)


def caller(team_id: TeamId, user_id: UserId) -> Caller:
    """Another request each time."""
    return Caller(team_id, user_id, secrets.token_hex(16))


def sent(
    database: Database, since: datetime, kinds: Collection[DeliveryKind] = tuple(DeliveryKind)
) -> dict[str, list[datetime]]:
    """When the messages were sent that were sent since then, one after the other, by workspace."""
    row = models.Delivery
    query = (
        select(row.team_id, row.sent_at)
        .where(row.status == DeliveryStatus.SENT, row.sent_at >= since, row.kind.in_(kinds))
        .order_by(row.sent_at)
    )
    found: dict[str, list[datetime]] = {}
    with database.read() as session:
        for team_id, sent_at in session.execute(query).tuples():
            if sent_at is not None:
                found.setdefault(team_id, []).append(sent_at)
    return found


def drawn_at(database: Database) -> dict[ExchangeId, datetime]:
    """When names were drawn, by exchange, the first one first."""
    its = models.Exchange
    query = select(its.exchange_id, its.drawn_at).where(its.drawn_at.is_not(None))
    with database.read() as session:
        rows = session.execute(query.order_by(its.drawn_at)).tuples()
        return {ExchangeId(exchange_id): at for exchange_id, at in rows if at is not None}


def count_unsent(database: Database) -> int:
    """How many matches have not been sent."""
    row = models.Delivery
    query = select(func.count()).where(
        row.kind == DeliveryKind.MATCH, row.status != DeliveryStatus.SENT
    )
    with database.read() as session:
        return session.scalars(query).one()
