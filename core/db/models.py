"""The tables. Every row says which workspace it belongs to; what must never be is a constraint.

Columns that end in `_encrypted` are sealed by `core.db.vault`; all others may be read by whoever
holds a backup, so none of them tells who gives to whom.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnClause,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from core.db.types import UtcDateTime
from core.domain.rules import NO_REPEATS
from core.domain.types import (
    DeliveryKind,
    DeliveryStatus,
    ExchangeStatus,
    ExclusionKind,
    ParticipantStatus,
    WhoCreates,
)

# Slack's ids have 9 to 11 characters today; Slack asks to leave room.
SLACK_ID = String(32)
OWN_ID = String(32)


def mark(values: type[StrEnum]) -> Enum:
    """A status or kind: short text in the database, a member of `values` in Python."""
    return Enum(
        values, native_enum=False, length=24, values_callable=lambda marks: [*map(str, marks)]
    )


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The database's own list of what a status or kind may be."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: Text, bytes: LargeBinary}  # noqa: RUF012


class Workspace(Base):
    """A Slack workspace that Kringle serves, and the lane its messages leave by.

    Whoever takes a message out of the lane moves `lane_next_at` on by one step of `pace` (messages
    a second) in the same transaction: so all processes together keep one pace, without a word
    between them. Slack has asked it to wait until `lane_waits_until`, and with looking for messages
    and with rewriting announcements until moments of their own. `lane_error` is why Slack refuses
    everything from here, while it does.

    `who_creates` says who may create exchanges in it.
    """

    __tablename__ = "workspaces"
    __table_args__ = (one_of("who_creates", WhoCreates),)

    team_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    created_at: Mapped[datetime]
    lane_next_at: Mapped[datetime | None]
    lane_waits_until: Mapped[datetime | None]
    looks_wait_until: Mapped[datetime | None]
    refreshes_wait_until: Mapped[datetime | None]
    lane_error: Mapped[str | None] = mapped_column(String(64))
    pace: Mapped[float]
    who_creates: Mapped[WhoCreates] = mapped_column(mark(WhoCreates), default=WhoCreates.EVERYONE)


class Creator(Base):
    """Somebody who may create exchanges where people are named for it."""

    __tablename__ = "creators"

    team_id: Mapped[str] = mapped_column(
        SLACK_ID, ForeignKey("workspaces.team_id"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)


class DataKey(Base):
    """The key that seals one workspace's secrets, itself wrapped by a master key."""

    __tablename__ = "data_keys"
    # The vault remembers keys by id: no id may ever be given twice, not even after a deletion.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    data_key_id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID, ForeignKey("workspaces.team_id"), unique=True)
    master_key_id: Mapped[int]
    wrapped_key: Mapped[bytes]
    created_at: Mapped[datetime]


class HandledRequest(Base):
    """A request that has taken effect, remembered for as long as it may be repeated."""

    __tablename__ = "handled_requests"

    team_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    request_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(index=True)


class Exchange(Base):
    __tablename__ = "exchanges"
    __table_args__ = (
        UniqueConstraint("team_id", "creation_key"),
        UniqueConstraint("team_id", "exchange_id"),
        one_of("status", ExchangeStatus),
        CheckConstraint("(budget_amount IS NULL) = (budget_currency IS NULL)", name="budget_whole"),
        CheckConstraint("status <> 'drawn' OR seed_encrypted IS NOT NULL", name="drawn_has_seed"),
        CheckConstraint("no_repeats >= 0", name="no_repeats_counted"),
        Index("ix_exchanges_due", "status", "draw_at"),
        Index("ix_exchanges_completes", "status", "completes_at"),
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
    # No message says who somebody's recipient is: they learn it on a click.
    has_envelopes: Mapped[bool]

    organizers: Mapped[list[Organizer]] = relationship(
        order_by="(Organizer.since_at, Organizer.user_id)"
    )


def exchange_key() -> ForeignKeyConstraint:
    """A row belongs to an exchange of its own workspace, never of another."""
    return ForeignKeyConstraint(
        ["team_id", "exchange_id"], ["exchanges.team_id", "exchanges.exchange_id"]
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


class Exclusion(Base):
    """A rule as somebody set it. `fingerprint` tells two alike ones apart from two different."""

    __tablename__ = "exclusions"
    __table_args__ = (
        exchange_key(),
        UniqueConstraint("exchange_id", "fingerprint", "set_by"),
        UniqueConstraint("team_id", "exclusion_id"),
        one_of("kind", ExclusionKind),
    )

    exclusion_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    kind: Mapped[ExclusionKind] = mapped_column(mark(ExclusionKind))
    fingerprint: Mapped[str] = mapped_column(String(64))
    set_by: Mapped[str] = mapped_column(SLACK_ID)
    created_at: Mapped[datetime]

    people: Mapped[list[ExcludedPerson]] = relationship(
        order_by="ExcludedPerson.position", lazy="selectin", cascade="all, delete-orphan"
    )


class ExcludedPerson(Base):
    """One person of an exclusion. In a one-way exclusion the giver stands first."""

    __tablename__ = "excluded_people"
    __table_args__ = (
        ForeignKeyConstraint(
            ["team_id", "exclusion_id"],
            ["exclusions.team_id", "exclusions.exclusion_id"],
            ondelete="CASCADE",
        ),
    )

    exclusion_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    position: Mapped[int]


class Assignment(Base):
    """Who gives to whom, sealed. `recipient_key` keeps each recipient unique without naming one.

    `looked_at` is when the giver first opened it by a click. Where the exchange has no envelopes
    they may have read it before that: the message itself says it.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        exchange_key(),
        UniqueConstraint("exchange_id", "recipient_key"),
    )

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    giver_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    recipient_encrypted: Mapped[bytes]
    recipient_key: Mapped[bytes]
    looked_at: Mapped[datetime | None]


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
