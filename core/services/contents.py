"""What an owed message says: put together from the database at the moment it is sent."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import deliveries, exchanges, gifts, lanes, organizers, participants
from core.db.vault import Vault
from core.domain.bulletins import WHILE
from core.domain.preflight import is_about
from core.domain.snapshots import (
    Content,
    DeliveryReport,
    Dropout,
    FailedDelivery,
    Match,
    MissingNotice,
    OrganizerNotice,
    Receipt,
    RefusedAnnouncement,
    RescueEnvelope,
    Revealed,
    StalledNotice,
)
from core.domain.types import (
    ChannelId,
    DeliveryKind,
    DeliveryStatus,
    ExchangeStatus,
    MatchNews,
    UserId,
)
from core.services import anonymous, openings, stepping_in
from core.services.asking import invitation_of, is_about_invited
from core.services.assignments import envelope_for, match_for
from core.services.bulletins import read_bulletin
from core.services.circles import circle_of
from core.services.draw_input import draw_input
from core.services.drawability import drawability_of
from core.services.givers import giver_of
from core.services.mending import Wanted, input_of
from core.services.moving import moved
from core.services.organizers import since
from core.services.preflight import preflight_of

S = ExchangeStatus

#: The statuses in which a message of a kind still means something.
STILL_OWED: dict[DeliveryKind, frozenset[ExchangeStatus]] = {
    DeliveryKind.ANNOUNCEMENT: frozenset({S.OPEN, S.STALLED, S.DRAWN}),
    DeliveryKind.REFRESH: frozenset(S),
    DeliveryKind.MATCH: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.WISHES: frozenset({S.DRAWN}),
    DeliveryKind.STALLED: frozenset({S.STALLED}),
    DeliveryKind.BROKEN: frozenset({S.STALLED}),
    DeliveryKind.REPORT: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.CANCELLED: frozenset({S.CANCELLED}),
    DeliveryKind.UNANNOUNCED: frozenset({S.OPEN}),
    # Who would like to join looks at the announcement; once nobody can join any more, it does not
    # matter that an old one stands there: everybody in it hears all the rest by direct message.
    DeliveryKind.OUTDATED: frozenset({S.OPEN}),
    DeliveryKind.UNDRAWABLE: frozenset({S.OPEN}),
    DeliveryKind.ORGANIZER: frozenset({S.OPEN, S.STALLED, S.DRAWN}),
    DeliveryKind.RELIEVED: frozenset(S),
    DeliveryKind.ANONYMOUS: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.TALK_REPORT: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.INVITATION: frozenset({S.OPEN}),
    DeliveryKind.REMINDER: frozenset({S.OPEN}),
    DeliveryKind.RECONSIDER: frozenset({S.OPEN, S.STALLED}),
    DeliveryKind.PREFLIGHT: frozenset({S.OPEN}),
    DeliveryKind.WISHES_WANTED: frozenset({S.OPEN, S.STALLED}),
    DeliveryKind.LEFT_OUT: frozenset({S.OPEN, S.STALLED, S.DRAWN}),
    DeliveryKind.PARTED: frozenset({S.DRAWN}),
    DeliveryKind.WANTS_OUT: frozenset({S.DRAWN}),
    DeliveryKind.DEACTIVATED: frozenset({S.OPEN, S.STALLED, S.DRAWN}),
    DeliveryKind.TAKEN_OUT: frozenset({S.DRAWN}),
    DeliveryKind.MOVED: frozenset({S.OPEN}),
    DeliveryKind.BULLETIN: frozenset(WHILE),
    DeliveryKind.OPENING: frozenset({S.DRAWN}),
    DeliveryKind.OPENING_ANSWER: frozenset({S.DRAWN}),
    DeliveryKind.OPENED: frozenset(S),  # whatever has become of it, they are to know
    DeliveryKind.MISSING_GIFT: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.RESCUE: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.EXCHANGE_DAY: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.REVEAL: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.CIRCLE: frozenset({S.DRAWN, S.COMPLETED}),
    DeliveryKind.TIDIED: frozenset(S),
}
ABOUT_SOMEBODY = (DeliveryKind.PARTED, DeliveryKind.WANTS_OUT, DeliveryKind.DEACTIVATED)
#: What only an organizer may read, and only for as long as they are one.
FOR_ORGANIZERS = frozenset(
    {
        DeliveryKind.STALLED,
        DeliveryKind.BROKEN,
        DeliveryKind.REPORT,
        DeliveryKind.UNANNOUNCED,
        DeliveryKind.OUTDATED,
        DeliveryKind.UNDRAWABLE,
        DeliveryKind.ORGANIZER,
        DeliveryKind.TALK_REPORT,
        DeliveryKind.PREFLIGHT,
        DeliveryKind.PARTED,
        DeliveryKind.WANTS_OUT,
        DeliveryKind.DEACTIVATED,
        DeliveryKind.OPENING_ANSWER,
        DeliveryKind.MISSING_GIFT,
    }
)


def missed(exchange: models.Exchange) -> str:
    """The occasion of a stall: the moment that was missed."""
    return exchange.draw_at.isoformat(timespec="seconds")


def is_still_owed(exchange: models.Exchange, delivery: models.Delivery) -> bool:
    """Whether the message still means something: an older stall, say, is over."""
    if exchange.status not in STILL_OWED[delivery.kind]:
        return False
    organizer = organizers.find(exchange, delivery.addressee_id)
    if delivery.kind in FOR_ORGANIZERS and organizer is None:
        return False
    if delivery.kind == DeliveryKind.RELIEVED:
        return organizer is None
    if delivery.kind == DeliveryKind.ORGANIZER and organizer:
        return delivery.occasion == since(organizer.since_at)
    if delivery.kind == DeliveryKind.PREFLIGHT:
        return is_about(delivery.occasion, exchange.draw_at)
    if delivery.kind == DeliveryKind.MOVED:
        return delivery.occasion == moved(exchange)
    if delivery.kind in (DeliveryKind.STALLED, DeliveryKind.BROKEN):
        return delivery.occasion == missed(exchange)
    return True


def place_of(exchange: models.Exchange, delivery: models.Delivery) -> Receipt | None:
    """Where the message lies that is only to be rewritten."""
    if delivery.kind != DeliveryKind.REFRESH:
        return None
    channel_id = ChannelId(exchange.announced_channel_id or exchange.channel_id)
    return Receipt(channel_id, exchange.announced_ts or "")


def content_of(
    session: Session, vault: Vault, exchange: models.Exchange, delivery: models.Delivery
) -> Content:
    if delivery.kind == DeliveryKind.MATCH and exchange.has_envelopes:
        envelope = envelope_for(session, exchange, delivery.addressee_id)
        return replace(envelope, news=MatchNews(delivery.occasion))
    if delivery.kind == DeliveryKind.MATCH:
        match = match_for(session, vault, exchange, delivery.addressee_id)
        return replace(match, news=MatchNews(delivery.occasion))
    if delivery.kind in ABOUT_SOMEBODY:
        return _dropout(session, exchange, delivery)
    if delivery.kind == DeliveryKind.REPORT:
        return report_of(session, exchange)
    if delivery.kind == DeliveryKind.ANONYMOUS:
        reader_id = UserId(delivery.addressee_id)
        return stepping_in.received(session, vault, exchange, delivery.occasion, reader_id)
    if delivery.kind == DeliveryKind.TALK_REPORT:
        return anonymous.reported(session, vault, exchange, delivery.occasion)
    if delivery.kind == DeliveryKind.PREFLIGHT:
        return preflight_of(session, exchange)
    if delivery.kind == DeliveryKind.BULLETIN:
        return read_bulletin(session, vault, exchange, delivery.occasion)
    if delivery.kind in openings.CONCERNING:
        return openings.content(session, vault, exchange, delivery)
    if is_about_invited(session, exchange, delivery):
        return invitation_of(session, exchange, delivery.addressee_id, delivery.owed_at)
    picture = exchanges.snapshot(exchange)
    if delivery.kind == DeliveryKind.RESCUE:
        return _rescue(session, vault, exchange, delivery)
    if delivery.kind == DeliveryKind.REVEAL:
        return _revealed(session, vault, exchange, delivery)
    if delivery.kind == DeliveryKind.CIRCLE:
        return circle_of(session, vault, exchange, int(delivery.occasion))
    if delivery.kind == DeliveryKind.MISSING_GIFT:
        return MissingNotice(picture, gifts.count_told(session, exchange))
    if delivery.kind in (DeliveryKind.STALLED, DeliveryKind.UNDRAWABLE):
        return StalledNotice(picture, drawability_of(draw_input(session, exchange)))
    if delivery.kind == DeliveryKind.ORGANIZER:
        return _notice(session, exchange, delivery.addressee_id)
    if delivery.kind in (DeliveryKind.UNANNOUNCED, DeliveryKind.OUTDATED):
        refused = deliveries.find(session, delivery.team_id, delivery.occasion)
        return RefusedAnnouncement(picture, refused.error if refused else "unknown")
    return picture


def _dropout(session: Session, exchange: models.Exchange, delivery: models.Delivery) -> Dropout:
    """Whom it is about stands in the occasion, after a number if there is one."""
    user_id = UserId(delivery.occasion.rpartition(":")[2])
    takes_part = participants.has_joined(session, exchange, user_id)
    is_stuck = takes_part and delivery.kind == DeliveryKind.WANTS_OUT
    given = input_of(session, exchange, Wanted(left=user_id)) if is_stuck else None
    state = drawability_of(given) if given else None
    return Dropout(exchanges.snapshot(exchange), user_id, takes_part, state)


def _rescue(
    session: Session, vault: Vault, exchange: models.Exchange, delivery: models.Delivery
) -> Match | RescueEnvelope:
    """Raises `core.domain.errors.RescueNotFound` when it is not needed any more."""
    person = (delivery.addressee_id, delivery.occasion)
    found = stepping_in.rescued_by(session, vault, exchange, *person)
    if exchange.has_envelopes:
        return RescueEnvelope(exchanges.snapshot(exchange), delivery.occasion)
    return stepping_in.rescue_match(session, vault, exchange, found)


def _revealed(
    session: Session, vault: Vault, exchange: models.Exchange, delivery: models.Delivery
) -> Revealed:
    picture = exchanges.snapshot(exchange)
    if exchange.has_envelopes:
        return Revealed(picture, giver_id=None)
    return Revealed(picture, giver_of(session, vault, exchange, delivery.addressee_id))


def _notice(session: Session, exchange: models.Exchange, user_id: str) -> OrganizerNotice:
    """What somebody needs to know who organizes it from now on."""
    organizer = organizers.find(exchange, user_id)
    made_by = UserId(organizer.made_by) if organizer and organizer.made_by else None
    is_stalled = exchange.status == S.STALLED
    state = drawability_of(draw_input(session, exchange)) if is_stalled else None
    return OrganizerNotice(exchanges.snapshot(exchange), made_by, state)


def report_of(session: Session, exchange: models.Exchange) -> DeliveryReport:
    """How far the matches have got: counted from the rows, never remembered."""
    counts, failed = deliveries.match_counts(session, exchange), []
    for row in deliveries.failed_matches(session, exchange):
        if row.occasion != MatchNews.CHANGED:
            failed.append(FailedDelivery(UserId(row.addressee_id), row.error or "unknown"))
    return DeliveryReport(
        exchange=exchanges.snapshot(exchange),
        sent_count=counts.get(DeliveryStatus.SENT, 0),
        waiting_count=sum(counts.get(status, 0) for status in deliveries.UNFINISHED),
        failed=tuple(failed),
        blocked=lanes.find(session, exchange.team_id).lane_error,
        repeat_count=exchange.repeat_count or 0,
        unnamed_count=counts.get(DeliveryStatus.FAILED, 0) - len(failed),
    )
