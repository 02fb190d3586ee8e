"""Requests that have taken effect."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.db import models


def is_handled(session: Session, team_id: str, request_id: str) -> bool:
    return session.get(models.HandledRequest, (team_id, request_id)) is not None
