"""Every view of holding an exchange once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.views import copying, planning
from core.domain.copying import Moved
from core.domain.snapshots import Template
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.office import OVER, PLAN
from tests.unit.views.catalogue.samples import Make

OLD = worlds.an_exchange(status=ExchangeStatus.COMPLETED)
FULL_OLD = worlds.a_full_exchange(status=ExchangeStatus.COMPLETED, has_envelopes=True)
MOVED = Moved(1, "Winter", worlds.DRAW_AT, None)
EMPTY = Template(OLD, MOVED, False, 1, 0)
FULL = Template(FULL_OLD, MOVED, True, 5000, 1000)
AGAIN = Moved(1, OVER.name, worlds.DRAW_AT, date(2026, 12, 18))
TYPICAL = Template(OVER, AGAIN, True, 11, 2)
LIKE_LAST_YEAR = replace(PLAN, budget=None, message="")


def views() -> dict[str, Make]:
    empty, full = worlds.a_draft(), worlds.a_full_plan()
    return {
        "create-copy-typical": lambda: planning.create_modal(
            LIKE_LAST_YEAR, along=copying.along(TYPICAL, more=False)
        ),
        "create-copy-empty": lambda: planning.create_modal(
            empty, along=copying.along(EMPTY, more=False)
        ),
        "create-copy-overfull": lambda: planning.create_modal(
            full, along=copying.along(FULL, more=False)
        ),
        "create-more-copy-overfull": lambda: planning.create_modal(
            full, more=True, along=copying.along(FULL, more=True)
        ),
        "created-copy": lambda: copying.created(worlds.an_exchange()),
        "created-copy-full": lambda: copying.created(worlds.a_full_exchange()),
    }
