"""One anonymous message as it is kept, and as its reader may see it.

Who writes it, who reads it and what it says are sealed. Where rows have to be counted or found
again for somebody, they carry a mark that only this draw can make.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import crypto
from core.clock import Clock
from core.crypto import Binding, CryptoError
from core.db import models
from core.db.repository import exchanges, talk
from core.db.vault import Vault
from core.domain.errors import MessageNotFound, TalkProblem, TalkRefused
from core.domain.snapshots import AnonymousMessage, ReportedMessage
from core.domain.talk import check_pace
from core.domain.types import DeliveryKind, ExchangeStatus, Note, Side
from core.services.givers import key_of_draw
from core.services.owing import owe_one

logger = logging.getLogger(__name__)

#: What a key of a draw is derived from its seed for.
TALK = "talk"
#: Up to a thousand Latin letters have one length, and all else another.
TEXT_SIZES = (1024, 4096)
ROUTE_SIZE = 192
#: So long at most a message that came back waits, so that its time does not tell whose it was.
COMES_BACK_WITHIN = timedelta(minutes=4)


@dataclass(frozen=True)
class Route:
    """From whom to whom; `side` is the writer's. `is_returned`: it could not be delivered, and goes
    back to its writer, who is the reader here. `is_report`: organizers get the text instead.
    `note`: they have pressed a button, and have written nothing but perhaps thanks."""

    writer_id: str
    reader_id: str
    side: Side
    is_returned: bool = False
    is_report: bool = False
    note: Note | None = None


@dataclass(frozen=True)
class Marks:
    """What stands in rows instead of people."""

    key: bytes

    def writer(self, side: Side, user_id: str) -> bytes:
        return self._mark("writer", side, user_id)

    def muted(self, reader_side: Side, user_id: str) -> bytes:
        """This reader takes nothing from the other side."""
        return self._mark("muted", reader_side, user_id)

    def stopped(self, side: Side, user_id: str) -> bytes:
        """This writer sends nothing to the other side."""
        return self._mark("stopped", side, user_id)

    def message_id(self, user_id: str, form_key: str) -> str:
        """The same for each copy of one form, and nobody else's."""
        return self._mark("message", user_id, form_key).hex()[:32]

    def report_id(self, message_id: str) -> str:
        """One for each message; without the key nobody sees which."""
        return self._mark("report", message_id).hex()[:32]

    def moderator(self, side: Side, user_id: str, organizer_id: str) -> bytes:
        """The lowest of these says who gets the reports of what this writer sends."""
        return self._mark("moderator", side, user_id, organizer_id)

    def missing_gift(self, recipient_id: str) -> str:
        """The id of the case that this recipient's gift has not come."""
        return self._mark("missing_gift", recipient_id).hex()[:32]

    def _mark(self, *parts: str) -> bytes:
        return crypto.keyed_hash(self.key, json.dumps(parts).encode())


def marks_of(session: Session, vault: Vault, exchange: models.Exchange) -> Marks:
    return Marks(key_of_draw(session, vault, exchange, TALK))


def check_open(
    session: Session, marks: Marks, exchange: models.Exchange, route: Route, now: datetime
) -> None:
    """Raises `TalkRefused` where the reader has muted the writer or an organizer has stopped them,
    and `TooManyMessages`."""
    stopped = marks.stopped(route.side, route.writer_id)
    muted = marks.muted(route.side.other, route.reader_id)
    if closed := talk.closed(session, exchange, [stopped, muted]):
        is_stopped = stopped in closed
        raise TalkRefused(TalkProblem.STOPPED if is_stopped else TalkProblem.MUTED)
    writer = marks.writer(route.side, route.writer_id)
    check_pace(talk.written_at(session, exchange, writer), now)


def write(
    session: Session,
    vault: Vault,
    row: models.AnonymousMessage,
    route: Route,
    text: str,
) -> None:
    """Keep a message, for which `row` has everything but what is sealed."""
    sealed_route = crypto.pad(_written(route), ROUTE_SIZE)
    said = text.encode(errors="surrogatepass")
    size = next(size for size in TEXT_SIZES if len(said) + 2 <= size)
    sealed_text, now = crypto.pad(said, size), row.written_at
    row.route_encrypted = vault.seal(session, _binding(row, "route_encrypted"), sealed_route, now)
    row.text_encrypted = vault.seal(session, _binding(row, "text_encrypted"), sealed_text, now)
    session.add(row)
    session.flush()


def _written(route: Route) -> bytes:
    """Most have no note, and there is no room for what says nothing."""
    said = {name: value for name, value in asdict(route).items() if value is not None}
    return json.dumps(said).encode()


def route_of(session: Session, vault: Vault, row: models.AnonymousMessage) -> Route:
    opened = vault.open(session, _binding(row, "route_encrypted"), row.route_encrypted)
    found = json.loads(crypto.unpad(opened))
    note = Note(found["note"]) if "note" in found else None
    return Route(**{**found, "side": Side(found["side"]), "note": note})


def text_of(session: Session, vault: Vault, row: models.AnonymousMessage) -> str:
    opened = vault.open(session, _binding(row, "text_encrypted"), row.text_encrypted)
    return crypto.unpad(opened).decode(errors="surrogatepass")


