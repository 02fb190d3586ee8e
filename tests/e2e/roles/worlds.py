"""One exchange as it stands for the people of the table in each of its states, with whatever can be
there for somebody to press."""

from __future__ import annotations

from datetime import timedelta

from core.db import models
from core.db.session import Database
from core.domain.rules import COMPLETED_AFTER
from core.domain.snapshots import AnonymousMessage, Exchange, Match, OpeningRequest, ReportedMessage
from core.domain.types import DeliveryKind, GiftMark, Person, Side, UserId
from core.ports import Refused
from core.rosters.resolving import Outcome, Resolution, ResolvedRow
from core.rosters.roster import Row
from core.services.registry import Services
from tests.builders import (
    WEEK,
    a_plan,
    a_wish,
    by,
    deliver,
    joins,
    one_way,
    person,
    reach_deadline,
    the_clock,
)
from tests.e2e.roles.office import (
    ADMIN,
    CIRCLE,
    CO_ORGANIZER,
    GIVER,
    INVITED,
    NAMED,
    ORGANIZER,
    PARTICIPANT,
    RECIPIENT,
    Office,
)
from tests.fakes import FakeMessenger
from tests.integration import looking

#: After so long organizers know that a gift is missing.
KNOWN_AFTER = timedelta(days=3)


def open_office(
    services: Services, messenger: FakeMessenger, database: Database, state: str
) -> Office:
    exchange = _an_exchange(services)
    (exclusion,) = looking.everything(database, models.Exclusion)
    exchange_id = exchange.exchange_id
    services.invitations.invite(by(ORGANIZER), exchange_id, [person(INVITED)])
    file = Resolution((ResolvedRow(Row(1, NAMED), Outcome.INVITED, NAMED),))
    roster = services.rosters.keep(by(ORGANIZER), exchange_id, file)
    deliver(services)
    found: dict[str, str] = {}
    match state:
        case "stalled":
            _stall(services, exchange)
        case "drawn":
            found = _drawn(services, messenger, exchange)
        case "completed":
            found = _completed(services, messenger, exchange)
        case "cancelled":
            found = _talked(services, messenger, exchange)
            asked = _asks_to_open(services, messenger, exchange)
            found |= {"asked": asked, "agreed": asked}
            services.exchanges.cancel(by(ORGANIZER), exchange_id)
    deliver(services)
    there = {"exclusion": exclusion.exclusion_id, "roster": roster.roster_id}
    return Office(exchange_id, **there, **found)


def _an_exchange(services: Services) -> Exchange:
    """With one way to draw it: each gives to the next in the circle."""
    exchange = services.exchanges.create(
        by(ORGANIZER), person(ORGANIZER), a_plan(organizer_takes_part=False)
    )
    exchange_id = exchange.exchange_id
    services.organizers.change(by(ORGANIZER), exchange_id, [person(CO_ORGANIZER)], [])
    joins(services, exchange, *CIRCLE)
    for who in CIRCLE:
        services.wishlists.add_item(by(who), exchange_id, a_wish(wish_id="wish"))
    services.exclusions.add(by(ORGANIZER), exchange_id, [one_way(GIVER, PARTICIPANT)])
    return exchange


def _stall(services: Services, exchange: Exchange) -> None:
    """Nobody is left who could give to the participant."""
    alone = one_way(RECIPIENT, PARTICIPANT)
    services.exclusions.add(by(ORGANIZER), exchange.exchange_id, [alone])
    reach_deadline(services, exchange)


def _drawn(services: Services, messenger: FakeMessenger, exchange: Exchange) -> dict[str, str]:
    """One match has failed, and the giver has something to give. Of two more exchanges of the same
    people, one match is to be opened of each: there may be one request at a time."""
    messenger.fail_sending(Refused("messages_tab_disabled"), to=PARTICIPANT)
    found = _talked(services, messenger, exchange)
    services.gifts.mark(by(GIVER), exchange.exchange_id, GiftMark.READY)
    emergencies = [_an_exchange(services) for _ in range(2)]
    for one in emergencies:
        services.drawing.draw_now(by(ORGANIZER), one.exchange_id)
    asked, agreed = [_asks_to_open(services, messenger, one) for one in emergencies]
    services.break_glass.decide(by(CO_ORGANIZER), person(CO_ORGANIZER), agreed, agrees=True)
    return {**found, "asked": asked, "agreed": agreed}


def _completed(services: Services, messenger: FakeMessenger, exchange: Exchange) -> dict[str, str]:
    """Who gave to whom is revealed. The gift of the recipient was missing, and whoever is invited
    was asked to step in; that of the participant still is."""
    exchange_id, clock = exchange.exchange_id, the_clock(services)
    reveal_at, over_at = exchange.draw_at + WEEK, clock.now() + COMPLETED_AFTER
    services.reveals.set(by(ORGANIZER), exchange_id, reveal_at, posts_circle=False)
    found = _talked(services, messenger, exchange)
    asked = _asks_to_open(services, messenger, exchange)
    clock.advance(reveal_at - clock.now())
    services.reveals.reveal_due()
    deliver(services)
    clock.advance(over_at - clock.now())
    services.exchanges.complete_due()
    _misses(services, exchange, RECIPIENT)
    # Of these only one fits: who is to get it never steps in, nor who was to give it.
    fit = [person(one) for one in (INVITED, GIVER, RECIPIENT)]
    services.rescues.ask(by(ORGANIZER), exchange_id, fit)
    deliver(services)
    _misses(services, exchange, PARTICIPANT)
    return {**found, "asked": asked, "agreed": asked, "rescue": _rescue(messenger)}


def _misses(services: Services, exchange: Exchange, who: UserId) -> None:
    services.gifts.miss(by(who), exchange.exchange_id)
    the_clock(services).advance(KNOWN_AFTER)
    services.rescues.look_after()


def _rescue(messenger: FakeMessenger) -> str:
    (asked,) = [one.content for one in messenger.arrived if one.kind == DeliveryKind.RESCUE]
    assert isinstance(asked, Match)
    return asked.rescue_id


def _asks_to_open(services: Services, messenger: FakeMessenger, exchange: Exchange) -> str:
    """The organizer asks the other one, and an admin, to open the giver's match."""
    admin = Person(ADMIN, exchange.team_id, is_admin=True)
    caller, exchange_id = by(ORGANIZER), exchange.exchange_id
    services.break_glass.ask(caller, exchange_id, GIVER, "No gift has come.", admin)
    deliver(services)
    asked = [one.content for one in messenger.arrived if one.kind == DeliveryKind.OPENING]
    assert isinstance(asked[-1], OpeningRequest)
    return asked[-1].opening_id


def _talked(services: Services, messenger: FakeMessenger, exchange: Exchange) -> dict[str, str]:
    """Names are drawn. The giver has written twice, and the recipient has reported the first of
    the two: the second one, and the report."""
    services.drawing.draw_now(by(ORGANIZER), exchange.exchange_id)
    for key in ("first", "second"):
        services.talk.send(by(GIVER), exchange.exchange_id, Side.GIVER, "Tea?", key=key)
        deliver(services)
    first, second = [
        order.content.message_id
        for order in messenger.arrived
        if isinstance(order.content, AnonymousMessage) and order.addressee_id == RECIPIENT
    ]
    services.talk.report(by(RECIPIENT), first)
    deliver(services)
    reports = [one.content for one in messenger.arrived if one.kind == DeliveryKind.TALK_REPORT]
    report = reports[0]
    assert isinstance(report, ReportedMessage)
    return {"message": second, "report": report.report_id}
