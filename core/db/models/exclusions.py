"""Who must not draw whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.models.base import OWN_ID, SLACK_ID, Base, exchange_key, mark, one_of
from core.domain.types import ExclusionKind


class Exclusion(Base):
    """A rule as somebody set it. `fingerprint` tells two alike ones apart from two different.
    `origin`, kind and key of a `core.domain.types.Origin`, is whose members they are."""

    __tablename__ = "exclusions"
    __table_args__ = (
        exchange_key(),
        UniqueConstraint("exchange_id", "fingerprint", "set_by"),
        UniqueConstraint("team_id", "exclusion_id"),
        one_of("kind", ExclusionKind),
        Index("ix_exclusions_origin", "exchange_id", "origin", unique=True),
    )

    exclusion_id: Mapped[str] = mapped_column(OWN_ID, primary_key=True)
    exchange_id: Mapped[str] = mapped_column(OWN_ID)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    kind: Mapped[ExclusionKind] = mapped_column(mark(ExclusionKind))
    fingerprint: Mapped[str] = mapped_column(String(64))
    set_by: Mapped[str] = mapped_column(SLACK_ID)
    created_at: Mapped[datetime]
    origin: Mapped[str | None]
    origin_name: Mapped[str | None]

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
