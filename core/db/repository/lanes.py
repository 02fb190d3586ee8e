"""The lanes by which messages leave, one per workspace: which may go on, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Update,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus

Lane = models.Workspace
Row = models.Delivery

#: Slack takes one message a second in a conversation.
BETWEEN_TWO_TO_ONE = timedelta(seconds=1)


#: Built once: putting a statement together takes longer than carrying it out.
_NOW: BindParameter[datetime] = bindparam("now")
_LATELY: BindParameter[datetime] = bindparam("lately")
_SOON: BindParameter[datetime] = bindparam("soon")
_OTHER = aliased(Row)
_IS_DUE = and_(
    models.IS_WAITING,
    or_(Row.not_before.is_(None), Row.not_before <= _NOW),
    or_(Row.leased_until.is_(None), Row.leased_until <= _NOW),
)
_READY = (
    select(Lane)
    .where(
        or_(Lane.lane_next_at.is_(None), Lane.lane_next_at <= _NOW),
        or_(Lane.lane_waits_until.is_(None), Lane.lane_waits_until <= _NOW),
        Lane.team_id.not_in(bindparam("seen", expanding=True)),
        exists().where(Row.team_id == Lane.team_id, _IS_DUE),
    )
    .order_by(Lane.lane_next_at.nulls_first(), Lane.team_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True, of=Lane)
)
_NEXT = (
    select(Row)
    .where(
        Row.team_id == bindparam("team_id"),
        _IS_DUE,
        ~exists().where(
            _OTHER.addressee_id == Row.addressee_id,
            _OTHER.team_id == Row.team_id,
            _OTHER.tried_at.between(_LATELY, _SOON),  # later ones are of a clock that was wrong
        ),
    )
    .order_by(Row.priority, Row.owed_at, Row.delivery_id)
    .limit(1)
    .with_for_update(skip_locked=True, of=Row)  # a late outcome may be being written down
)
_HAS_EXPIRED = select(
    exists().where(models.IS_SENDING, Row.leased_until <= _NOW),
)


def ready(session: Session, now: datetime, most: int, seen: Sequence[str]) -> Sequence[Lane]:
    """The lanes whose turn has come and that have something to say, the longest waiting first, but
    for those seen already. They are the caller's until the transaction ends; those in another's
    hands are left out."""
    return session.scalars(_READY, {"now": now, "most": most, "seen": seen}).all()


def next_due(session: Session, team_id: str, now: datetime) -> Row | None:
    """What this workspace has to say next: news before matches, so that thousands of these keep no
    other exchange waiting, and whom somebody has just written to a moment later."""
    lately, soon = now - BETWEEN_TWO_TO_ONE, now + BETWEEN_TWO_TO_ONE
    given = {"team_id": team_id, "now": now, "lately": lately, "soon": soon}
    return session.scalar(_NEXT, given)


def has_expired(session: Session, now: datetime) -> bool:
    """Whether a lease of something being sent has run out."""
    return bool(session.scalar(_HAS_EXPIRED, {"now": now}))


def doubt_expired(session: Session, now: datetime, looks_at: datetime, settles_at: datetime) -> int:
    """What was being sent by a process that is gone, or too slow, may be out or not: how many such.
    A refresh may be repeated as often as one likes, so there is no doubt about it."""
    expired = (models.IS_SENDING, Row.leased_until <= now)
    is_refresh = Row.kind == DeliveryKind.REFRESH
    again = update(Row).where(*expired, is_refresh)
    doubted = update(Row).where(*expired, ~is_refresh)
    changes = (
        again.values(status=DeliveryStatus.PENDING, owner=None, leased_until=None),
        doubted.values(
            status=DeliveryStatus.UNKNOWN,
            not_before=looks_at,
            settles_at=settles_at,
            leased_until=None,
        ),
    )
    return sum(changed(session, change) for change in changes)


def raise_pace(session: Session, team_id: str, step: float, fastest: float) -> None:
    """Slack took a message: the next ones may follow a little quicker."""
    change = (
        update(Lane)
        .where(Lane.team_id == team_id, or_(Lane.pace < fastest, Lane.lane_error.is_not(None)))
        .values(
            pace=case((Lane.pace + step < fastest, Lane.pace + step), else_=fastest),
            lane_error=None,
        )
    )
    changed(session, change)


def find(session: Session, team_id: str, *, lock: bool = False) -> Lane:
    """The lane; `lock` keeps it from all others. Raises `sqlalchemy.exc.NoResultFound`."""
    query = select(Lane).where(Lane.team_id == team_id)
    return session.scalars(query.with_for_update(key_share=True) if lock else query).one()


def put_off_refreshes(session: Session, team_id: str, until: datetime) -> None:
    """No announcement of this workspace is rewritten before that moment, whenever it changes."""
    here = select(models.Exchange.exchange_id).where(models.Exchange.team_id == team_id)
    is_refresh = and_(Row.exchange_id.in_(here), Row.kind == DeliveryKind.REFRESH)
    _put_off(session, until, is_refresh)


def put_off_looks(session: Session, team_id: str, until: datetime) -> None:
    """Nothing that may be out is looked for in this workspace before that moment."""
    is_unknown = and_(Row.team_id == team_id, Row.status == DeliveryStatus.UNKNOWN)
    _put_off(session, until, models.IS_WAITING, is_unknown)


def _put_off(session: Session, until: datetime, *which: ColumnElement[bool]) -> None:
    is_sooner = or_(Row.not_before.is_(None), Row.not_before < until)
    changed(session, update(Row).where(*which, is_sooner).values(not_before=until))


def mend_waits(session: Session, now: datetime, settles_at: datetime, longest: datetime) -> None:
    """Whatever is to wait beyond `longest` goes on now; what may be out, once that has settled."""
    for column in (Lane.lane_next_at, Lane.lane_waits_until):
        changed(session, update(Lane).where(column > longest).values({column: None}))
    drawing = models.Exchange.drawing_until
    changed(session, update(models.Exchange).where(drawing > longest).values({drawing: None}))
    leased = Row.leased_until
    changed(session, update(Row).where(models.IS_SENDING, leased > longest).values({leased: now}))
    waiting = update(Row).where(models.IS_WAITING)
    changed(session, waiting.where(Row.settles_at > longest).values(settles_at=settles_at))
    for column in (Row.not_before, Row.leased_until, Row.tried_at, Row.unreadable_since):
        changed(session, waiting.where(column > longest).values({column: None}))


def changed(session: Session, change: Update) -> int:
    """Carry it out past the session's own objects; how many rows it changed."""
    done = session.execute(change.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined] # an UPDATE's result has it
