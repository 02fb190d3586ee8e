"""The workspaces that Kringle serves, and who may create exchanges in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.db import models
from core.domain.snapshots import Creators
from core.domain.types import TeamId, UserId

Row = models.Workspace
Creator = models.Creator


def ensure(session: Session, team_id: TeamId, pace: float, now: datetime) -> None:
    """From here on there is a row of this workspace; `pace` is what a new one starts with."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(Row)
        .values(team_id=team_id, created_at=now, pace=pace)
        .on_conflict_do_nothing()
    )


def creators(session: Session, team_id: TeamId) -> Creators:
    """Everyone, where nothing has been set or even begun."""
    query = (
        select(Row.who_creates, Creator.user_id)
        .outerjoin(Creator, Creator.team_id == Row.team_id)
        .where(Row.team_id == team_id)
        .order_by(Creator.user_id)
    )
    found = session.execute(query).all()
    if not found:
        return Creators()
    return Creators(found[0].who_creates, tuple(UserId(one.user_id) for one in found if one[1]))


def lock_creators(session: Session, team_id: TeamId) -> Creators:
    """The same, and nobody else changes them until the transaction ends."""
    query = select(Row.team_id).where(Row.team_id == team_id).with_for_update(key_share=True)
    session.execute(query)
    return creators(session, team_id)


def set_creators(session: Session, team_id: TeamId, before: Creators, after: Creators) -> None:
    """Whoever calls has locked them as they were `before`."""
    session.execute(update(Row).where(Row.team_id == team_id).values(who_creates=after.who))
    gone = set(before.named) - set(after.named)
    session.execute(delete(Creator).where(Creator.team_id == team_id, Creator.user_id.in_(gone)))
    new = sorted(set(after.named) - set(before.named))
    session.add_all(Creator(team_id=team_id, user_id=user_id) for user_id in new)
    session.flush()
