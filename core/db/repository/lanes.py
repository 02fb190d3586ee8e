"""The lanes by which messages leave, one per workspace: which may go on, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnClause,
    ColumnElement,
    Exists,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus

Lane = models.Workspace
Row = models.Delivery

#: Slack takes one message a second in a conversation.
BETWEEN_TWO_TO_ONE = timedelta(seconds=1)
#: These send nothing new: they change what is out already.
REWRITING = (DeliveryKind.REFRESH, DeliveryKind.TIDIED)
#: From this priority on, messages are only tidied; most of them come after it.
TIDYING = 5


#: Built once: putting a statement together takes longer than carrying it out.
_NOW: BindParameter[datetime] = bindparam("now")
_LATELY: BindParameter[datetime] = bindparam("lately")
_SOON: BindParameter[datetime] = bindparam("soon")
_OTHER = aliased(Row)


def _is_over(column: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= _NOW)


def _looked_up(query: Select[Any]) -> Exists:
    """Whether it finds something, by an index for each row that asks. OFFSET keeps PostgreSQL from
    joining whole tables for it: that takes longer the more has ever been sent."""
    return query.offset(literal_column("0")).exists()


_ONE: ColumnClause[int] = literal_column("1")
_IS_DUE = and_(
    models.IS_WAITING,
    _is_over(Row.not_before),
    _is_over(Row.leased_until),
    or_(Row.status != DeliveryStatus.UNKNOWN, _is_over(Lane.looks_wait_until)),
    or_(Row.kind != DeliveryKind.REFRESH, _is_over(Lane.refreshes_wait_until)),
)
_MAY_TIDY = _is_over(Lane.tidies_wait_until)


def _has_due(which: ColumnElement[bool]) -> Exists:
    """Whether the lane has a message of these that may go now."""
    due = select(_ONE).where(Row.team_id == Lane.team_id, _IS_DUE, which)
    return _looked_up(due.correlate(Lane))


_HAS_TO_SEND = _has_due(Row.priority < TIDYING)
_READY = (
    select(Lane)
    .where(
        _is_over(Lane.lane_next_at),
        _is_over(Lane.lane_waits_until),
        Lane.team_id.not_in(bindparam("seen", expanding=True)),
        # Apart: hundreds may wait to be tidied, and are not walked through before they may be.
        or_(_HAS_TO_SEND, and_(_MAY_TIDY, _has_due(Row.priority >= TIDYING))),
    )
    # Where many draw at one moment, nobody waits for their match because others' are tidied.
    .order_by(_HAS_TO_SEND.desc(), Lane.lane_next_at.nulls_first(), Lane.team_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True, of=Lane)
)
_NEXT = (
    select(Row)
    .join(Lane, Lane.team_id == Row.team_id)
    .where(
        Row.team_id == bindparam("team_id"),
        _IS_DUE,
        or_(Row.priority < TIDYING, _MAY_TIDY),
        ~_looked_up(
            select(_ONE)
            .where(
                _OTHER.addressee_id == Row.addressee_id,
                _OTHER.team_id == Row.team_id,
                _OTHER.tried_at.between(_LATELY, _SOON),  # later ones are of a clock that was wrong
            )
            .correlate(Row)
        ),
    )
    .order_by(Row.priority, Row.owed_at, Row.delivery_id)
    .limit(1)
    .with_for_update(skip_locked=True, of=Row)  # a late outcome may be being written down
)
_lanes = models.Base.metadata.tables["workspaces"].c
_FASTEST: BindParameter[float] = bindparam("fastest")
_QUICKER = _lanes.pace + bindparam("step")
_RAISE = (
    update(_lanes.pace.table)
    .where(
        _lanes.team_id == bindparam("team"),
        or_(_lanes.pace < _FASTEST, _lanes.lane_error.is_not(None)),
    )
    .values(pace=case((_QUICKER < _FASTEST, _QUICKER), else_=_FASTEST), lane_error=None)
)
_HAS_EXPIRED = select(
    exists().where(models.IS_SENDING, Row.leased_until <= _NOW),
)


def ready(session: Session, now: datetime, most: int, seen: Sequence[str]) -> Sequence[Lane]:
    """The lanes whose turn has come and that have something to say, the longest waiting first, but
    for those seen already; and then those that have only something to tidy. They are the caller's
    until the transaction ends; those in another's hands are left out."""
    return session.scalars(_READY, {"now": now, "most": most, "seen": seen}).all()


