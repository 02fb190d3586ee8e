"""The real outbox, on a database in memory, in several processes that freeze and die."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from core.crypto import MasterKeys
from core.db import models
from core.db.engine import _begin_sqlite, reading
from core.db.session import Database
from core.db.vault import Vault
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus, UserId
from core.services.outbox import Claim, Outbox
from core.services.owing import owe_refresh
from core.services.patience import Patience
from core.services.registry import Services
from tests.builders import an_exchange
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.simulation.scheduler import Machine, Scheduler
from tests.simulation.slack import LATEST, SimulatedMessenger, SimulatedSlack

PEOPLE = tuple(UserId(f"U{number}") for number in range(3))
HOURS = 2 * 3600.0


class MemoryDatabase(Database):
    """A `Database` that lives in this process alone; all transactions share its one connection."""

    def __init__(self) -> None:
        self.engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        event.listen(self.engine, "connect", _manual)
        event.listen(self.engine, "begin", _begin_sqlite)
        self._reading = reading(self.engine)
        self.step: Callable[[], None] = lambda: None
        self.is_away: Callable[[], bool] = lambda: False

    @contextmanager
    def read(self) -> Iterator[Session]:
        self.step()
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.step()
        if self.is_away():
            raise OperationalError("BEGIN", None, ConnectionError("the database is away"))
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
        self.step()  # it is committed, and nobody knows yet
        if self.is_away():
            raise OperationalError("COMMIT", None, ConnectionError("the answer was lost"))

    def raw(self) -> sqlite3.Connection:
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            return driver


def _manual(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None


class Template:
    """A drawn exchange whose messages are owed: each simulation begins with a copy of it."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.vault = Vault(MasterKeys.parse(f"1:{MasterKeys.new_key()}"))
        with TemporaryDirectory() as directory:
            path = Path(directory) / "kringle.db"
            with closing(Database(f"sqlite:///{path}")) as database:
                models.Base.metadata.create_all(database.engine)
                services = Services.build(database, self.vault, FixedClock(), FakeMessenger())
                an_exchange(services, status=ExchangeStatus.DRAWN, people=PEOPLE)
            with closing(sqlite3.connect(path)) as file:
                _name(file)
                file.execute("PRAGMA journal_mode = DELETE")  # what is in memory has no log
                self.content = file.serialize()


def _name(file: sqlite3.Connection) -> None:
    """The same seed shall see the same marks."""
    query = "SELECT delivery_id FROM deliveries ORDER BY addressee_id"
    for number, (mark,) in enumerate(file.execute(query).fetchall()):
        new = (f"{number:032x}", mark)
        file.execute("UPDATE deliveries SET delivery_id = ? WHERE delivery_id = ?", new)
    file.commit()


@dataclass(frozen=True)
class SimulatedClock:
    scheduler: Scheduler

    def now(self) -> datetime:
        return self.scheduler.now()

    def steady(self) -> datetime:
        return self.scheduler.now()

    def set_steady(self, moment: datetime) -> None:
        raise AssertionError("nobody sets the clock of a simulation")

    def sleep(self, seconds: float) -> bool:
        self.scheduler.step(seconds)
        return True


@dataclass(frozen=True)
class Result:
    """What everybody was sent, and what went wrong on the way."""

    seed: int
    lost: tuple[str, ...]
    double: tuple[str, ...]
    stuck: tuple[str, ...]
    stale: tuple[str, ...]
    counts: dict[str, int]
    log: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.double or self.stuck or self.stale)


