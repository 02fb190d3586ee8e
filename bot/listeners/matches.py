"""Looking at one's own match."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import matches as views
from core.services.registry import Services


def show(incoming: Incoming, services: Services) -> None:
    """In a modal, wherever the button stands: closing it hides the match again. Whosever message
    that was, it is the match of whoever has pressed."""
    incoming.open(views.shown(services.matches.show(incoming.caller, incoming.value)))


def register(app: App, services: Services) -> None:
    app.block_action(ids.SHOW_MATCH)(bind(show, services))
