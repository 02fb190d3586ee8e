"""Who was invited, who of them has not answered, and who wants no more reminders."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from core.db import models
from core.db.repository.messages import WITHDRAWN
from core.domain.reminding import REST, Reminder
from core.domain.types import (
    DeliveryKind,
    DeliveryStatus,
    ExchangeStatus,
    ParticipantStatus,
    UserId,
)

_people = models.Base.metadata.tables["participants"]
_stops = models.Base.metadata.tables["reminder_stops"]
_deliveries = models.Base.metadata.tables["deliveries"]
_its = _deliveries.c
_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
#: Where their invitation lies.
_THEIRS = and_(
    _its.addressee_id == _people.c.user_id,
    _its.exchange_id == _people.c.exchange_id,
    _its.kind == DeliveryKind.INVITATION,
)
_ASKED = and_(_THEIRS, _its.status == DeliveryStatus.SENT)
#: They have read it, or it may be out and say what was true until now.
_MAY_KNOW = and_(
    _THEIRS,
    _its.status.in_((DeliveryStatus.SENT, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)),
)


def invite(
    session: Session,
    exchange: models.Exchange,
    people: Sequence[str],
    invited_by: str,
    now: datetime,
) -> list[str]:
    """Those of them who have no place in the exchange yet are invited; who. `people` are sorted, so
    that two who invite the same ones do not wait for each other."""
    listed = _listed(session, people).subquery("listed")
    place = {
        "exchange_id": exchange.exchange_id,
        "team_id": exchange.team_id,
        "status": ParticipantStatus.INVITED,
        "changed_at": now,
        "invited_by": invited_by,
    }
    values = (literal(value, _people.c[name].type) for name, value in place.items())
    # SQLite would take what follows for a part of the FROM: hence the WHERE.
    each = select(listed.c.person, *values).where(listed.c.person.is_not(None))
    dialect = _DIALECTS[session.get_bind().dialect.name]
    insert = dialect.insert(_people).from_select(["user_id", *place], each)
    placed = insert.on_conflict_do_nothing().returning(_people.c.user_id)
    return list(session.execute(placed).scalars())


def _listed(session: Session, people: Collection[str]) -> Select[tuple[str]]:
    """These people as one value, which costs a fraction of one for each."""
    if session.get_bind().dialect.name == "postgresql":
        array = literal(list(people), ARRAY(String))
        return select(func.unnest(array).column_valued("person").label("person"))
    rows = func.json_each(json.dumps(list(people))).table_valued("value")
    return select(rows.c.value.label("person"))


def ask_again(session: Session, exchange: models.Exchange, people: Collection[str]) -> list[str]:
    """Those of them whose invitation could not be sent get it after all, unless they have answered;
    who. What may have arrived is looked for first."""
    listed = _its.addressee_id.in_(_listed(session, people))
    return _owe_again(session, exchange.exchange_id, listed)


def ask_after_all(session: Session, exchange_id: str) -> None:
    """The same for those whose invitation came too late, when it does not any more."""
    _owe_again(session, exchange_id, _its.error == WITHDRAWN)


def _owe_again(session: Session, exchange_id: str, these: ColumnElement[bool]) -> list[str]:
    unanswered = exists().where(
        _people.c.exchange_id == _its.exchange_id,
        _people.c.user_id == _its.addressee_id,
        _people.c.status == ParticipantStatus.INVITED,
    )
    pending, unknown = (
        literal(status, _its.status.type)
        for status in (DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN)
    )
    again = (
        update(_deliveries)
        .where(
            _its.exchange_id == exchange_id,
            _its.kind == DeliveryKind.INVITATION,
            _its.status == DeliveryStatus.FAILED,
            these,
            unanswered,
        )
        .values(
            status=case((_its.settles_at.is_(None), pending), else_=unknown),
            error=None,
            not_before=None,
            unreadable_since=None,
        )
        .returning(_its.addressee_id)
    )
    return list(session.execute(again).scalars())


def statuses(
    session: Session, exchange: models.Exchange, people: Collection[str]
) -> dict[str, ParticipantStatus]:
    """Of those among them who have a place in the exchange."""
    query = select(_people.c.user_id, _people.c.status).where(
        _people.c.exchange_id == exchange.exchange_id,
        _people.c.user_id.in_(_listed(session, people)),
    )
    return {row.user_id: row.status for row in session.execute(query)}


def decline(session: Session, exchange_id: str, user_id: str, now: datetime) -> None:
    """If they have not answered yet."""
    session.execute(
        update(_people)
        .where(
            _people.c.exchange_id == exchange_id,
            _people.c.user_id == user_id,
            _people.c.status == ParticipantStatus.INVITED,
        )
        .values(status=ParticipantStatus.DECLINED, changed_at=now)
    )


def counts(session: Session, exchange: models.Exchange) -> dict[ParticipantStatus, int]:
    """How many there are of each status."""
    query = (
        select(_people.c.status, func.count())
        .where(_people.c.exchange_id == exchange.exchange_id)
        .group_by(_people.c.status)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def unanswered(session: Session, exchange: models.Exchange) -> list[UserId]:
    """Whose invitation has been sent, or may have been, and who have not answered it."""
    query = (
        select(_people.c.user_id)
        .join_from(_people, _deliveries, _MAY_KNOW)
        .where(
            _people.c.exchange_id == exchange.exchange_id,
            _people.c.status == ParticipantStatus.INVITED,
        )
    )
    return [UserId(user_id) for user_id in session.scalars(query)]


def soon_drawn(session: Session, now: datetime, until: datetime) -> Sequence[models.Exchange]:
    """The open exchanges that are drawn by then."""
    row = models.Exchange
    query = select(row).where(
        row.status == ExchangeStatus.OPEN, row.draw_at > now, row.draw_at <= until
    )
    return session.scalars(query).all()


def take(session: Session, team_id: str, exchange_id: str) -> models.Exchange | None:
    """The exchange, locked; None while somebody else changes it."""
    query = (
        select(models.Exchange)
        .where(models.Exchange.team_id == team_id, models.Exchange.exchange_id == exchange_id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.scalar(query)


def silent(
    session: Session, exchange_id: str, reminder: Reminder, now: datetime, most: int
) -> list[str]:
    """Who has this reminder still to come, at most so many: invited before it was due, a while ago,
    not reminded since, and without an answer."""
    return list(session.scalars(_silent(exchange_id, reminder, now).limit(most)))


def count_reminded(
    session: Session, exchange: models.Exchange, reminder: Reminder, by: datetime
) -> int:
    """How many get this reminder by then, as long as they do not answer."""
    theirs = _silent(exchange.exchange_id, reminder, by).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(theirs)) or 0


def _silent(exchange_id: str, reminder: Reminder, now: datetime) -> Select[tuple[str]]:
    other = aliased(models.Delivery)
    has_rested = now - REST
    reminded = exists().where(
        other.addressee_id == _people.c.user_id,
        other.exchange_id == _people.c.exchange_id,
        other.kind == DeliveryKind.REMINDER,
        or_(other.occasion == reminder.occasion, other.owed_at > has_rested),
    )
    stopped = exists().where(
        _stops.c.team_id == _people.c.team_id, _stops.c.user_id == _people.c.user_id
    )
    return (
        select(_people.c.user_id)
        .join_from(_people, _deliveries, _ASKED)
        .where(
            _people.c.exchange_id == exchange_id,
            _people.c.status == ParticipantStatus.INVITED,
            _its.sent_at <= has_rested,
            _its.sent_at < reminder.due_at,
            ~reminded,
            ~stopped,
        )
        .order_by(_people.c.user_id)
    )


def take_back_reminders(session: Session, exchange_id: str) -> None:
    """Those that nobody has tried to send are not owed any more, as if they never had been."""
    session.execute(
        delete(_deliveries).where(
            _its.exchange_id == exchange_id,
            _its.kind == DeliveryKind.REMINDER,
            _its.status == DeliveryStatus.PENDING,
            _its.first_tried_at.is_(None),
        )
    )


def stop_reminders(session: Session, team_id: str, user_id: str, now: datetime) -> None:
    dialect = _DIALECTS[session.get_bind().dialect.name]
    stop = {"team_id": team_id, "user_id": user_id, "stopped_at": now}
    session.execute(dialect.insert(_stops).values(**stop).on_conflict_do_nothing())


def resume_reminders(session: Session, team_id: str, user_id: str) -> None:
    session.execute(delete(_stops).where(_stops.c.team_id == team_id, _stops.c.user_id == user_id))


def gets_reminders(session: Session, team_id: str, user_id: str) -> bool:
    return session.get(models.ReminderStop, (team_id, user_id)) is None
