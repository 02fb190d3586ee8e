"""Trying failed matches again."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import deliveries as views
from core.services.registry import Services


def retry(incoming: Incoming, services: Services) -> None:
    count = services.deliveries.retry_failed(incoming.caller, incoming.value)
    incoming.answer(views.retrying(count))


def register(app: App, services: Services) -> None:
    app.block_action(ids.RETRY)(bind(retry, services))
