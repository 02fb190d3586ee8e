"""What an operator does from the command line: each command gives the lines to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot import storage
from bot.failures import OperatorError
from core.clock import SystemClock
from core.config import CoreSettings
from core.crypto import MasterKeys
from core.db.vault import KeyReport, MasterKeyReport, Vault
from core.services.keys import Keys
from core.services.resync import Resync, SinceInFuture

ONE_PROCESS = (
    "Then stop Kringle, run `python -m bot keys rotate`, start it again, and drop the old key once"
    " `python -m bot keys check` says so.",
)
SEVERAL_PROCESSES = (
    "Where several processes run, first give each of them the new key behind the present ones, so"
    " that all know it before any uses it.",
    "Then restart all of them, run `python -m bot keys rotate`, and drop the old key once"
    " `python -m bot keys check` says so.",
)


@dataclass(frozen=True)
class Answer:
    """`result` is for standard output, `advice` for the person beside it."""

    result: tuple[str, ...]
    advice: tuple[str, ...] = ()
    is_good: bool = True


def migrate(settings: CoreSettings) -> Answer:
    return Answer((f"The database is at revision {storage.migrate(settings)}.",))


def new_key(settings: CoreSettings) -> Answer:
    """The complete KRINGLE_KEYS with a new key in front. Changes nothing."""
    present = _present_keys(settings)
    ids = MasterKeys.parse(present).ids if present else ()
    new = f"{max(ids, default=0) + 1}:{MasterKeys.new_key()}"
    value = f"{new},{present}" if present else new
    advice = ["Set this in .env or in the environment of every replica, and keep a copy elsewhere."]
    if present:
        advice += ONE_PROCESS if settings.is_sqlite else SEVERAL_PROCESSES
    return Answer((f"KRINGLE_KEYS={value}",), tuple(advice))


def _present_keys(settings: CoreSettings) -> str | None:
    path = storage.key_file(settings)
    if path is None or not path.exists():
        return settings.keys
    with storage.explained():
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        text = ",".join(line for line in lines if line and not line.startswith("#"))
        MasterKeys.parse(text)
    return text


def rotate_keys(settings: CoreSettings) -> Answer:
    """Raises `OperatorError`, also while a Kringle is running on an embedded database: it may not
    know the new key yet, and then could open nothing more."""
    with storage.open_alone(settings) as database, storage.explained():
        keys = storage.load_keys(settings, database)
        count = Keys(database, Vault(keys)).rotate()
    return Answer((f"{count} data keys wrapped anew with master key {keys.current_id}.",))


def check_keys(settings: CoreSettings) -> Answer:
    """A line per master key; not good when anything sealed could not be opened."""
    with storage.open_beside(settings) as database, storage.explained():
        report = Keys(database, Vault(storage.load_keys(settings, database))).check()
    lines = tuple(_line(report, key) for key in report.master_keys)
    return Answer(lines, is_good=all(_fits(key) for key in report.master_keys))


def _line(report: KeyReport, key: MasterKeyReport) -> str:
    mark = "✔" if _fits(key) else "✘"
    return f"{mark} master key {key.master_key_id}: {key.data_key_count} data keys; " + "; ".join(
        _remarks(report, key)
    )


def _remarks(report: KeyReport, key: MasterKeyReport) -> Iterator[str]:
    if not key.is_given:
        yield "not given: put it back into KRINGLE_KEYS"
    elif not _fits(key):
        yield "does not open all of them: this is another key of that number, find the right one"
    elif key.master_key_id == report.current_id:
        yield "wraps new ones"
    elif key.data_key_count:
        yield "opens them: run `python -m bot keys rotate` before dropping it"
    else:
        yield "may be dropped, unless backups from before the rotation are kept"


def _fits(key: MasterKeyReport) -> bool:
    return key.opens or not key.data_key_count


def resync(settings: CoreSettings, since: datetime) -> Answer:
    """Raises `OperatorError`, also for a moment that has not come yet, and while a Kringle is
    running on an embedded database."""
    with storage.open_alone(settings) as database, storage.explained():
        try:
            clock = SystemClock()
            clock.set_steady(database.steady_now())
            done = Resync(database, clock).since(since)
        except SinceInFuture:
            raise OperatorError(
                "--since lies in the future: give the time at which the backup was made."
            ) from None
    result = [f"{done.delivery_count} deliveries will be looked for before they are sent again."]
    if done.perhaps_drawn_count:
        result.append(
            f"{done.perhaps_drawn_count} exchanges had their deadline since and are not drawn in"
            " this backup: whoever had a match from them will get another one. Tell them."
        )
    return Answer(tuple(result))
