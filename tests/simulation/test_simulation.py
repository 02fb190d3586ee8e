"""Thousands of worlds in which processes freeze and die between any two effects, and Slack loses,
refuses and is late: everybody gets each message once. And the simulation sees what would break it.

`python -m tests.simulation 10000` runs more of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from core.db import models
from core.db.repository import deliveries
from core.domain.snapshots import Order, Receipt
from core.services import outcomes
from core.services.outbox import Outbox
from core.services.outcomes import Tried
from core.services.patience import Patience
from tests.simulation.slack import SimulatedMessenger
from tests.simulation.world import Simulation, Template

SEEDS = 100
#: The broken variants are found out long before. Each begins at a seed that did so quickly; where
#: the code has changed since it may take longer.
TRIES = 600


@pytest.fixture(scope="module")
def template() -> Template:
    return Template()


def test_everybody_gets_each_message_once(template: Template) -> None:
    counts: Counter[str] = Counter()
    for seed in range(SEEDS):
        result = Simulation(template, seed).run()
        assert result.is_good, f"seed {seed}: {result}"
        counts.update(result.counts)

    # Nothing is shown where nothing happens.
    assert {"freeze", "kill", "late", "lost reply", "429", "fenced", "look failed"} <= set(counts)


def test_a_seed_is_one_world(template: Template) -> None:
    first, second = (Simulation(template, 7).run() for _ in range(2))

    assert first == second
    assert first.log != Simulation(template, 8).run().log


@dataclass(frozen=True)
class Unfenced:
    """Sends whatever has become of the lease meanwhile."""

    real: SimulatedMessenger

    def send(self, order: Order, may_go: Callable[[], bool]) -> Receipt:
        return self.real.send(order, lambda: True)

    def find(self, order: Order) -> Receipt | None:
        return self.real.find(order)


def without_a_fence(outbox: Outbox) -> Outbox:
    assert isinstance(outbox.messenger, SimulatedMessenger)
    return replace(outbox, messenger=Unfenced(outbox.messenger))


def test_without_the_fence_something_is_doubled(template: Template) -> None:
    assert finds_a_double(template, 50, change=without_a_fence)


def test_looking_before_slack_has_settled_doubles_something(template: Template) -> None:
    assert finds_a_double(template, 30, patience=Patience(settles=timedelta(seconds=4)))


def test_an_outcome_of_somebody_else_doubles_something(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anybodys(session: object, tried: Tried) -> object:
        return deliveries.find(session, tried.team_id, tried.delivery_id, lock=True)  # type: ignore[arg-type]

    monkeypatch.setattr(outcomes, "_mine", anybodys)

    assert finds_a_double(template, 70)


def test_without_a_last_rewrite_an_announcement_shows_something_old(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_renewed(row: models.Delivery, tried: Tried) -> bool:
        return row.attempts == 0

    monkeypatch.setattr(outcomes, "_is_rewritten_again", only_renewed)

    worlds = (Simulation(template, seed, joins=30) for seed in range(TRIES))
    assert any(world.run().stale for world in worlds)


def finds_a_double(
    template: Template,
    first_seed: int,
    patience: Patience = Patience(),  # noqa: B008 # it is frozen
    change: Callable[[Outbox], Outbox] = lambda outbox: outbox,
) -> bool:
    return any(
        Simulation(template, seed, patience, change, trouble=TROUBLED).run().double
        for seed in range(first_seed, first_seed + TRIES)
    )


#: More goes wrong than in any world, so that it takes fewer of them.
TROUBLED = 6.0
