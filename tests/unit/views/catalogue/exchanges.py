"""Every view of starting, announcing and cancelling an exchange."""

from __future__ import annotations

from bot.views import exchanges, planning
from core.domain.editing import EditField as F
from core.domain.snapshots import Edited, Exchange
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make, each_exchange


def views() -> dict[str, Make]:
    empty, full = worlds.a_draft(), worlds.a_full_plan()
    made: dict[str, Make] = {
        "create-empty": lambda: planning.create_modal(empty),
        "create-overfull": lambda: planning.create_modal(full),
        "create-more-empty": lambda: planning.create_modal(empty, more=True),
        "create-more-overfull": lambda: planning.create_modal(full, more=True),
    }
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    return {
        f"announcement-{name}": lambda: exchanges.announcement(exchange),
        f"created-{name}": lambda: exchanges.created(exchange),
        f"cancelled-{name}": lambda: exchanges.cancelled_notice(exchange),
        f"cancelled-by-me-{name}": lambda: exchanges.cancelled(exchange),
        f"postponed-{name}": lambda: exchanges.postponed(Edited(exchange, (F.DRAW_AT,))),
        f"postponed-day-{name}": lambda: exchanges.postponed(Edited(exchange, (F.EXCHANGE_ON,))),
        f"postponed-nothing-{name}": lambda: exchanges.postponed(Edited(exchange)),
        f"postpone-{name}": lambda: planning.postpone_modal(exchange, worlds.DRAW_AT),
    }
