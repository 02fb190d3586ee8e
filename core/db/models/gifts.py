"""Gifts on their way, those that are missing, and who steps in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class Gift(Base):
    """What both sides of an assignment have said of its gift. It goes with the assignment.

    Nothing of it is readable, and the rows of many are always written together: beside a message to
    a recipient, the row of whoever has just said something would tell who gives to them.
    """

    __tablename__ = "gifts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["exchange_id", "giver_id"],
            ["assignments.exchange_id", "assignments.giver_id"],
            ondelete="CASCADE",
        ),
    )

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    giver_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    state_encrypted: Mapped[bytes]


class MissingGift(Base):
    """A gift of which its recipient has said that it has not come. `case_id` is a mark that only
    this draw can make. Organizers hear of it at `due_at`; `told_at` is when they did."""

    __tablename__ = "missing_gifts"
    __table_args__ = (exchange_key(),)

    case_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID, index=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    recipient_encrypted: Mapped[bytes]
    due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class Rescue(Base):
    """Somebody who gives in the place of whoever was drawn to, and never to themselves."""

    __tablename__ = "rescues"
    __table_args__ = (exchange_key(), Index("ix_rescues_person", "team_id", "rescuer_id"))

    rescue_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    rescuer_id: Mapped[str] = mapped_column(SLACK_ID)
    recipient_encrypted: Mapped[bytes]
