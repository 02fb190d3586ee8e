"""Every view, empty, typical and overfull: a module per flow, and one of an ordinary office."""

from __future__ import annotations

from functools import cache

from tests.unit.views.catalogue import (
    break_glass,
    bulletins,
    console,
    copying,
    deliveries,
    drawing,
    editing,
    exchanges,
    exclusions,
    forgetting,
    gifts,
    history,
    home,
    invitations,
    matches,
    notes,
    office,
    organizers,
    overview,
    participation,
    preflight,
    repairs,
    reveals,
    rosters,
    talk,
    wishlists,
    workspaces,
)
from tests.unit.views.catalogue.samples import Make

FLOWS = (
    break_glass,
    bulletins,
    console,
    copying,
    deliveries,
    drawing,
    editing,
    exchanges,
    exclusions,
    forgetting,
    gifts,
    history,
    home,
    invitations,
    matches,
    notes,
    office,
    organizers,
    overview,
    participation,
    preflight,
    repairs,
    reveals,
    rosters,
    talk,
    wishlists,
    workspaces,
)


@cache
def everything() -> dict[str, Make]:
    """Every view by its name, which it has alone."""
    made: dict[str, Make] = {}
    for flow in FLOWS:
        views = flow.views()
        assert not made.keys() & views.keys(), made.keys() & views.keys()
        made |= views
    return made
