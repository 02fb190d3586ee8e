"""Every view of the help and the status."""

from __future__ import annotations

from bot.views import overview
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import COUNTS, INVITED, Make


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "help": overview.help,
        "status-empty": lambda: overview.status((), worlds.NOW),
        "status-invited": lambda: overview.status([INVITED], worlds.NOW),
    }
    for count in COUNTS:
        made |= _of_many(count)
    return made


def _of_many(count: int) -> dict[str, Make]:
    """At the beginning, in the middle and at the end."""
    involvements = [worlds.a_full_involvement(status) for status in ExchangeStatus] * count
    return {
        f"status-{count}-page-{page}": lambda page=page: overview.status(  # type: ignore[misc]
            involvements, worlds.NOW, page
        )
        for page in (0, 1, 999)
    }
