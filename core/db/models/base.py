"""What all tables have in common."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.orm import DeclarativeBase

from core.db.types import UtcDateTime

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


def exchange_key() -> ForeignKeyConstraint:
    """A row belongs to an exchange of its own workspace, never of another."""
    return ForeignKeyConstraint(
        ["team_id", "exchange_id"], ["exchanges.team_id", "exchanges.exchange_id"]
    )


def goes_with_exchange() -> ForeignKeyConstraint:
    """A row belongs to an exchange of its own workspace, and means nothing without it."""
    return ForeignKeyConstraint(
        ["team_id", "exchange_id"],
        ["exchanges.team_id", "exchanges.exchange_id"],
        ondelete="CASCADE",
    )
