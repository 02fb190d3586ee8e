"""The messages that are owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnClause, Index, String, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key, mark, one_of
from core.domain.types import DeliveryKind, DeliveryStatus

#: As text: neither database can use a partial index for a condition with bound values, and SQLite
#: none for a condition that is compared with 1, as SQLAlchemy does with a Boolean.
IS_WAITING: ColumnClause[bool] = literal_column("status IN ('pending', 'unknown')")
IS_SENDING: ColumnClause[bool] = literal_column("status = 'sending'")


class Delivery(Base):
    """One message owed, or the keeping up to date of one. The addressee is a person, or the
    channel of an announcement. `delivery_id` is the opaque mark that the message carries in Slack.

    `occasion` tells apart messages of one kind that may be owed again: the round of a report, the
    deadline that a stalled exchange missed, the announcement that was refused, the anonymous
    message. What has a lower `priority` goes first.

    `owed_at` is when it was written down. All other moments are by `Clock.steady`: not tried
    `not_before`; `tried_at` last; `owner` has it in hand, and has begun to send it by
    `leased_until` or does not send it. `settles_at` is set while it may be out although nobody
    knows: by then it has arrived, if it ever does. `unreadable_since`: looking for it has failed
    ever since.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        exchange_key(),
        # The addressee first: what else goes to them is looked up by it.
        UniqueConstraint("addressee_id", "exchange_id", "kind", "occasion"),
        one_of("kind", DeliveryKind),
        one_of("status", DeliveryStatus),
        Index(
            "ix_deliveries_waiting",
            *("team_id", "priority", "owed_at", "delivery_id"),
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index(
            "ix_deliveries_sending",
            "leased_until",
            sqlite_where=IS_SENDING,
            postgresql_where=IS_SENDING,
        ),
        Index("ix_deliveries_progress", "exchange_id", "kind", "status"),
    )

    delivery_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    kind: Mapped[DeliveryKind] = mapped_column(mark(DeliveryKind))
    addressee_id: Mapped[str] = mapped_column(SLACK_ID)
    occasion: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int]
    status: Mapped[DeliveryStatus] = mapped_column(mark(DeliveryStatus))
    owed_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    attempts: Mapped[int]
    owner: Mapped[str | None] = mapped_column(OWN_ID)
    leased_until: Mapped[datetime | None]
    settles_at: Mapped[datetime | None]
    unreadable_since: Mapped[datetime | None]
    first_tried_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None]
    channel_id: Mapped[str | None] = mapped_column(SLACK_ID)
    message_ts: Mapped[str | None] = mapped_column(String(32))
