"""Every view of the draw."""

from __future__ import annotations

from dataclasses import replace

from bot.views import drawing
from core.domain.snapshots import Drawability, Exchange, StalledNotice
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import HUGE, STATES, Make, each_exchange


def views() -> dict[str, Make]:
    made: dict[str, Make] = {}
    for name, state in STATES.items():
        for status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
            made |= _in_state(f"{name}-{status}", worlds.an_exchange(status=status), state)
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _in_state(name: str, exchange: Exchange, state: Drawability) -> dict[str, Make]:
    notice = StalledNotice(exchange, state)
    return {
        f"stalled-{name}": lambda: drawing.stalled(notice),
        f"undrawable-{name}": lambda: drawing.undrawable(notice),
        f"confirm-{name}": lambda: drawing.confirm_draw(exchange, state),
    }


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    notice = StalledNotice(exchange, HUGE)
    return {
        f"stalled-{name}": lambda: drawing.stalled(notice),
        f"undrawable-{name}": lambda: drawing.undrawable(notice),
        f"broken-{name}": lambda: drawing.broken(exchange),
        f"confirm-{name}": lambda: drawing.confirm_draw(exchange, worlds.DRAWABLE),
        f"confirm-impossible-{name}": lambda: drawing.confirm_draw(exchange, HUGE),
        f"drawn-{name}": lambda: drawing.drawn(replace(exchange, status=ExchangeStatus.DRAWN)),
        f"drawn-soon-{name}": lambda: drawing.drawn(replace(exchange, status=ExchangeStatus.OPEN)),
    }
