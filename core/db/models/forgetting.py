"""Who asked to be forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key


class ForgetRequest(Base):
    """Somebody asked to be forgotten, and in this exchange that has not been done yet, because it
    goes on, and others need it. With its end they are forgotten, and this row with them.

    `is_out`: they have left it before names were drawn, and all of theirs is gone. Only what others
    have set about them is to go as well; should they have come back, that is another story.
    """

    __tablename__ = "forget_requests"
    __table_args__ = (exchange_key(),)

    exchange_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    asked_at: Mapped[datetime]
    is_out: Mapped[bool]
