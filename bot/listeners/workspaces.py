"""What admins set for their whole workspace, from App Home: who may create exchanges."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids, wording
from bot.identity import SlackAway
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.people import profile_of
from bot.views import workspaces as views
from core.domain.errors import CreatorsRefused
from core.domain.types import Person
from core.services.registry import Services


def open_settings(incoming: Incoming, services: Services) -> None:
    creators = services.workspaces.creators(incoming.caller, _admin(incoming))
    incoming.open(views.settings(creators))


def submit(incoming: Incoming, services: Services) -> None:
    who, added, removed = forms.read_creators(incoming.view)
    try:
        creators = services.workspaces.set_creators(
            incoming.caller, _admin(incoming), who, add=added, remove=removed
        )
    except CreatorsRefused as refused:
        incoming.refuse({ids.CREATORS: wording.explain(refused)})
        return
    incoming.answer(views.changed(creators))


def _admin(incoming: Incoming) -> Person:
    """Whoever says to be one, asked anew. Raises `bot.identity.SlackAway` when Slack does not say:
    nobody is believed to be an admin."""
    profile = profile_of(incoming.client, incoming.caller, incoming.body)
    if not profile.is_told:
        raise SlackAway
    return profile.person


def register(app: App, services: Services) -> None:
    app.block_action(ids.SETTINGS)(bind(open_settings, services))
    app.view_submission(ids.SETTINGS_VIEW)(bind(submit, services))
