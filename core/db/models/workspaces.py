"""The workspaces, their keys, and the requests that came from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import SLACK_ID, Base, mark, one_of
from core.domain.types import WhoCreates


class Workspace(Base):
    """A Slack workspace that Kringle serves, and the lane its messages leave by.

    Whoever takes a message out of the lane moves `lane_next_at` on by one step of `pace` (messages
    a second) in the same transaction: so all processes together keep one pace, without a word
    between them. Slack has asked it to wait until `lane_waits_until`, and with looking for
    messages, with rewriting announcements and with tidying messages until moments of their own; the
    last of these is also when the next message may be tidied at the earliest. `lane_error` is why
    Slack refuses everything from here, while it does.

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
    tidies_wait_until: Mapped[datetime | None]
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
