"""Looking an exchange over before its draw."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, goes_with_exchange, mark, one_of
from core.domain.errors import RefusedAs


class PreflightLook(Base):
    """An exchange has been looked over, on an occasion of `core.domain.preflight`."""

    __tablename__ = "preflight_looks"
    __table_args__ = (goes_with_exchange(),)

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    occasion: Mapped[str] = mapped_column(String(40), primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    looked_at: Mapped[datetime]


class UnablePerson(Base):
    """Who could not take part any more when the exchange was last looked over, and why."""

    __tablename__ = "unable_people"
    __table_args__ = (goes_with_exchange(), one_of("reason", RefusedAs))

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    reason: Mapped[RefusedAs] = mapped_column(mark(RefusedAs))
    found_at: Mapped[datetime]
