"""Who takes part in an exchange, and what they wish for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key, mark, one_of
from core.domain.types import ParticipantStatus


class Participant(Base):
    __tablename__ = "participants"
    __table_args__ = (
        exchange_key(),
        one_of("status", ParticipantStatus),
        Index("ix_participants_person", "team_id", "user_id", "status"),
    )

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    status: Mapped[ParticipantStatus] = mapped_column(mark(ParticipantStatus))
    changed_at: Mapped[datetime]
    invited_by: Mapped[str | None] = mapped_column(SLACK_ID)
    # Where they were when they joined, if Slack said so.
    time_zone: Mapped[str | None] = mapped_column(String(64))


class ReminderStop(Base):
    """Somebody who wants no more reminders, in whichever exchange of their workspace."""

    __tablename__ = "reminder_stops"

    team_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    stopped_at: Mapped[datetime]


class Wishlist(Base):
    """Kept when somebody leaves: coming back, they find their wishes again. When it was changed
    stands nowhere: soon after, their giver gets a message."""

    __tablename__ = "wishlists"
    __table_args__ = (exchange_key(),)

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    content_encrypted: Mapped[bytes]