class Simulation:
    """Some processes empty one outbox until all is settled."""

    def __init__(
        self,
        template: Template,
        seed: int,
        patience: Patience = Patience(),  # noqa: B008 # it is frozen
        change: Callable[[Outbox], Outbox] = lambda outbox: outbox,
        trouble: float = 2.0,
        joins: int = 4,
    ) -> None:
        self.seed = seed
        self.scheduler = Scheduler(seed)
        self.slack = SimulatedSlack(self.scheduler, self.scheduler.random.random() * trouble)
        self.joins_left = self.scheduler.random.randint(0, joins)
        self.template = template
        self.patience = patience
        self.change = change
        self.database = template.database
        self.raw = self.database.raw()
        self.raw.deserialize(template.content)

    def run(self) -> Result:
        random = self.scheduler.random
        self.database.step, self.scheduler.strike = self.scheduler.step, self._strike
        self.database.is_away = lambda: self.slack.happens("database away", 0.02)
        try:
            for number in range(random.randint(1, 3)):
                self.scheduler.spawn(partial(self._supervise, f"p{number}"))
            self.scheduler.spawn(self._join_now_and_then)
            self.scheduler.run(self._is_settled, HOURS)
            # What is late may still arrive, and undo something.
            self.scheduler.run(lambda: False, self.scheduler.seconds + LATEST)
        finally:
            self.database.step, self.database.is_away = lambda: None, lambda: False
            self.scheduler.end()
        return self._result()

    def _join_now_and_then(self) -> None:
        """What the announcement says grows old some times."""
        random = self.scheduler.random
        while self.joins_left:
            self.scheduler.step(random.expovariate(1 / 10.0))
            with suppress(OperationalError), self.database.write() as session:
                row = session.scalars(select(models.Exchange)).one()
                row.joined_count += 1
                owe_refresh(session, row.exchange_id, self.scheduler.now())
                self.joins_left -= 1

    def _supervise(self, name: str) -> None:
        """Start a process, and start it again whenever it has died."""
        while True:
            machine, outbox = Machine(name), self.change(self._outbox())
            self.scheduler.spawn(partial(self._work, machine, outbox), machine)
            while not machine.is_dead:
                self.scheduler.step(1)
            self.scheduler.step(self.scheduler.random.expovariate(1 / 5.0))

    def _strike(self, machine: Machine) -> None:
        if self.slack.happens("freeze", 0.01):
            frozen_for = self.scheduler.random.expovariate(1 / 40.0)
            machine.frozen_until = self.scheduler.seconds + frozen_for
        if self.slack.happens("kill", 0.01):
            machine.is_dead = True

    def _outbox(self) -> Outbox:
        clock = SimulatedClock(self.scheduler)
        messenger = SimulatedMessenger(self.slack)
        return Outbox(self.database, self.template.vault, clock, messenger, self.patience)

    def _work(self, machine: Machine, outbox: Outbox) -> None:
        """What `core.sender.Sender` does, with two threads."""
        free = [2]

        def attempt(claim: Claim) -> None:
            with suppress(OperationalError):
                outbox.attempt(claim)
            free[0] += 1

        while True:
            claims: Sequence[Claim] = ()
            with suppress(OperationalError):
                if self._is_expired():
                    outbox.doubt_expired()
                if free[0] and self._is_due():
                    claims = outbox.claim(free[0])
            for claim in claims:
                free[0] -= 1
                self.scheduler.spawn(partial(attempt, claim), machine)
            self.scheduler.step(0.2 if claims else self.scheduler.random.uniform(0.2, 8))

    def _is_settled(self) -> bool:
        return not (self.joins_left or self._has("status NOT IN ('sent', 'failed')"))

    def _is_due(self) -> bool:
        """Looking in vain changes nothing and takes most of the time: so this looks first."""
        return self._has(
            "status IN ('pending', 'unknown') AND coalesce(not_before, '') <= ?", self._moment()
        )

    def _is_expired(self) -> bool:
        return self._has("status = 'sending' AND leased_until <= ?", self._moment())

    def _moment(self) -> str:
        return self.scheduler.now().strftime("%Y-%m-%d %H:%M:%S.%f")

    def _has(self, condition: str, *values: str) -> bool:
        query = f"SELECT 1 FROM deliveries WHERE {condition} LIMIT 1"
        return self.raw.execute(query, values).fetchone() is not None

    def _result(self) -> Result:
        rows = self.raw.execute(
            "SELECT delivery_id, kind, addressee_id, status FROM deliveries WHERE kind <> 'refresh'"
        )
        owed = {row[0]: (f"{row[1]} to {row[2]}", row[3], row[1]) for row in rows}
        said = Counter(one.key for one in self.slack.said)
        once_only = [key for key, row in owed.items() if row[2] != DeliveryKind.ANNOUNCEMENT]
        return Result(
            seed=self.seed,
            lost=tuple(owed[key][0] for key in owed if not said[key]),
            double=tuple(owed[key][0] for key in once_only if said[key] > 1),
            stuck=tuple(row[0] for row in owed.values() if row[1] != DeliveryStatus.SENT),
            stale=self._stale(),
            counts=dict(self.slack.counts),
            log=tuple(self.scheduler.log),
        )

    def _stale(self) -> tuple[str, ...]:
        query = "SELECT announced_ts, joined_count FROM exchanges"
        ts, count = self.raw.execute(query).fetchone()
        shows = self.slack.shown.get(ts)
        return () if shows == count else (f"the announcement shows {shows}, not {count}",)
