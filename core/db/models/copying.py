"""Holding an exchange once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, goes_with_exchange


class Copy(Base):
    """The people of an earlier exchange, `source_id`, are still to be invited to this one; the row
    goes when they are. `not_before` is by `Clock.steady`."""

    __tablename__ = "copies"
    __table_args__ = (goes_with_exchange(),)

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    source_id: Mapped[str] = mapped_column(OWN_ID)
    asked_by: Mapped[str] = mapped_column(SLACK_ID)
    asked_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
