"""What both sides have said of a gift, as it is kept: sealed, with the gifts of many others."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from core import crypto
from core.clock import Clock
from core.crypto import Binding, CryptoError
from core.db import models
from core.db.repository import deliveries, exchanges, gifts, participants, talk
from core.db.vault import Vault
from core.domain.errors import MessageNotFound
from core.domain.forgetting import is_forgotten
from core.domain.gifts import check_can_miss
from core.domain.rules import allowed
from core.domain.snapshots import GiftSeen
from core.domain.types import DeliveryKind, GiftAnswer, GiftMark, Note, UserId
from core.services import anonymous
from core.services.anonymous import Route
from core.services.givers import giver_of
from core.services.owing import owe_one
from core.services.pausing import a_pause

logger = logging.getLogger(__name__)

#: Every sealed state is equally long, whatever has been said.
STATE_SIZE = 256


@dataclass(frozen=True)
class Gift:
    """`told`: the id of the message that tells the recipient that it was given, if there is one.
    `nudge`: of the one that tells the giver, once, that nothing has come. `rescuer_id`: who has
    stepped in; all else is theirs from then on. `rescued_at`: when they were asked to."""

    mark: GiftMark | None = None
    answer: GiftAnswer | None = None
    told: str = ""
    nudge: str = ""
    rescuer_id: str = ""
    rescued_at: datetime | None = None


@dataclass(frozen=True)
class Awaited:
    """The gift for somebody, and whose row it stands in."""

    giver_id: UserId
    gift: Gift

    @property
    def active_giver_id(self) -> str:
        return self.gift.rescuer_id or self.giver_id

    @property
    def hears(self) -> bool:
        """Whether whoever gives it can be told anything."""
        return not is_forgotten(self.active_giver_id)


def gift_of(session: Session, vault: Vault, exchange: models.Exchange, giver_id: str) -> Gift:
    """Raises `core.crypto.CryptoError` when it cannot be read."""
    sealed = gifts.find(session, exchange, giver_id)
    return Gift() if sealed is None else _opened(session, vault, exchange, giver_id, sealed)


def awaited_by(
    session: Session, vault: Vault, exchange: models.Exchange, recipient_id: str
) -> Awaited | None:
    """None when nobody gives to them here. Raises what `core.services.givers.giver_of` does."""
    giver_id = giver_of(session, vault, exchange, recipient_id)
    if giver_id is None:
        return None
    return Awaited(giver_id, gift_of(session, vault, exchange, giver_id))


def seen(exchange: models.Exchange, gift: Gift, clock: Clock) -> GiftSeen:
    """As both sides may see it."""
    known = GiftSeen(
        mark=gift.mark,
        answer=gift.answer,
        is_rescued=bool(gift.rescuer_id),
        rescuer_is_gone=is_forgotten(gift.rescuer_id),
        rescued_at=gift.rescued_at,
    )
    may_miss = allowed(check_can_miss, exchanges.snapshot(exchange), known, clock.now())
    return replace(known, may_miss=may_miss)


def keep(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    giver_id: str,
    gift: Gift,
    clock: Clock,
) -> None:
    """Write it down, and everything about many others anew, so that nobody sees whose it is.
    Whoever calls keeps others from changing the exchange."""
    assignment = participants.assignment(session, exchange, giver_id)
    if assignment is None:
        return
    seal = vault.sealer(session, exchange.team_id, clock.now())
    rows = []
    for one, sealed in gifts.crowd(session, exchange, assignment.recipient_key):
        state = gift if one == giver_id else _readable(session, vault, exchange, one, sealed)
        binding = _binding(exchange, one)
        kept = seal(binding, _padded(state)) if isinstance(state, Gift) else state
        rows.append(
            {
                "exchange_id": exchange.exchange_id,
                "giver_id": one,
                "team_id": exchange.team_id,
                "state_encrypted": kept,
            }
        )
    gifts.replace(session, exchange, rows)


def owe_note(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    route: Route,
    clock: Clock,
    text: str = "",
) -> str:
    """Let one side know what the other has pressed; the id of the message. In the tables it is one
    more anonymous message, and as late as if somebody had thought about it for a while."""
    pause, message_id = a_pause(), anonymous.new_id()
    at = clock.now() + pause
    marks = anonymous.marks_of(session, vault, exchange)
    mark = marks.writer(route.side, route.writer_id) if text else anonymous.no_mark()
    row = anonymous.new_row(exchange, message_id, mark, at)
    anonymous.write(session, vault, row, route, text)
    not_before = clock.steady() + pause
    owe_one(session, exchange, DeliveryKind.ANONYMOUS, route.reader_id, at, message_id, not_before)
    return message_id


def is_still_so(
    session: Session, vault: Vault, exchange: models.Exchange, delivery: models.Delivery
) -> bool:
    """False for a note of which the other side has said something else since, or that would reach
    somebody about a gift of others by now: a draw was mended, or somebody has stepped in. That it
    has come stays true, and is said. Raises what `core.services.anonymous.way_of` does."""
    if delivery.kind != DeliveryKind.ANONYMOUS:
        return True
    route = anonymous.way_of(session, vault, exchange, delivery.occasion)
    if route.is_returned or route.note not in (Note.GIVEN, Note.NOTHING):
        return True
    is_given = route.note == Note.GIVEN
    giver_id, recipient_id = route.writer_id, route.reader_id
    if not is_given:
        giver_id, recipient_id = recipient_id, giver_id
    awaited = awaited_by(session, vault, exchange, recipient_id)
    if awaited is None or awaited.active_giver_id != giver_id:
        return False
    gift = awaited.gift
    if is_given:
        is_said = gift.mark == GiftMark.GIVEN and gift.answer is None
        return is_said and gift.told == delivery.occasion
    # Of some that were owed before ids were kept, nobody knows it.
    return gift.answer == GiftAnswer.MISSING and gift.nudge in ("", delivery.occasion)


def is_from(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    message_id: str,
    awaited: Awaited,
    recipient_id: str,
) -> bool:
    """Whether it was whoever gives the awaited gift now who has told its recipient that it was
    given."""
    try:
        route = anonymous.way_of(session, vault, exchange, message_id)
    except MessageNotFound:
        return False
    told = (Note.GIVEN, awaited.active_giver_id, recipient_id)
    return (route.note, route.writer_id, route.reader_id) == told and not route.is_returned


def has_read(session: Session, exchange: models.Exchange, message_id: str) -> bool:
    """Whether this note has reached whoever it is for."""
    return deliveries.has_arrived(session, exchange, DeliveryKind.ANONYMOUS, message_id)


def take_back_note(session: Session, exchange: models.Exchange, message_id: str) -> bool:
    """Nobody shall read it any more; whether nobody has. One that somebody has tried to send goes
    unsaid when its turn comes, if the gift does not know it any more."""
    if deliveries.take_back(session, exchange, DeliveryKind.ANONYMOUS, message_id):
        talk.forget(session, exchange, message_id)
        return True
    return not has_read(session, exchange, message_id)


def _readable(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    giver_id: str,
    sealed: bytes | None,
) -> Gift | bytes:
    """One that cannot be read stays as it is: the others can."""
    if sealed is None:
        return Gift()
    try:
        return _opened(session, vault, exchange, giver_id, sealed)
    except CryptoError:
        logger.exception("a gift of exchange %s cannot be read", exchange.exchange_id)
        return sealed


def _opened(
    session: Session, vault: Vault, exchange: models.Exchange, giver_id: str, sealed: bytes
) -> Gift:
    found = json.loads(crypto.unpad(vault.open(session, _binding(exchange, giver_id), sealed)))
    mark, answer, rescued_at = found["mark"], found["answer"], found.get("rescued_at")
    return Gift(
        mark=GiftMark(mark) if mark else None,
        answer=GiftAnswer(answer) if answer else None,
        told=found["told"],
        nudge=found.get("nudge", ""),
        rescuer_id=found["rescuer_id"],
        rescued_at=datetime.fromisoformat(rescued_at) if rescued_at else None,
    )


def _padded(gift: Gift) -> bytes:
    at = gift.rescued_at.isoformat(timespec="seconds") if gift.rescued_at else None
    said = json.dumps({**asdict(gift), "rescued_at": at}, separators=(",", ":"))
    return crypto.pad(said.encode(), STATE_SIZE)


def _binding(exchange: models.Exchange, giver_id: str) -> Binding:
    row = (exchange.exchange_id, giver_id)
    return Binding(exchange.team_id, "gifts", row, "state_encrypted")