def next_due(session: Session, team_id: str, now: datetime) -> Row | None:
    """What this workspace has to say next, by priority, and to whom somebody has just written a
    moment later."""
    lately, soon = now - BETWEEN_TWO_TO_ONE, now + BETWEEN_TWO_TO_ONE
    given = {"team_id": team_id, "now": now, "lately": lately, "soon": soon}
    return session.scalar(_NEXT, given)


def has_expired(session: Session, now: datetime) -> bool:
    """Whether a lease of something being sent has run out."""
    return bool(session.scalar(_HAS_EXPIRED, {"now": now}))


def doubt_expired(session: Session, now: datetime, looks_at: datetime, settles_at: datetime) -> int:
    """What was being sent by a process that is gone, or too slow, may be out or not: how many such.
    What was only to be rewritten is not looked for, but done again.

    What somebody else has in hand is left for the next time; and all who take several of these rows
    take them in the same order, or they would wait for each other.
    """
    expired = (
        select(Row.delivery_id)
        .where(models.IS_SENDING, Row.leased_until <= now)
        .order_by(Row.delivery_id)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(expired).all()
    is_rewriting = Row.kind.in_(REWRITING)
    doubted = update(Row).where(Row.delivery_id.in_(found))
    doubted = doubted.values(leased_until=None, settles_at=settles_at)
    changes = (
        doubted.where(is_rewriting).values(status=DeliveryStatus.PENDING, owner=None),
        doubted.where(~is_rewriting).values(status=DeliveryStatus.UNKNOWN, not_before=looks_at),
    )
    return sum(changed(session, change) for change in changes) if found else 0


def doubt_longer(session: Session, settles_at: datetime) -> None:
    """Whatever may be out counts as settled at that moment, and no sooner."""
    sooner = update(Row).where(models.IS_WAITING, Row.settles_at < settles_at)
    changed(session, sooner.values(settles_at=settles_at))


def raise_pace(session: Session, team_id: str, step: float, fastest: float) -> None:
    """Slack took a message: the next ones may follow a little quicker."""
    session.execute(_RAISE, {"team": team_id, "step": step, "fastest": fastest})


def find(session: Session, team_id: str, *, lock: bool = False) -> Lane:
    """The lane; `lock` keeps it from all others. Raises `sqlalchemy.exc.NoResultFound`."""
    query = select(Lane).where(Lane.team_id == team_id)
    return session.scalars(query.with_for_update(key_share=True) if lock else query).one()


def mend(
    session: Session,
    column: InstrumentedAttribute[datetime | None],
    longest: datetime,
    instead: datetime | None = None,
    only: ColumnElement[bool] | None = None,
) -> None:
    """Whatever says later than `longest` was written by a clock that was wrong. `only`: of these
    rows. What somebody else has in hand is left for the next time."""
    (key,) = column.class_.__table__.primary_key
    wrong = select(key).where(column > longest, *([] if only is None else [only]))
    if column.class_ is Row:
        wrong = wrong.where(or_(models.IS_WAITING, models.IS_SENDING))
    found = wrong.order_by(key).with_for_update(skip_locked=True, key_share=True)
    changed(session, update(column.class_).where(key.in_(found)).values({column: instead}))


def changed(session: Session, change: Update) -> int:
    """Carry it out past the session's own objects; how many rows it changed."""
    done = session.execute(change.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined] # an UPDATE's result has it
