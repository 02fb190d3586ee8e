"""Every view of what is to be seen to before a draw."""

from __future__ import annotations

from dataclasses import replace

from bot.views import preflight
from core.domain.errors import RefusedAs
from core.domain.snapshots import Exchange, LeftOut, Preflight
from tests.unit.views import worlds
from tests.unit.views.catalogue.office import OPEN, ROOMY
from tests.unit.views.catalogue.samples import FAILURES, HUGE, Make, each_exchange

FULL = Preflight(
    worlds.a_full_exchange(),
    HUGE,
    unable=tuple((user_id, why) for why in RefusedAs for user_id in worlds.people(100)),
    unreachable=FAILURES,
    wishless=worlds.people(500),
    unasked_count=500,
    silent_count=500,
    blocked="x" * 64,
)
TYPICAL = Preflight(
    OPEN,
    ROOMY,
    unable=((worlds.people(1)[0], RefusedAs.DEACTIVATED),),
    wishless=worlds.people(5)[2:],
    unasked_count=3,
    silent_count=2,
    reminded_count=2,
)
LEFT_OUT = replace(TYPICAL, unable=(), drawability=replace(ROOMY, joined_count=11))


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "preflight-typical": lambda: preflight.told(TYPICAL),
        "preflight-left-out-typical": lambda: preflight.left_out(
            LeftOut(LEFT_OUT, gone=worlds.people(1))
        ),
        "preflight-asked-typical": lambda: preflight.asked(replace(LEFT_OUT, unasked_count=0), 3),
        "preflight-overfull": lambda: preflight.told(FULL),
        "preflight-left-out-overfull": lambda: preflight.left_out(
            LeftOut(FULL, worlds.people(500))
        ),
        "preflight-left-out-nobody": lambda: preflight.left_out(
            LeftOut(FULL, able=worlds.people(9))
        ),
        "preflight-asked-overfull": lambda: preflight.asked(FULL, 500),
    }
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    return {
        f"preflight-{name}": lambda: preflight.told(replace(FULL, exchange=exchange)),
        f"preflight-ready-{name}": lambda: preflight.told(Preflight(exchange, worlds.DRAWABLE)),
        f"wishes-wanted-{name}": lambda: preflight.wishes_wanted(exchange),
        f"taken-out-{name}": lambda: preflight.taken_out(exchange),
    }
