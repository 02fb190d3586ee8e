"""Whether somebody may start an exchange here, asked before any form is shown."""

from __future__ import annotations

from bot.identity import SlackAway
from bot.listeners.incoming import Incoming
from bot.people import profile_of
from bot.profiles import Profile
from bot.views import workspaces
from core.domain.errors import NotCreator
from core.services.registry import Services


def may_start(incoming: Incoming, services: Services) -> Profile | None:
    """Who they are, asked anew; None where they may not, and have been told whom to ask. Raises
    `PersonRefused`."""
    profile = profile_of(incoming.client, incoming.caller, incoming.body)
    try:
        services.workspaces.check_may_create(incoming.caller, profile.person)
    except NotCreator as refused:
        check_told(profile)
        incoming.answer(workspaces.may_not_create(refused))
        return None
    return profile


def check_told(profile: Profile) -> None:
    """Nobody hears that only admins may while Slack does not say whether they are one."""
    if not profile.is_told:
        raise SlackAway
