"""Anonymous messages between a giver and a recipient."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class AnonymousMessage(Base):
    """What one side of an assignment writes to the other.

    Its delivery names the reader, so the writer stands only in what is sealed. `writer_key` is a
    mark of theirs under a key of the draw: enough to count how much somebody has written. The two
    directions of one talk have nothing in common here.
    """

    __tablename__ = "anonymous_messages"
    __table_args__ = (
        exchange_key(),
        Index("ix_anonymous_messages_writer", "exchange_id", "writer_key"),
    )

    message_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    writer_key: Mapped[bytes]
    route_encrypted: Mapped[bytes]
    text_encrypted: Mapped[bytes]
    written_at: Mapped[datetime]


class ClosedTalk(Base):
    """A way that anonymous messages do not go: a reader has muted it, or an organizer has stopped
    it. Which way and for whom, `closed_key` says only under a key of the draw."""

    __tablename__ = "closed_talks"
    __table_args__ = (exchange_key(),)

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    closed_key: Mapped[bytes] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    closed_at: Mapped[datetime]
