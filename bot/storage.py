"""Opening the database and the keys, the way a start has to: never on a schema that is behind,
never with keys that do not fit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from bot.failures import OperatorError
from bot.redaction import describe
from core import keyfile
from core.config import CoreSettings
from core.crypto import CryptoError, MasterKeys
from core.db import schema
from core.db.session import Database
from core.db.vault import KeyReport, Vault, has_data_keys
from core.services.keys import Keys

KEY_FILE = "kringle.key"
HINTS = (
    (
        "password authentication failed",
        "the password or the user in DATABASE_URL is wrong: correct it",
    ),
    ("no password supplied", "DATABASE_URL needs a password"),
    ("does not exist", "the database or the user in DATABASE_URL does not exist: create it"),
    ("refused", "nothing answers at the host and port in DATABASE_URL: start the server"),
    ("resolve", "the host in DATABASE_URL is not known: correct it"),
    ("timeout", "the server in DATABASE_URL does not answer: check the network between"),
    ("unable to open", "the directory in DATABASE_URL must exist and be writable for this user"),
    ("not a database", "the file in DATABASE_URL is not a database of SQLite: name another one"),
    ("readonly", "the file in DATABASE_URL and its directory must be writable for this user"),
    ("locked", "another process holds the database: stop it and try again"),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Storage:
    database: Database
    vault: Vault


def open_storage(settings: CoreSettings) -> Storage:
    """The database at the revision of this Kringle, and a vault that opens all of it.

    An embedded SQLite is migrated; a first key is made beside it. Raises `OperatorError`.
    """
    database = open_database(settings)
    try:
        with explained():
            vault = Vault(load_keys(settings, database))
            _check_fit(Keys(database, vault).check())
    except OperatorError:
        database.close()
        raise
    return Storage(database, vault)


def open_database(settings: CoreSettings) -> Database:
    """Raises `OperatorError` when it cannot be reached, or when a PostgreSQL's schema is behind."""
    database = Database(settings.database_url)
    try:
        with explained():
            if database.is_sqlite:
                schema.upgrade(database)
            elif schema.is_behind(database):
                raise OperatorError(
                    "The database's schema is not that of this Kringle: run"
                    " `python -m bot migrate`, or start with --migrate."
                )
    except OperatorError:
        database.close()
        raise
    return database


def migrate(settings: CoreSettings) -> str:
    """Bring the schema up to date and give its revision. Raises `OperatorError`."""
    database = Database(settings.database_url)
    try:
        with explained():
            schema.upgrade(database)
            return schema.head()
    finally:
        database.close()


def readiness_of(database: Database) -> Callable[[], str | None]:
    """What `/readyz` asks: None, or in a few words without secrets why no work can be done."""
    head = schema.head()

    def readiness() -> str | None:
        try:
            return None if schema.current(database) == head else "the schema is behind"
        except SQLAlchemyError as error:
            logger.warning("the database cannot be read: %s", error)
            return "the database cannot be reached"

    return readiness


def key_file(settings: CoreSettings) -> Path | None:
    """Where the keys of an embedded database lie when KRINGLE_KEYS is not set."""
    database = settings.sqlite_path
    return None if settings.keys or database is None else database.with_name(KEY_FILE)


def load_keys(settings: CoreSettings, database: Database) -> MasterKeys:
    """KRINGLE_KEYS or the key file, which is made when nothing has been sealed yet.

    Raises `CryptoError` or `OSError`; see `explained`.
    """
    path = key_file(settings)
    if path is None:
        return MasterKeys.parse(settings.keys or "")
    with database.read() as session:
        may_create = not has_data_keys(session)
    keys, is_new = keyfile.load_or_create(path, may_create)
    if is_new:
        logger.warning(
            "made the master key %s: keep a copy of it, apart from the database's backups", path
        )
    return keys


def _check_fit(report: KeyReport) -> None:
    unfit = [key for key in report.master_keys if not key.opens and key.data_key_count]
    if unfit:
        ids = ", ".join(str(key.master_key_id) for key in unfit)
        raise OperatorError(
            f"The database is sealed with master key {ids}, which is not given or is another key of"
            " that number: put it back into KRINGLE_KEYS or the key file."
            " `python -m bot keys check` tells more."
        )


@contextmanager
def explained() -> Iterator[None]:
    """Turns what the database, the keys and their files may raise into an `OperatorError`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise OperatorError(f"The database cannot be used: {_hint(error)}.") from error
    except CommandError as error:
        raise OperatorError(
            "The database's schema is unknown to this Kringle; perhaps a newer one has migrated it."
            " Run that newer one, or restore a backup."
        ) from error
    except CryptoError as error:
        raise OperatorError(f"The keys cannot be used: {error}.") from error
    except OSError as error:
        name = error.filename or "A file"
        raise OperatorError(
            f"{name} cannot be used: {error.strerror or describe(error)}."
        ) from error


def _hint(error: SQLAlchemyError) -> str:
    """What to do, found by the driver's words; they themselves are not repeated."""
    # A table that "does not exist" is not the operator's to create.
    is_ours = isinstance(error, ProgrammingError)
    words = "" if is_ours else str(getattr(error, "orig", error)).lower()
    found = next((hint for mark, hint in HINTS if mark in words), None)
    return found or f"it answers with {describe(error)}; look into its log"
