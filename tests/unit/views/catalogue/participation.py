"""Every view of joining, leaving and choosing which exchange is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.views import participation
from core.domain.snapshots import Exchange, Joined
from tests.unit.views import worlds
from tests.unit.views.catalogue.office import OPEN
from tests.unit.views.catalogue.samples import COUNTS, Make, each_exchange

TWO = (OPEN, replace(OPEN, name="Book swap", exchange_on=None))


def views() -> dict[str, Make]:
    made: dict[str, Make] = {}
    for flow in participation.QUESTIONS:
        made[f"nothing-to-{flow}"] = _nothing_to(flow)
        made[f"choose-{flow}-typical"] = _choosing_of(flow, TWO)
        made |= {f"choose-{flow}-{count}": _choosing(flow, count) for count in COUNTS}
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    return {
        f"joined-{name}": lambda: participation.joined(Joined(exchange, True)),
        f"joined-again-{name}": lambda: participation.joined(Joined(exchange, False)),
        f"left-{name}": lambda: participation.left(exchange, True),
        f"not-left-{name}": lambda: participation.left(exchange, False),
    }


def _choosing(flow: str, count: int) -> Make:
    return _choosing_of(flow, [worlds.a_full_exchange()] * count)


def _choosing_of(flow: str, exchanges: Sequence[Exchange]) -> Make:
    return lambda: participation.choose(flow, exchanges)


def _nothing_to(flow: str) -> Make:
    return lambda: participation.nothing_to(flow)
