"""What organizers have written to everybody in an exchange."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class Bulletin(Base):
    """Its deliveries say who gets it."""

    __tablename__ = "bulletins"
    __table_args__ = (
        exchange_key(),
        Index("ix_bulletins_exchange", "exchange_id", "written_at"),
    )

    bulletin_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    written_by: Mapped[str] = mapped_column(SLACK_ID)
    written_at: Mapped[datetime]
    text_encrypted: Mapped[bytes]
