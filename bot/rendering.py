"""What an owed message looks like in Slack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

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
from core.domain.snapshots import Content, Exchange, Order
from core.domain.types import DeliveryKind

C = TypeVar("C", bound=Content)
Look = Callable[[C], Message]


def rendered(order: Order) -> Message:
    """By its content and kind where a kind of its own has a look of its own, else by its content
    alone."""
    content = order.content
    if isinstance(content, Exchange) and order.kind == DeliveryKind.MOVED:
        return editing.moved(content, in_channel=not order.is_to_person)
    of_kind = BY_KIND.get((type(content), order.kind))
    return (of_kind or BY_CONTENT[type(content)])(content)


def _match(match: snapshots.Match) -> Message:
    return rescues.asked(match) if match.rescue_id else drawing.match(match)


def _anonymous(message: snapshots.AnonymousMessage) -> Message:
    return gifts.note(message) if message.note else talk.received(message)


# A row is checked where it stands: what it shows and how are of one content. In a table of many
# contents no type could say that any more, hence Any.
def _of(content: type[C], look: Look[C]) -> tuple[type, Look[Any]]:
    return content, look


def _of_kinds(
    content: type[C], looks: Mapping[DeliveryKind, Look[C]]
) -> dict[tuple[type, DeliveryKind], Look[Any]]:
    return {(content, kind): look for kind, look in looks.items()}


BY_CONTENT: dict[type, Look[Any]] = dict(
    (
        _of(snapshots.AnonymousMessage, _anonymous),
        _of(snapshots.Bulletin, bulletins.received),
        _of(snapshots.Circle, reveals.circle),
        _of(snapshots.DeliveryReport, deliveries.report),
        _of(snapshots.Dropout, repairs.wants_out),
        _of(snapshots.Envelope, matches.envelope),
        _of(snapshots.Exchange, exchanges.announcement),
        _of(snapshots.Invitation, invitations.shown),
        _of(snapshots.Match, _match),
        _of(snapshots.MissingNotice, rescues.missing),
        _of(snapshots.OpenedNotice, break_glass.notice),
        _of(snapshots.OpeningAnswer, break_glass.answer),
        _of(snapshots.OpeningRequest, break_glass.request),
        _of(snapshots.OrganizerNotice, organizers.welcome),
        _of(snapshots.Preflight, preflight.told),
        _of(snapshots.RefusedAnnouncement, announcing.unannounced),
        _of(snapshots.ReportedMessage, talk.reported),
        _of(snapshots.RescueEnvelope, rescues.envelope),
        _of(snapshots.Revealed, reveals.revealed),
        _of(snapshots.StalledNotice, drawing.stalled),
    )
)
BY_KIND = {
    **_of_kinds(
        snapshots.Exchange,
        {
            DeliveryKind.BROKEN: drawing.broken,
            DeliveryKind.CANCELLED: exchanges.cancelled_notice,
            DeliveryKind.EXCHANGE_DAY: exchange_day.today,
            DeliveryKind.LEFT_OUT: preflight.taken_out,
            DeliveryKind.RECONSIDER: exclusions.reconsider,
            DeliveryKind.RELIEVED: organizers.relieved,
            DeliveryKind.TAKEN_OUT: repairs.taken_out,
            DeliveryKind.WISHES: wishlists.news,
            DeliveryKind.WISHES_WANTED: preflight.wishes_wanted,
        },
    ),
    **_of_kinds(
        snapshots.Invitation,
        {
            DeliveryKind.CANCELLED: invitations.cancelled,
            DeliveryKind.MOVED: editing.moved_for_invited,
            DeliveryKind.REMINDER: invitations.reminder,
        },
    ),
    **_of_kinds(
        snapshots.Dropout,
        {
            DeliveryKind.DEACTIVATED: repairs.deactivated,
            DeliveryKind.PARTED: repairs.has_parted,
        },
    ),
    **_of_kinds(snapshots.StalledNotice, {DeliveryKind.UNDRAWABLE: drawing.undrawable}),
    **_of_kinds(snapshots.RefusedAnnouncement, {DeliveryKind.OUTDATED: announcing.outdated}),
}
