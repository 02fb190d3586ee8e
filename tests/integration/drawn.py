"""What was drawn, and what happens while names are drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from core.crypto import Binding
from core.db.vault import Seal, Vault
from core.services.registry import Services
from tests.builders import EVERYBODY, TEAM, by


def matches(services: Services, exchange_id: str, team_id: str = TEAM) -> dict[str, str]:
    return {
        who: services.matches.show(by(who, team_id), exchange_id).recipient_id for who in EVERYBODY
    }


class SlowVault(Vault):
    """A vault that takes its time. `meanwhile` is what happens while the next draws are sealed, one
    for each; `drawn` are the exchanges that names have been drawn in, as often as they were."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(vault._keys)
        self.drawn: list[str] = []
        self.meanwhile: list[Callable[[], object]] = []
        self._lock = threading.Lock()

    def sealer(self, session: Session, team_id: str, now: datetime) -> Seal:
        return self._slow(super().sealer(session, team_id, now))

    def known_sealer(self, session: Session, team_id: str) -> Seal | None:
        seal = super().known_sealer(session, team_id)
        return self._slow(seal) if seal else None

    def _slow(self, seal: Seal) -> Seal:
        def slowly(binding: Binding, value: bytes) -> bytes:
            if binding.column == "seed_encrypted":  # once in each draw
                self._take_time(binding.row[0])
            return seal(binding, value)

        return slowly

    def _take_time(self, exchange_id: str) -> None:
        with self._lock:
            self.drawn.append(exchange_id)
            then = self.meanwhile.pop(0) if self.meanwhile else lambda: None
        then()


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """What each of them raised, begun at the same moment."""
    together = threading.Barrier(len(works))
    raised: list[BaseException | None] = [None] * len(works)

    def run(place: int) -> None:
        together.wait()
        try:
            works[place]()
        except Exception as error:
            raised[place] = error

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
