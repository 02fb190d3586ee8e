"""The exchanges and who organizes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key, mark, one_of
from core.domain.rules import NO_REPEATS
from core.domain.types import ExchangeStatus


class Exchange(Base):
    __tablename__ = "exchanges"
    __table_args__ = (
        UniqueConstraint("team_id", "creation_key"),
        UniqueConstraint("team_id", "exchange_id"),
        one_of("status", ExchangeStatus),
        CheckConstraint("(budget_amount IS NULL) = (budget_currency IS NULL)", name="budget_whole"),
        CheckConstraint("status <> 'drawn' OR seed_encrypted IS NOT NULL", name="drawn_has_seed"),
        CheckConstraint("no_repeats >= 0", name="no_repeats_counted"),
        CheckConstraint("reveal_at IS NOT NULL OR NOT posts_circle", name="circle_is_revealed"),
        CheckConstraint("revealed_at IS NULL OR reveal_at IS NOT NULL", name="revealed_when_due"),
        Index("ix_exchanges_due", "status", "draw_at"),
        Index("ix_exchanges_completes", "status", "completes_at"),
        Index("ix_exchanges_reveal", "status", "reveal_at"),
        Index("ix_exchanges_day", "status", "exchange_on"),
    )

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID, ForeignKey("workspaces.team_id"))
    creation_key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(150))
    status: Mapped[ExchangeStatus] = mapped_column(mark(ExchangeStatus))
    channel_id: Mapped[str] = mapped_column(SLACK_ID)
    channel_is_private: Mapped[bool]
    draw_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64))
    exchange_on: Mapped[date | None]
    budget_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    budget_currency: Mapped[str | None] = mapped_column(String(3))
    message: Mapped[str]
    created_at: Mapped[datetime]
    # Since when it is drawn at `draw_at`, if not since it was created.
    draw_moved_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    completes_at: Mapped[datetime | None]
    engine: Mapped[str | None] = mapped_column(String(64))
    seed_encrypted: Mapped[bytes | None]
    # How often failed matches were tried again: each round ends in a report of its own.
    round: Mapped[int]
    announced_channel_id: Mapped[str | None] = mapped_column(SLACK_ID)
    announced_ts: Mapped[str | None] = mapped_column(String(32))
    # Counted along with every join and leave: counting 100,000 rows each time takes too long.
    joined_count: Mapped[int]
    # Changes with whoever joins or leaves and with every exclusion: names that were drawn from an
    # older one are not written down.
    revision: Mapped[int]
    # From so many of their last exchanges nobody draws a recipient again, where that works out; and
    # how many have drawn one all the same.
    no_repeats: Mapped[int] = mapped_column(default=NO_REPEATS)
    repeat_count: Mapped[int | None]
    # Until then a process is drawing names, unless it is gone.
    drawing_until: Mapped[datetime | None]
    # What was cancelled is over since then, all else since `completes_at`; and so much later it is
    # purged: at first nobody finds it any more, in the end only what later draws need is left.
    cancelled_at: Mapped[datetime | None]
    purge_began_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    # No message says who somebody's recipient is: they learn it on a click.
    has_envelopes: Mapped[bool]
    # When everybody is to learn who gave to them, and when it was owed to them; after that the
    # channel may read it, too.
    reveal_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]
    posts_circle: Mapped[bool] = mapped_column(default=False)

    organizers: Mapped[list[Organizer]] = relationship(
        order_by="(Organizer.since_at, Organizer.user_id)"
    )


class Organizer(Base):
    """`made_by` is the organizer who added them; whoever created the exchange has none."""

    __tablename__ = "organizers"
    __table_args__ = (exchange_key(), Index("ix_organizers_person", "team_id", "user_id"))

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    since_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(SLACK_ID)
