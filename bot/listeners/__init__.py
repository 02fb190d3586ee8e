"""One module per flow, each with `register(app, services)`."""

from slack_bolt import App

from bot.listeners import (
    break_glass,
    bulletins,
    commands,
    console,
    copying,
    deliveries,
    drawing,
    editing,
    exchanges,
    exclusions,
    exporting,
    forgetting,
    gifts,
    history,
    invitations,
    matches,
    organizers,
    overview,
    participation,
    preflight,
    refusals,
    repairs,
    rescues,
    reveals,
    rosters,
    talk,
    wishlists,
    workspaces,
)
from core.services.registry import Services


def register_listeners(app: App, services: Services) -> None:
    flows = (
        bulletins,
        break_glass,
        commands,
        copying,
        console,
        deliveries,
        drawing,
        editing,
        exchanges,
        exclusions,
        exporting,
        forgetting,
        history,
        gifts,
        matches,
        organizers,
        invitations,
        overview,
        participation,
        preflight,
        repairs,
        rosters,
        rescues,
        reveals,
        talk,
        wishlists,
        workspaces,
    )
    for flow in flows:
        flow.register(app, services)
    refusals.register(app)
