"""Opening one single match in an emergency: who may ask for it, and who may agree."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from core.domain.errors import NoMatchNow, OpeningProblem, OpeningRefused
from core.domain.rules import check_admin, check_organizer
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, OpeningStatus, Person, UserId

#: So long others have time to agree, and then whoever asked to look.
LAPSES_AFTER = timedelta(hours=24)
#: In one exchange.
MOST_OPENED = 3
MOST_ASKED = 10
MAX_REASON = 500
#: Waiting for somebody: one at a time.
PENDING = (OpeningStatus.ASKED, OpeningStatus.AGREED)


def check_can_ask(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    if exchange.status != ExchangeStatus.DRAWN:
        raise NoMatchNow(exchange.status)


def check_room(before: Collection[OpeningStatus]) -> None:
    """`before`: what became of all that was asked here."""
    if any(status in PENDING for status in before):
        raise OpeningRefused(OpeningProblem.RUNNING)
    opened = sum(status == OpeningStatus.OPENED for status in before)
    if opened >= MOST_OPENED or len(before) >= MOST_ASKED:
        raise OpeningRefused(OpeningProblem.TOO_MANY)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise OpeningRefused(OpeningProblem.EMPTY)
    if len(reason) > MAX_REASON:
        raise OpeningRefused(OpeningProblem.TOO_LONG)


def witnesses(exchange: Exchange, asker_id: UserId, admin: Person | None) -> set[UserId]:
    """Who may agree: the other organizers, and an admin of the workspace who was named."""
    others = {*exchange.organizer_ids} - {asker_id}
    if admin is None:
        if not others:
            raise OpeningRefused(OpeningProblem.NOBODY_TO_AGREE)
        return others
    if admin.user_id == asker_id:
        raise OpeningRefused(OpeningProblem.SAME_PERSON)
    check_admin(admin, exchange.team_id)
    return others | {admin.user_id}


def check_can_decide(
    exchange: Exchange, asker_id: UserId, asked: Collection[str | None], person: Person
) -> None:
    """Never whoever asked, and only while they organize it; an admin only if they were asked, or
    have decided, and still are one. Whether it has been decided, `check_pending` says next."""
    if person.user_id == asker_id:
        raise OpeningRefused(OpeningProblem.SAME_PERSON)
    if exchange.status != ExchangeStatus.DRAWN:
        raise NoMatchNow(exchange.status)
    if person.user_id not in exchange.organizer_ids:
        if person.user_id not in asked:
            raise OpeningRefused(OpeningProblem.NOT_YOURS)
        check_admin(person, exchange.team_id)
    if asker_id not in exchange.organizer_ids:
        raise OpeningRefused(OpeningProblem.GONE)


def can_go_on(
    exchange: Exchange, status: OpeningStatus, asker_id: UserId, admin_id: str | None
) -> bool:
    """Whether there is still somebody who may look, and, while nobody has agreed, who may agree."""
    if asker_id not in exchange.organizer_ids:
        return False
    others = {*exchange.organizer_ids} - {asker_id}
    return status == OpeningStatus.AGREED or bool(others or admin_id)


def check_pending(status: OpeningStatus, wanted: OpeningStatus) -> None:
    """`wanted`: the status in which it can be done."""
    if status == OpeningStatus.LAPSED:
        raise OpeningRefused(OpeningProblem.LAPSED)
    if status == OpeningStatus.OPENED:
        raise OpeningRefused(OpeningProblem.SHOWN)
    if status == OpeningStatus.ASKED and wanted == OpeningStatus.AGREED:
        raise OpeningRefused(OpeningProblem.RUNNING)
    if status != wanted:
        raise OpeningRefused(OpeningProblem.DECIDED)


def lapses_at(status: OpeningStatus, asked_at: datetime, decided_at: datetime | None) -> datetime:
    agreed = status == OpeningStatus.AGREED and decided_at is not None
    return (decided_at if agreed and decided_at else asked_at) + LAPSES_AFTER
