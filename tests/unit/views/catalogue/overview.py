"""Every view of the help, the status and App Home."""

from __future__ import annotations

from bot.views import overview
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import COUNTS, Make

INVITED = worlds.an_involvement(is_participant=False, invited_by=worlds.ORGANIZER)


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "help": overview.help,
        "status-empty": lambda: overview.status((), worlds.NOW),
        "status-invited": lambda: overview.status([INVITED], worlds.NOW),
        "home-empty": lambda: overview.home((), worlds.NOW),
        "home-empty-admin": lambda: overview.home((), worlds.NOW, is_admin=True),
        "home-in-season": lambda: overview.home((), worlds.NOW, last_time=worlds.a_full_exchange()),
        "home-invited": lambda: overview.home([INVITED], worlds.NOW, gets_reminders=False),
    }
    for count in COUNTS:
        made |= _of_many(count)
    return made


def _of_many(count: int) -> dict[str, Make]:
    involvements = [worlds.a_full_involvement(status) for status in ExchangeStatus] * count
    return {
        f"status-{count}": lambda: overview.status(involvements, worlds.NOW),
        f"home-{count}": lambda: overview.home(involvements, worlds.NOW),
    }
