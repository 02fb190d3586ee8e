"""Every view of who organizes an exchange."""

from __future__ import annotations

from dataclasses import replace

from bot.views import organizers
from core.domain.rules import MAX_ORGANIZERS
from core.domain.snapshots import Exchange, OrganizerNotice, OrganizersChanged
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import HUGE, Make, each_exchange

MANY = worlds.a_full_exchange(organizer_ids=worlds.people(MAX_ORGANIZERS))


def views() -> dict[str, Make]:
    changed = OrganizersChanged(MANY, worlds.people(20), worlds.people(40)[20:])
    made: dict[str, Make] = {
        "organizers-overfull": lambda: organizers.form(MANY),
        "organizers-changed-overfull": lambda: organizers.changed(changed, worlds.people(40)[39]),
    }
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    same, changed = OrganizersChanged(exchange), OrganizersChanged(exchange, worlds.people(2))
    stalled = replace(exchange, status=ExchangeStatus.STALLED)
    return {
        f"organizers-{name}": lambda: organizers.form(exchange),
        f"organizers-same-{name}": lambda: organizers.changed(same, worlds.ORGANIZER),
        f"organizers-changed-{name}": lambda: organizers.changed(changed, worlds.ORGANIZER),
        f"welcome-{name}": lambda: organizers.welcome(OrganizerNotice(exchange, worlds.RECIPIENT)),
        f"welcome-stalled-{name}": lambda: organizers.welcome(OrganizerNotice(stalled, None, HUGE)),
        f"relieved-{name}": lambda: organizers.relieved(exchange),
    }
