"""Opening the database and the keys, the way a start has to: never beside another process on an
embedded database, never on a schema that is behind, never with keys that do not fit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
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
from core.hurry import DatabaseAway, in_a_hurry
from core.occupancy import Occupancy, Occupied, is_occupied
from core.services.keys import Keys

KEY_FILE = "kringle.key"
UNWRITABLE = "the directory in DATABASE_URL must exist and be writable for this user"
#: Whoever asks whether we are ready has little patience.
READINESS_SECONDS = 2
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
    ("not answer", "the server in DATABASE_URL does not answer: look at it and at its machine"),
    ("unable to open", UNWRITABLE),
    ("not a database", "the file in DATABASE_URL is not a database of SQLite: name another one"),
    ("readonly", "the file in DATABASE_URL and its directory must be writable for this user"),
    ("locked", "another process holds the database: stop it and try again"),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Storage:
    """What one process works on."""

    database: Database
    vault: Vault
    _held: ExitStack

    def close(self) -> None:
        """Let others use it. Harmless when repeated."""
        self._held.close()


def open_storage(settings: CoreSettings) -> Storage:
    """The database at the revision of this Kringle, and a vault that opens all of it.

    An embedded SQLite is migrated; a first key is made beside it. Raises `OperatorError`, and has
    touched nothing when another process is using that SQLite.
    """
    with ExitStack() as held:
        database = held.enter_context(open_alone(settings))
        with explained():
            vault = Vault(load_keys(settings, database))
            _check_fit(Keys(database, vault).check())
        kept = held.pop_all()
    return Storage(database, vault, kept)


@contextmanager
def open_alone(settings: CoreSettings) -> Iterator[Database]:
    """The database at the revision of this Kringle, and nobody else on an embedded one; that is
    migrated. Raises `OperatorError`."""
    with _occupied(settings), closing(Database(settings.database_url)) as database:
        with explained():
            if database.is_sqlite:
                if schema.is_behind(database):
                    schema.upgrade(database)
            else:
                _check_revision(database, "run `python -m bot migrate`, or start with --migrate")
        yield database


@contextmanager
def open_beside(settings: CoreSettings) -> Iterator[Database]:
    """The same for what does no harm while a Kringle is running."""
    path = settings.sqlite_path
    if path is None or not is_occupied(path):
        with open_alone(settings) as database:
            yield database
        return
    with closing(Database(settings.database_url)) as database:
        with explained():
            _check_revision(database, "another version is running on it; stop that first")
        yield database


def migrate(settings: CoreSettings) -> str:
    """Bring the schema up to date and give its revision. Raises `OperatorError`."""
    with _occupied(settings), closing(Database(settings.database_url)) as database, explained():
        schema.upgrade(database)
        return schema.head()


@contextmanager
def _occupied(settings: CoreSettings) -> Iterator[None]:
    """Within, nobody else is using an embedded database. A PostgreSQL may have many users."""
    path = settings.sqlite_path
    if path is None:
        yield
        return
    try:
        occupancy = Occupancy(path)
    except Occupied:
        raise OperatorError(
            f"Another Kringle is already using {path}: stop it first. Several processes at a time"
            " need PostgreSQL (DATABASE_URL)."
        ) from None
    except OSError as error:
        raise OperatorError(f"The database cannot be used: {UNWRITABLE}.") from error
    with closing(occupancy):
        yield


def _check_revision(database: Database, cure: str) -> None:
    if schema.is_behind(database):
        raise OperatorError(f"The database's schema is not that of this Kringle: {cure}.")


def readiness_of(database: Database) -> Callable[[], str | None]:
    """What `/readyz` asks: None, or in a few words without secrets why no work can be done."""
    head = schema.head()

    def readiness() -> str | None:
        try:
            with in_a_hurry(READINESS_SECONDS):
                is_current = schema.current(database) == head
        except (DatabaseAway, SQLAlchemyError) as error:
            logger.warning("the database cannot be read: %s", error.__cause__ or error)
            return "the database cannot be reached"
        return None if is_current else "the schema is behind"

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
