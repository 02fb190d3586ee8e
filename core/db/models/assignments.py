"""Who gives to whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class Assignment(Base):
    """Who gives to whom, sealed. `recipient_key` keeps each recipient unique without naming one.

    `looked_at` is when the giver first opened it by a click. Where the exchange has no envelopes
    they may have read it before that: the message itself says it.
    """

    __tablename__ = "assignments"
    __table_args__ = (exchange_key(), UniqueConstraint("exchange_id", "recipient_key"))

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    giver_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    recipient_encrypted: Mapped[bytes]
    recipient_key: Mapped[bytes]
    looked_at: Mapped[datetime | None]
