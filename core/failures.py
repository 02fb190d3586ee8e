"""What goes wrong in the background: nobody is there to be told, but for the log."""

from __future__ import annotations

from logging import Logger

from sqlalchemy.exc import SQLAlchemyError

from core.db.outage import is_away


def log_failure(logger: Logger, what: str, error: Exception) -> None:
    """A line a look while the database is away, which passes; otherwise with where it broke."""
    if isinstance(error, SQLAlchemyError) and is_away(error):
        logger.warning("%s failed: the database does not answer", what)
    else:
        logger.error("%s failed", what, exc_info=error)
