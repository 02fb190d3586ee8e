"""Requests that have taken effect."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.db import models

_requests = models.Base.metadata.tables["handled_requests"]
REMEMBER = {
    name: dialect.insert(_requests)
    .values(team_id=bindparam("team"), request_id=bindparam("request"), handled_at=bindparam("now"))
    .on_conflict_do_nothing()
    .returning(_requests.c.request_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def remember(session: Session, team_id: str, request_id: str, now: datetime) -> bool:
    """It takes effect; whether it has not before."""
    given = {"team": team_id, "request": request_id, "now": now}
    return session.execute(REMEMBER[session.get_bind().dialect.name], given).first() is not None


def is_handled(session: Session, team_id: str, request_id: str) -> bool:
    return session.get(models.HandledRequest, (team_id, request_id)) is not None
