"""What an owed message looks like in Slack."""

from __future__ import annotations

from bot.views import (
    announcing,
    break_glass,
    bulletins,
    deliveries,
    drawing,
    editing,
    exchange_day,
    exchanges,
    exclusions,
    gifts,
    invitations,
    matches,
    organizers,
    preflight,
    repairs,
    rescues,
    reveals,
    talk,
    wishlists,
)
from bot.views.message import Message
from core.domain import snapshots
from core.domain.snapshots import Order
from core.domain.types import DeliveryKind


def rendered(order: Order) -> Message:
    content = order.content
    if isinstance(content, snapshots.Match):
        return rescues.asked(content) if content.rescue_id else drawing.match(content)
    if isinstance(content, snapshots.Envelope):
        return matches.envelope(content)
    if isinstance(content, snapshots.Invitation):
        return _to_invited(order.kind, content)
    if isinstance(content, snapshots.StalledNotice):
        is_early = order.kind == DeliveryKind.UNDRAWABLE
        return drawing.undrawable(content) if is_early else drawing.stalled(content)
    if isinstance(content, snapshots.OrganizerNotice):
        return organizers.welcome(content)
    if isinstance(content, snapshots.RefusedAnnouncement):
        is_out = order.kind == DeliveryKind.OUTDATED
        return announcing.outdated(content) if is_out else announcing.unannounced(content)
    if isinstance(content, snapshots.DeliveryReport):
        return deliveries.report(content)
    if isinstance(content, snapshots.Dropout):
        return _dropout(order.kind, content)
    if isinstance(content, snapshots.AnonymousMessage):
        return gifts.note(content) if content.note else talk.received(content)
    if isinstance(content, snapshots.Bulletin):
        return bulletins.received(content)
    if isinstance(content, snapshots.ReportedMessage):
        return talk.reported(content)
    if isinstance(content, snapshots.Preflight):
        return preflight.told(content)
    if isinstance(content, snapshots.OpeningRequest):
        return break_glass.request(content)
    if isinstance(content, snapshots.OpeningAnswer):
        return break_glass.answer(content)
    if isinstance(content, snapshots.OpenedNotice):
        return break_glass.notice(content)
    if isinstance(content, snapshots.MissingNotice):
        return rescues.missing(content)
    if isinstance(content, snapshots.RescueEnvelope):
        return rescues.envelope(content)
    if isinstance(content, snapshots.Revealed):
        return reveals.revealed(content)
    if isinstance(content, snapshots.Circle):
        return reveals.circle(content)
    if order.kind == DeliveryKind.EXCHANGE_DAY:
        return exchange_day.today(content)
    if order.kind == DeliveryKind.WISHES:
        return wishlists.news(content)
    if order.kind == DeliveryKind.BROKEN:
        return drawing.broken(content)
    if order.kind == DeliveryKind.CANCELLED:
        return exchanges.cancelled_notice(content)
    if order.kind == DeliveryKind.RELIEVED:
        return organizers.relieved(content)
    if order.kind == DeliveryKind.TAKEN_OUT:
        return repairs.taken_out(content)
    if order.kind == DeliveryKind.MOVED:
        return editing.moved(content, in_channel=not order.is_to_person)
    if order.kind == DeliveryKind.RECONSIDER:
        return exclusions.reconsider(content)
    if order.kind == DeliveryKind.WISHES_WANTED:
        return preflight.wishes_wanted(content)
    if order.kind == DeliveryKind.LEFT_OUT:
        return preflight.taken_out(content)
    return exchanges.announcement(content)


def _dropout(kind: DeliveryKind, dropout: snapshots.Dropout) -> Message:
    if kind == DeliveryKind.DEACTIVATED:
        return repairs.deactivated(dropout)
    is_out = kind == DeliveryKind.PARTED
    return repairs.has_parted(dropout) if is_out else repairs.wants_out(dropout)


def _to_invited(kind: DeliveryKind, invitation: snapshots.Invitation) -> Message:
    if kind == DeliveryKind.CANCELLED:
        return invitations.cancelled(invitation)
    if kind == DeliveryKind.MOVED:
        return editing.moved_for_invited(invitation)
    is_reminder = kind == DeliveryKind.REMINDER
    return invitations.reminder(invitation) if is_reminder else invitations.shown(invitation)
