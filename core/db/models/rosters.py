"""What a file of people came to, until it is saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class KeptRoster(Base):
    """For an hour at most, and for whoever sent the file: sealed, for it holds addresses."""

    __tablename__ = "kept_rosters"
    __table_args__ = (exchange_key(),)

    roster_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    kept_for: Mapped[str] = mapped_column(SLACK_ID)
    kept_at: Mapped[datetime]
    content_encrypted: Mapped[bytes]
