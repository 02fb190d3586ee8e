"""Very many rows at once, in a transaction that others wait for."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.db import models


def insert(session: Session, table: type[models.Base], rows: list[dict[str, Any]]) -> None:
    """Past the session's own objects, which would take several times as long."""
    session.flush()
    session.connection().execute(table.__table__.insert(), rows)  # type: ignore[attr-defined]
