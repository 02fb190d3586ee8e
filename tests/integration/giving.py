"""A giver, their recipient, and what comes of a gift."""

from __future__ import annotations

from core.domain.snapshots import AnonymousMessage, Exchange, GiftSeen, Involvement
from core.domain.types import GiftMark, Note, UserId
from core.services.pausing import LONGEST, PAUSE
from core.services.registry import Services
from tests.builders import ANA, by, person, the_clock
from tests.fakes import FakeMessenger
from tests.integration.talking import Pair, messages_to

READY, GIVEN = GiftMark.READY, GiftMark.GIVEN


def let_pauses_pass(services: Services) -> None:
    assert 2 * PAUSE <= LONGEST
    the_clock(services).advance(2 * PAUSE)


def of_participants(pair: Pair) -> Pair:
    """The two of the same three of whom neither is Ana, who organizes."""
    here = (pair.giver, pair.recipient, pair.third)
    while here[2] != ANA:
        here = (*here[1:], here[0])
    return Pair(pair.exchange, *here)


def mark(services: Services, pair: Pair, how: GiftMark = GIVEN) -> None:
    services.gifts.mark(by(pair.giver), pair.exchange_id, how)


def notes_to(
    services: Services, messenger: FakeMessenger, user_id: str, note: Note
) -> list[AnonymousMessage]:
    """What of this kind has reached them, once everything has."""
    let_pauses_pass(services)
    return [one for one in messages_to(services, messenger, user_id) if one.note == note]


def involvement(services: Services, user_id: UserId, exchange: Exchange) -> Involvement:
    mine = services.overview.status(by(user_id))
    return next(one for one in mine if one.exchange.exchange_id == exchange.exchange_id)


def given_by(services: Services, pair: Pair) -> GiftSeen:
    gift = involvement(services, pair.giver, pair.exchange).gift
    assert gift
    return gift


def awaited_by(services: Services, pair: Pair) -> GiftSeen:
    gift = involvement(services, pair.recipient, pair.exchange).awaited
    assert gift
    return gift


def ask(services: Services, pair: Pair, organizer: UserId, *named: UserId) -> None:
    people = [person(one) for one in named]
    services.rescues.ask(by(organizer), pair.exchange_id, people)
