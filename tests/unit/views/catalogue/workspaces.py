"""Every view of the settings of a workspace."""

from __future__ import annotations

from bot.views import workspaces
from core.domain.errors import NotCreator
from core.domain.rules import MAX_CREATORS
from core.domain.snapshots import Creators
from core.domain.types import WhoCreates
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make

SOME = Creators(WhoCreates.NAMED, worlds.people(3))
MANY = Creators(WhoCreates.NAMED, worlds.people(MAX_CREATORS))
ADMINS = NotCreator(WhoCreates.ADMINS)
NAMED = NotCreator(WhoCreates.NAMED, MANY.named)


def views() -> dict[str, Make]:
    return {
        "settings-empty": lambda: workspaces.settings(Creators()),
        "settings-typical": lambda: workspaces.settings(SOME),
        "settings-overfull": lambda: workspaces.settings(MANY),
        "settings-saved-empty": lambda: workspaces.changed(Creators()),
        "settings-saved-admins": lambda: workspaces.changed(Creators(WhoCreates.ADMINS)),
        "settings-saved-overfull": lambda: workspaces.changed(MANY),
        "may-not-create-empty": lambda: workspaces.may_not_create(ADMINS),
        "may-not-create-overfull": lambda: workspaces.may_not_create(NAMED),
    }
