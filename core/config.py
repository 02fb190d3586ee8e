"""The settings of the product without Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from core.crypto import KeysInvalid, MasterKeys
from core.db.engine import DatabaseUrl, parse_url
from core.domain.retention import KEPT_FOR, LEAST_KEPT_FOR

DEFAULT_DATABASE_URL = "sqlite:///kringle.db"


class SettingsInvalid(Exception):
    """Every problem with the settings at once, each a sentence that says what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(["The settings need attention:", *(f"  - {one}" for one in self.problems)])


class Environment:
    """Reads variables and collects what is wrong with them. An empty one counts as not set."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        return self._mapping.get(name, "").strip() or None

    def complain(self, problem: str) -> None:
        self.problems.append(problem)

    def positive(self, name: str, default: float) -> float:
        """A number above zero and at most an hour."""
        text = self.text(name)
        if text is None:
            return default
        number = _number(text)
        if number is None or not 0 < number <= 3600:
            self.complain(f"{name} is not a number of seconds: write one above 0, such as 1.")
            return default
        return number

    def days(self, name: str, default: timedelta, least: timedelta) -> timedelta:
        """A whole number of days, `least` or more and at most a century."""
        text = self.text(name)
        if text is None:
            return default
        days = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if not least.days <= days <= 36500:
            self.complain(
                f"{name} is not a number of days: write a whole one from {least.days} on, such as"
                f" {default.days}."
            )
            return default
        return timedelta(days=days)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of `allowed` in any case; the first one is the default."""
        text = self.text(name) or allowed[0]
        found = next((value for value in allowed if value.lower() == text.lower()), None)
        if found is None:
            self.complain(f"{name} is not known: write one of {', '.join(allowed)}.")
        return found or allowed[0]

    def check(self) -> None:
        """Raises `SettingsInvalid` when anything was wrong."""
        if self.problems:
            raise SettingsInvalid(tuple(self.problems))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class CoreSettings:
    """Where the data lies, what seals it, how often what is due is looked for, and for how long
    what is over is kept.

    The address of the database and the keys are secrets: neither shows in the representation.
    """

    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False)
    keys: str | None = field(default=None, repr=False)
    tick_seconds: float = 1.0
    retention: timedelta = KEPT_FOR

    @classmethod
    def from_env(cls, mapping: Mapping[str, str], *, needs_keys: bool = True) -> CoreSettings:
        """Raises `SettingsInvalid` with every problem at once. Only making keys needs none."""
        environment = Environment(mapping)
        settings = cls.read(environment, needs_keys=needs_keys)
        environment.check()
        return settings

    @classmethod
    def read(cls, environment: Environment, *, needs_keys: bool = True) -> CoreSettings:
        """The settings as far as they can be read; problems stay with the environment."""
        settings = cls(
            database_url=environment.text("DATABASE_URL") or DEFAULT_DATABASE_URL,
            keys=environment.text("KRINGLE_KEYS"),
            tick_seconds=environment.positive("KRINGLE_TICK_SECONDS", 1.0),
            retention=environment.days("KRINGLE_RETENTION_DAYS", KEPT_FOR, LEAST_KEPT_FOR),
        )
        _check_database(environment, settings, needs_keys=needs_keys)
        _check_keys(environment, settings.keys)
        return settings

    @property
    def is_sqlite(self) -> bool:
        return parse_url(self.database_url).get_backend_name() == "sqlite"

    @property
    def sqlite_path(self) -> Path | None:
        """The file of an embedded database; None for PostgreSQL."""
        return Path(str(parse_url(self.database_url).database)) if self.is_sqlite else None


def _check_database(environment: Environment, settings: CoreSettings, *, needs_keys: bool) -> None:
    try:
        is_sqlite = settings.is_sqlite
    except DatabaseUrl as problem:
        environment.complain(f"{problem}.")
        return
    if needs_keys and settings.keys is None and not is_sqlite:
        environment.complain(
            "KRINGLE_KEYS is missing, and for PostgreSQL none is made by itself: run"
            " `python -m bot keys new` and set it to what that prints, the same on every replica."
        )


def _check_keys(environment: Environment, keys: str | None) -> None:
    try:
        if keys is not None:
            MasterKeys.parse(keys)
    except KeysInvalid as problem:
        environment.complain(
            f"KRINGLE_KEYS cannot be used: {problem}. Write it as `python -m bot keys new` does."
        )
