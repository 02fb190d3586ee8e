"""The keys flow: what an operator does with master keys."""

from __future__ import annotations

from core.db.session import Database
from core.db.vault import KeyReport, Vault


class Keys:
    """`python -m bot keys …` and `doctor`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def rotate(self) -> int:
        """Wraps every data key with the first master key; how many had another one before.

        Raises `core.crypto.NoKey` or `SealBroken`, with nothing changed, when one cannot be
        unwrapped.
        """
        with self._database.write() as session:
            return self._vault.rotate(session)

    def check(self) -> KeyReport:
        with self._database.read() as session:
            return self._vault.check(session)
