"""What must hold of a drawn exchange, whoever has left it or come to it."""

from __future__ import annotations

from sqlalchemy import select

from core.crypto import keyed_hash
from core.db import models
from core.db.repository import exchanges, exclusions, participants, repairs
from core.domain.draw import check_draw
from core.domain.snapshots import Envelope, Match
from core.domain.types import DeliveryKind
from core.services import looks
from core.services.assignments import opened
from core.services.draw_input import draw_input_of
from core.services.givers import RECIPIENT_KEY, key_of_draw, seed_of
from core.services.registry import Services
from tests.builders import TEAM, deliver
from tests.fakes import FakeMessenger


def assignments(services: Services, exchange_id: str) -> dict[str, str]:
    """Who gives to whom, as it stands in the rows."""
    vault = services.repairs.vault
    with services.repairs.database.read() as session:
        row = exchanges.get(session, TEAM, exchange_id)
        own = select(models.Assignment).where(models.Assignment.exchange_id == exchange_id)
        key, found = key_of_draw(session, vault, row, RECIPIENT_KEY), dict[str, str]()
        for one in session.scalars(own):
            ids = (TEAM, exchange_id, one.giver_id)
            recipient = opened(session, vault, *ids, one.recipient_encrypted)
            assert one.recipient_key == keyed_hash(key, recipient.encode())
            found[one.giver_id] = recipient
        return found


def lookers(services: Services, exchange_id: str) -> set[str]:
    """Who has opened the match that they have now."""
    vault = services.repairs.vault
    with services.repairs.database.read() as session:
        row = session.get_one(models.Exchange, exchange_id)
        ids = (row.team_id, exchange_id)
        found = {
            one.giver_id: opened(session, vault, *ids, one.giver_id, one.recipient_encrypted)
            for one in repairs.assignments(session, row)
        }
        return {*looks.lookers(session, row, found, seed_of(session, vault, row))}


def joined(services: Services, exchange_id: str) -> set[str]:
    with services.repairs.database.read() as session:
        row = exchanges.get(session, TEAM, exchange_id)
        return {*participants.joined(session, row)}


def check_all_holds(services: Services, exchange_id: str) -> dict[str, str]:
    """Everybody gives once and receives once, nobody to themself or whom they must not; and each of
    them, and nobody else, is owed one message. Who gives to whom."""
    found, people = assignments(services, exchange_id), joined(services, exchange_id)
    with services.repairs.database.read() as session:
        row = exchanges.get(session, TEAM, exchange_id)
        stated = [exclusions.snapshot(one) for one in exclusions.of_exchange(session, row)]
        given = draw_input_of([*participants.joined(session, row)], stated)
        check_draw(found, given.people, given.pairs, given.groups)
        assert row.joined_count == len(people)
        owed = select(models.Delivery.addressee_id).where(
            models.Delivery.exchange_id == exchange_id,
            models.Delivery.kind == DeliveryKind.MATCH,
        )
        assert sorted(session.scalars(owed)) == sorted(people)
    return found


def told(messenger: FakeMessenger, services: Services, exchange_id: str) -> list[str]:
    """To whom a match, or an envelope, has gone since this was asked last, sorted; twice who has
    got two. What a message says is their match as it is now."""
    deliver(services)
    deliver(services)
    now = assignments(services, exchange_id)
    orders = [one for one in messenger.arrived if one.kind == DeliveryKind.MATCH]
    for order in orders:
        content = order.content
        assert isinstance(content, Match | Envelope)
        if isinstance(content, Match):
            assert content.recipient_id == now[order.addressee_id]
    messenger.arrived.clear()
    return sorted(one.addressee_id for one in orders)
