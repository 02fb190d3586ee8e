"""Each repair that is written down changes as few givers as can be: compared with trying all."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import ExclusionRefused, NotRepairable
from core.domain.types import ExchangeStatus, UserId
from core.services.registry import Services
from tests.builders import OLGA, an_exchange, by, one_way, person
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration.repaired import assignments, check_all_holds, joined
from tests.unit.draw.brute import Case

CROWD = [UserId(f"U0CROWD{number}") for number in range(12)]
MOST = 8


@pytest.mark.parametrize("number", range(6))
def test_no_repair_could_change_fewer(
    sqlite_database: Database, vault: Vault, clock: FixedClock, number: int
) -> None:
    """Of those who need not be changed rather one is who has looked at their match than two who
    have not; and it is refused only where nothing works out."""
    services = Services.build(sqlite_database, vault, clock, FakeMessenger())
    walk = Walk(services, Random(number))

    for _ in range(14):
        walk.go_on()

    assert walk.compared >= 5


class Walk:
    """Somebody leaves, or comes, or one takes the place of another, again and again."""

    def __init__(self, services: Services, chance: Random) -> None:
        self.services, self.chance = services, chance
        people = [OLGA, *CROWD[: chance.randint(4, 6)]]
        self.exclusions = {
            (one, other) for one in CROWD for other in CROWD if chance.random() < 0.15
        }
        self.exclusions -= {(one, one) for one in CROWD}
        made = an_exchange(services, people=people, has_envelopes=True)
        self.exchange_id = made.exchange_id
        rules = [one_way(*pair) for pair in sorted(self.exclusions)]
        with suppress(ExclusionRefused):
            services.exclusions.add(by(OLGA), self.exchange_id, rules)
        services.drawing.draw_now(by(OLGA), self.exchange_id)
        self.looked: set[str] = set()
        self.compared = 0

    def go_on(self) -> None:
        before = assignments(self.services, self.exchange_id)
        self.somebody_looks(sorted(before))
        out, late = self.whom(sorted(before))
        staying = before.keys() - {out}
        people = sorted(staying | ({late} if late else set()))
        draws = Case(people, sorted(self.exclusions)).draws if len(people) >= 3 else []
        costs = [self.cost(before, staying, dict(zip(people, row, strict=True))) for row in draws]
        try:
            self.services.repairs.change(
                by(OLGA), self.exchange_id, out, person(late) if late else None
            )
        except NotRepairable:
            assert draws == []
            return
        after = check_all_holds(self.services, self.exchange_id)
        assert {*after} == joined(self.services, self.exchange_id) == {*people}
        assert self.cost(before, staying, after) == min(costs)
        self.looked -= {one for one in staying if before[one] != after[one]} | {str(out)}
        self.compared += 1

    def somebody_looks(self, people: list[str]) -> None:
        for who in self.chance.sample(people, 2):
            self.services.matches.show(by(who), self.exchange_id)
            self.looked.add(who)

    def whom(self, people: list[str]) -> tuple[UserId | None, UserId | None]:
        outside = [one for one in CROWD if one not in people]
        leaves = len(people) == MOST or (len(people) > 3 and self.chance.random() < 0.5)
        comes = not leaves or self.chance.random() < 0.2
        inside = [one for one in people if one != OLGA]
        out = UserId(self.chance.choice(inside)) if leaves else None
        return out, self.chance.choice(outside) if comes else None

    def cost(
        self, before: dict[str, str], staying: set[str], after: dict[str, str]
    ) -> tuple[int, int]:
        """How many are changed, and how many of them have looked."""
        changed = {one for one in staying if before[one] != after[one]}
        return len(changed), len(changed & self.looked)


def test_only_a_drawn_exchange_is_walked(sqlite_database: Database, vault: Vault) -> None:
    services = Services.build(sqlite_database, vault, FixedClock(), FakeMessenger())
    walk = Walk(services, Random(1))

    found = services.exchanges.get(by(OLGA), walk.exchange_id)
    assert found.status == ExchangeStatus.DRAWN
