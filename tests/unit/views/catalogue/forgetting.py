"""Every view of what is known of somebody, and of its removal."""

from __future__ import annotations

from dataclasses import replace

from bot.views import forgetting
from core.domain.retention import KEPT_FOR
from core.domain.snapshots import Traces
from core.domain.types import ExchangeStatus
from tests.unit.views.catalogue.samples import Make
from tests.unit.views.worlds import a_full_exchange, an_exchange

SOME = Traces((an_exchange(),), (an_exchange(status=ExchangeStatus.DRAWN),), 1)
MANY = Traces((a_full_exchange(),) * 60, (a_full_exchange(),) * 60, 500)
ALONE = replace(MANY, alone=MANY.left)


def views() -> dict[str, Make]:
    return {
        "my-data-empty": lambda: forgetting.my_data(Traces(), KEPT_FOR),
        "my-data-typical": lambda: forgetting.my_data(SOME, KEPT_FOR),
        "my-data-overfull": lambda: forgetting.my_data(MANY, KEPT_FOR),
        "my-data-alone": lambda: forgetting.my_data(ALONE, KEPT_FOR),
        "forgotten-empty": lambda: forgetting.forgotten(Traces()),
        "forgotten-typical": lambda: forgetting.forgotten(SOME),
        "forgotten-overfull": lambda: forgetting.forgotten(MANY),
    }