def received(
    session: Session, vault: Vault, exchange: models.Exchange, message_id: str
) -> AnonymousMessage:
    """For whom it was written, or for its writer when it came back."""
    row = _get(session, exchange, message_id)
    route = route_of(session, vault, row)
    return AnonymousMessage(
        exchange=exchanges.snapshot(exchange),
        message_id=message_id,
        side=route.side,
        text=text_of(session, vault, row),
        is_returned=route.is_returned,
        note=route.note,
    )


def way_of(session: Session, vault: Vault, exchange: models.Exchange, message_id: str) -> Route:
    """The way of a message of this exchange. Raises `MessageNotFound`."""
    return route_of(session, vault, _get(session, exchange, message_id))


def reported(
    session: Session, vault: Vault, exchange: models.Exchange, report_id: str
) -> ReportedMessage:
    text = text_of(session, vault, _get(session, exchange, report_id))
    return ReportedMessage(exchanges.snapshot(exchange), report_id, text)


def write_report(
    session: Session, vault: Vault, reported: models.AnonymousMessage, report_id: str, now: datetime
) -> None:
    """A row of its own, which nothing in plain joins to the message: else the tables would show
    which organizer did not get the report, and so wrote it, beside whom the message went to."""
    exchange = exchanges.get(session, reported.team_id, reported.exchange_id)
    row = new_row(exchange, report_id, no_mark(), now)
    route = replace(route_of(session, vault, reported), is_report=True)
    write(session, vault, row, route, text_of(session, vault, reported))


def give_back(session: Session, vault: Vault, refused: models.Delivery, clock: Clock) -> None:
    """Owe the writer the news that their message cannot be delivered, unless it is forgotten.

    In the tables it is one more anonymous message, some time later: of a kind of its own it would
    tell, beside the one that failed, who writes to whom.
    """
    exchange = exchanges.find(session, refused.team_id, refused.exchange_id)
    row = talk.find(session, refused.team_id, refused.occasion)
    if exchange is None or row is None:
        return
    route = route_of(session, vault, row)
    if route.is_returned:
        return
    later = timedelta(seconds=secrets.randbelow(int(COMES_BACK_WITHIN.total_seconds())))
    now, back_id = clock.now() + later, new_id()
    back = new_row(exchange, back_id, no_mark(), now)
    returned = replace(route, reader_id=route.writer_id, is_returned=True)
    write(session, vault, back, returned, text_of(session, vault, row))
    writer, not_before = route.writer_id, clock.steady() + later
    owe_one(session, exchange, DeliveryKind.ANONYMOUS, writer, now, back_id, not_before)


def new_id() -> str:
    """Of a message that no form is answered by."""
    return secrets.token_hex(16)


def no_mark() -> bytes:
    """In place of a writer's, for what does not count as written by them."""
    return secrets.token_bytes(32)


def new_row(
    exchange: models.Exchange, message_id: str, writer_key: bytes, now: datetime
) -> models.AnonymousMessage:
    """Everything of a message but what is sealed."""
    return models.AnonymousMessage(
        message_id=message_id,
        exchange_id=exchange.exchange_id,
        team_id=exchange.team_id,
        writer_key=writer_key,
        written_at=now,
    )


def begin_talk_anew(
    session: Session, vault: Vault, exchange: models.Exchange, new: Mapping[str, str]
) -> None:
    """These give to somebody else from now on: what either of the two has muted was another."""
    if not talk.has_closed(session, exchange):
        return
    marks = marks_of(session, vault, exchange)
    for giver, recipient in new.items():
        talk.reopen(session, exchange, marks.muted(Side.GIVER, giver))
        talk.reopen(session, exchange, marks.muted(Side.RECIPIENT, recipient))


def carry_stops(
    session: Session,
    vault: Vault,
    exchange: models.Exchange,
    people: Collection[str],
    seed: bytes,
    now: datetime,
) -> None:
    """All names are drawn again, from this seed: whom an organizer has stopped stays stopped, and
    nothing is muted any more. Of what has been drawn before, nothing can be told apart then."""
    if not talk.has_closed(session, exchange):
        return
    before, after = marks_of(session, vault, exchange), Marks(crypto.derive(seed, TALK))
    ways = [(side, user_id) for side in Side for user_id in people]
    keys = {before.stopped(*way): after.stopped(*way) for way in ways}
    stopped = talk.reopen_all(session, exchange) & keys.keys()
    for key in sorted(keys[one] for one in stopped):
        talk.close(session, exchange, key, now)


def muted_sides(
    session: Session, vault: Vault, exchange: models.Exchange, user_id: str
) -> frozenset[Side]:
    """The sides that this person takes no messages from. None also when it cannot be read: they
    may still see the rest of what they are in."""
    if exchange.status != ExchangeStatus.DRAWN or not talk.has_closed(session, exchange):
        return frozenset()
    try:
        marks = marks_of(session, vault, exchange)
    except CryptoError:
        logger.exception("the seed of exchange %s cannot be read", exchange.exchange_id)
        return frozenset()
    theirs = {marks.muted(side.other, user_id): side for side in Side}
    return frozenset(theirs[key] for key in talk.closed(session, exchange, theirs))


def _get(session: Session, exchange: models.Exchange, message_id: str) -> models.AnonymousMessage:
    row = talk.find(session, exchange.team_id, message_id)
    if row is None or row.exchange_id != exchange.exchange_id:
        raise MessageNotFound
    return row


def _binding(row: models.AnonymousMessage, column: str) -> Binding:
    return Binding(row.team_id, "anonymous_messages", (row.message_id,), column)
