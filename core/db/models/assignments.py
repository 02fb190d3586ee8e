"""Who gives to whom."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class Assignment(Base):
    """Who gives to whom, sealed. `recipient_key` keeps each recipient unique without naming one."""

    __tablename__ = "assignments"
    __table_args__ = (exchange_key(), UniqueConstraint("exchange_id", "recipient_key"))

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    giver_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    recipient_encrypted: Mapped[bytes]
    recipient_key: Mapped[bytes]


class Look(Base):
    """A giver has opened their match by a click. `look_key` says who, and whose name they saw, only
    under a key of the draw: after a repair, those who have not looked would be those whose match is
    new. Where the exchange has no envelopes they may have read it before: the message says it.
    """

    __tablename__ = "looks"
    __table_args__ = (exchange_key(),)

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    look_key: Mapped[bytes] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
