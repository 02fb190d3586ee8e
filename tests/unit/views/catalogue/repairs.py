"""Every view of who comes and goes after the draw."""

from __future__ import annotations

from bot.views import repairs
from core.domain.snapshots import Drawability, Dropout, Exchange, Outlook, Parting, Repaired
from core.domain.types import ExchangeStatus, UserId
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import STATES, Make

LEFT, JOINED = worlds.people(10)[8:]
CHANGES: tuple[tuple[int | None, UserId | None, UserId | None], ...] = (
    (None, LEFT, None),
    (0, None, JOINED),
    (1, LEFT, JOINED),
    (9, LEFT, None),
)


def views() -> dict[str, Make]:
    typical = worlds.an_exchange(status=ExchangeStatus.DRAWN, joined_count=8)
    full = worlds.a_full_exchange(status=ExchangeStatus.DRAWN)
    return _of("typical", typical) | _of("full", full)


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    organizer = exchange.organizer_ids[0]
    made: dict[str, Make] = {
        f"confirm-leaving-{name}": lambda: repairs.confirm_leaving(exchange),
        f"parted-{name}": lambda: repairs.parted(Parting(exchange, True), LEFT),
        f"not-parted-{name}": lambda: repairs.parted(Parting(exchange, False), LEFT),
        f"not-parted-organizer-{name}": lambda: repairs.parted(Parting(exchange, False), organizer),
        f"repairs-{name}": lambda: repairs.form(exchange),
        f"redraw-{name}": lambda: repairs.redraw_form(exchange),
        f"redrawn-{name}": lambda: repairs.redrawn(exchange),
        f"has-parted-{name}": lambda: repairs.has_parted(Dropout(exchange, LEFT, False)),
        f"out-already-{name}": lambda: repairs.wants_out(Dropout(exchange, LEFT, False)),
        f"deactivated-{name}": lambda: repairs.deactivated(Dropout(exchange, LEFT, True)),
        f"deactivated-out-{name}": lambda: repairs.deactivated(Dropout(exchange, LEFT, False)),
        f"taken-out-{name}": lambda: repairs.taken_out(exchange),
    }
    for count, out, late in CHANGES:
        made[f"repaired-{count}-{name}"] = _changed(Repaired(exchange, count, out, late))
    for state_name, state in STATES.items():
        made |= _in_state(f"{state_name}-{name}", exchange, state)
    return made


def _changed(done: Repaired) -> Make:
    return lambda: repairs.changed(done)


def _in_state(name: str, exchange: Exchange, state: Drawability) -> dict[str, Make]:
    return {
        f"wants-out-{name}": lambda: repairs.wants_out(Dropout(exchange, LEFT, True, state)),
        f"stuck-{name}": lambda: repairs.stuck(Outlook(exchange, state, LEFT, None)),
        f"stuck-in-{name}": lambda: repairs.stuck(Outlook(exchange, state, None, JOINED)),
    }
