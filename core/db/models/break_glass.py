"""Matches that were opened in an emergency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnClause, Index, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key, mark, one_of
from core.domain.types import OpeningStatus

#: Only one at a time waits for anybody. As text: see `core.db.models.deliveries`.
IS_PENDING: ColumnClause[bool] = literal_column("status IN ('asked', 'agreed')")


class Opening(Base):
    """Somebody asked for one match, and what became of it: the record of who has looked, with whose
    consent. Whose match, and why, is sealed. Rows are never deleted but with all of the exchange.

    `admin_id`: an admin of the workspace who was asked as well, unless it is they who have decided.
    """

    __tablename__ = "openings"
    __table_args__ = (
        exchange_key(),
        one_of("status", OpeningStatus),
        CheckConstraint("decided_by <> asked_by", name="two_people"),
        CheckConstraint(
            "status <> 'opened' OR (decided_by IS NOT NULL AND opened_at IS NOT NULL)",
            name="opened_by_two",
        ),
        Index(
            "ix_openings_pending",
            "exchange_id",
            unique=True,
            sqlite_where=IS_PENDING,
            postgresql_where=IS_PENDING,
        ),
        Index("ix_openings_exchange", "exchange_id"),
    )

    opening_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    status: Mapped[OpeningStatus] = mapped_column(mark(OpeningStatus))
    asked_by: Mapped[str] = mapped_column(SLACK_ID)
    asked_at: Mapped[datetime]
    admin_id: Mapped[str | None] = mapped_column(SLACK_ID)
    giver_encrypted: Mapped[bytes]
    reason_encrypted: Mapped[bytes]
    decided_by: Mapped[str | None] = mapped_column(SLACK_ID)
    decided_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
