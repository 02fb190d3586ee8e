"""The vault: seals and opens the columns that end in `_encrypted`.

Each workspace has one data key. It is made with the first value sealed for the workspace, and
deleting its row makes everything sealed for the workspace unreadable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding, CryptoError, MasterKeys, SealBroken
from core.db.models import DataKey

#: Seals a value for one place.
Seal = Callable[[Binding, bytes], bytes]

_OF_THIS_TRANSACTION = "kringle_data_keys"
_CREATED_HERE = "kringle_data_key_created"


@dataclass(frozen=True)
class MasterKeyReport:
    """How one master key stands: `opens` is whether it is given and opens all its data keys."""

    master_key_id: int
    data_key_count: int
    is_given: bool
    opens: bool


@dataclass(frozen=True)
class KeyReport:
    """Every master key that is given or needed, by id."""

    current_id: int
    master_keys: tuple[MasterKeyReport, ...]


@dataclass(frozen=True)
class _Opened:
    data_key_id: int
    key: bytes


class Vault:
    """Safe to share between threads; it lives as long as the process.

    Opening keeps data keys in memory by id: the key of an id never changes and no id is given
    twice. Sealing asks the database once a transaction, so that nothing is sealed with the key of
    a workspace that is gone.
    """

    def __init__(self, keys: MasterKeys) -> None:
        self._keys = keys
        self._cache: dict[int, bytes] = {}

    def seal(self, session: Session, binding: Binding, value: bytes, now: datetime) -> bytes:
        """`value`, sealed for one place; makes the workspace's data key when there is none.

        The workspace's row must exist. Raises `NoKey` or `SealBroken` for its data key.
        """
        opened = self._of_team(session, binding.team_id)
        if opened is None:
            opened = self._create(session, binding.team_id, now)
        return crypto.seal(opened.data_key_id, opened.key, value, binding)

    def sealer(self, session: Session, team_id: str, now: datetime) -> Seal:
        """What `seal` does, for very many values of one workspace, after the session has ended,
        too: it must have been committed. Raises what `seal` does."""
        return _sealing(self._of_team(session, team_id) or self._create(session, team_id, now))

    def known_sealer(self, session: Session, team_id: str) -> Seal | None:
        """The same in a session that only reads: None when nothing has been sealed there yet."""
        opened = self._of_team(session, team_id)
        return _sealing(opened) if opened else None

    def open(self, session: Session, binding: Binding, sealed: bytes) -> bytes:
        """The value again. Raises `SealBroken`, also when its data key was deleted, or `NoKey`."""
        data_key_id = crypto.data_key_id_of(sealed)
        key = self._cache.get(data_key_id)
        if key is None:
            key = self._by_id(session, data_key_id, binding.team_id).key
        return crypto.unseal(key, sealed, binding)

    def rotate(self, session: Session) -> int:
        """Wraps every data key with the current master key; how many had another one before.

        Raises `NoKey` or `SealBroken` when one cannot be unwrapped: then roll back.
        """
        outdated = session.scalars(
            select(DataKey)
            .where(DataKey.master_key_id != self._keys.current_id)
            .order_by(DataKey.data_key_id)
            .with_for_update()
        ).all()
        for row in outdated:
            row.wrapped_key = self._keys.wrap(self._unwrap(row), row.team_id)
            row.master_key_id = self._keys.current_id
        session.flush()
        return len(outdated)

    def check(self, session: Session) -> KeyReport:
        """Tries every data key; a master key that has the right id but is another one shows."""
        tried: dict[int, list[bool]] = {key_id: [] for key_id in self._keys.ids}
        for row in session.scalars(select(DataKey)):
            tried.setdefault(row.master_key_id, []).append(self._unwraps(row))
        reports = (self._report(key_id, tried[key_id]) for key_id in sorted(tried))
        return KeyReport(self._keys.current_id, tuple(reports))

    def _report(self, master_key_id: int, tried: list[bool]) -> MasterKeyReport:
        is_given = master_key_id in self._keys.ids
        return MasterKeyReport(master_key_id, len(tried), is_given, is_given and all(tried))

    def _unwraps(self, row: DataKey) -> bool:
        try:
            self._unwrap(row)
        except CryptoError:
            return False
        return True

    def _unwrap(self, row: DataKey) -> bytes:
        return self._keys.unwrap(row.wrapped_key, row.team_id, row.master_key_id)

    def _of_team(self, session: Session, team_id: str) -> _Opened | None:
        found: dict[str, _Opened] = session.info.setdefault(_OF_THIS_TRANSACTION, {})
        if team_id not in found:
            row = session.scalar(select(DataKey).where(DataKey.team_id == team_id))
            if row is None:
                return None
            opened = self._remember(session, row)
            if _CREATED_HERE in session.info:
                return opened
            found[team_id] = opened
        return found[team_id]

    def _by_id(self, session: Session, data_key_id: int, team_id: str) -> _Opened:
        row = session.scalar(
            select(DataKey).where(DataKey.data_key_id == data_key_id, DataKey.team_id == team_id)
        )
        if row is None:
            raise SealBroken("its data key is not there")
        return self._remember(session, row)

    def _remember(self, session: Session, row: DataKey) -> _Opened:
        # A key that this very session made may still be rolled back, and its id given to another
        # key: it is remembered by the first session that finds it committed.
        opened = _Opened(row.data_key_id, self._unwrap(row))
        if _CREATED_HERE not in session.info:
            self._cache[opened.data_key_id] = opened.key
        return opened

    def _create(self, session: Session, team_id: str, now: datetime) -> _Opened:
        session.info[_CREATED_HERE] = True
        session.execute(
            _insert_once(session).values(
                team_id=team_id,
                master_key_id=self._keys.current_id,
                wrapped_key=self._keys.wrap(crypto.new_data_key(), team_id),
                created_at=now,
            )
        )
        # Another process may have been quicker: whoever's row stands is the workspace's key.
        row = session.scalars(select(DataKey).where(DataKey.team_id == team_id)).one()
        return _Opened(row.data_key_id, self._unwrap(row))


def _sealing(opened: _Opened) -> Seal:
    def seal(binding: Binding, value: bytes) -> bytes:
        return crypto.seal(opened.data_key_id, opened.key, value, binding)

    return seal


def has_data_keys(session: Session) -> bool:
    """Whether anything has ever been sealed, so that a new master key would be the wrong one."""
    return session.scalar(select(DataKey.data_key_id).limit(1)) is not None


def _insert_once(session: Session) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(DataKey).on_conflict_do_nothing(index_elements=["team_id"])
    return sqlite.insert(DataKey).on_conflict_do_nothing(index_elements=["team_id"])
