"""Somebody who has left traces everywhere, and where they are still named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Table, select, update

from core.crypto import Binding
from core.db import models
from core.db.models import Base
from core.db.session import Database
from core.db.vault import Vault
from core.domain.bulletins import Audience
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus, GiftMark, Side
from core.rosters.resolving import Resolution
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    a_wish,
    an_exchange,
    by,
    deliver,
    group,
    mutual,
    one_way,
    person,
    the_clock,
)
from tests.clock import START
from tests.integration import looking
from tests.integration.drawn import matches

S = ExchangeStatus


def a_full_exchange(services: Services, status: S = S.COMPLETED) -> Exchange:
    """Ana stands in every table; she organizes it with Olga, has invited Dan, and has talked."""
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, DAN)])
    exchange_id = exchange.exchange_id
    services.organizers.change(by(OLGA), exchange_id, [person(ANA)], ())
    services.organizers.change(by(ANA), exchange_id, [person(BEN)], ())
    services.invitations.invite(by(ANA), exchange_id, [person(DAN)])
    services.exclusions.add(by(ANA), exchange_id, [one_way(ANA, DAN), mutual(CLEO, DAN)])
    services.wishlists.add_item(by(ANA), exchange_id, a_wish("CANARY"))
    services.bulletins.send(by(ANA), exchange_id, "CANARY", Audience.JOINED, key="all")
    services.rosters.keep(by(ANA), exchange_id, Resolution(()))
    deliver(services)
    if status == S.OPEN:
        return exchange
    services.drawing.draw_now(by(OLGA), exchange_id)
    deliver(services)
    services.matches.show(by(ANA), exchange_id)
    talks(services, exchange_id)
    services.gifts.mark(by(ANA), exchange_id, GiftMark.READY)
    services.break_glass.ask(by(OLGA), exchange_id, ANA, "Ill", person(ANA, is_admin=True))
    services.repairs.deactivated(by(ANA))
    deliver(services)
    if status == S.COMPLETED:
        end(services)
    return exchange


def end(services: Services) -> None:
    """Of all that is drawn."""
    the_clock(services).advance(timedelta(days=31))
    services.exchanges.complete_due()


def talks(services: Services, exchange_id: str) -> None:
    """Ana writes both ways and is written to; one message is muted, one reported, one stopped."""
    for side in Side:
        services.talk.send(by(ANA), exchange_id, side, "CANARY", key=side)
    found = matches(services, exchange_id)
    giver = next(who for who, to in found.items() if to == ANA)
    services.talk.send(by(giver), exchange_id, Side.GIVER, "to Ana", key="g")
    services.talk.send(by(found[ANA]), exchange_id, Side.RECIPIENT, "to Ana", key="r")
    deliver(services)
    deliver(services)
    got = looking.deliveries(services.talk.database, DeliveryKind.ANONYMOUS)
    for row in got:
        if row.exchange_id == exchange_id and row.addressee_id != ANA:
            services.talk.report(by(row.addressee_id), row.occasion)
            services.talk.mute(by(row.addressee_id), row.occasion)
    for row in got:
        if row.exchange_id == exchange_id and row.addressee_id == ANA:
            services.talk.mute(by(ANA), row.occasion)
    deliver(services)


def reveal(database: Database) -> None:
    with database.write() as session:
        session.execute(update(models.Exchange).values(reveal_at=START, revealed_at=START))


@dataclass
class Dump:
    """Every row, with what is sealed in it opened as well."""

    database: Database
    vault: Vault

    def naming(self, user_id: str) -> set[str]:
        """The tables in which somebody is named."""
        tables = Base.metadata.sorted_tables
        return {table.name for table in tables if user_id in "\n".join(self.rows(table))}

    def rows(self, table: Table) -> Iterator[str]:
        keys = [column.name for column in table.primary_key]
        with self.database.read() as session:
            for row in session.execute(select(table)).mappings():
                yield repr(dict(row))
                for name, value in row.items():
                    if name.endswith("_encrypted") and value is not None:
                        place = tuple(str(row[key]) for key in keys)
                        binding = Binding(row["team_id"], table.name, place, name)
                        yield repr(self.vault.open(session, binding, value))
