"""What Kringle keeps of somebody, and forgetting it: from App Home and from the help."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import forgetting as views
from core.services.registry import Services


def look(incoming: Incoming, services: Services) -> None:
    traces = services.forgetting.look(incoming.caller)
    incoming.open(views.my_data(traces, services.forgetting.kept_for))


def forget(incoming: Incoming, services: Services) -> None:
    """What the form has said is found anew: whatever has been added since is forgotten as well."""
    incoming.answer(views.forgotten(services.forgetting.forget(incoming.caller)))


def register(app: App, services: Services) -> None:
    app.block_action(ids.MY_DATA)(bind(look, services))
    app.view_submission(ids.FORGET_VIEW)(bind(forget, services))
