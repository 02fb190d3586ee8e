"""Looking back at past exchanges, page by page."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import copying, paging
from bot.views import history as views
from core.services.registry import Services


def show(incoming: Incoming, services: Services) -> None:
    over = services.copying.over(incoming.caller, copying.MOST)
    incoming.answer(views.history(services.history.past(incoming.caller), over))


def turn_page(incoming: Incoming, services: Services) -> None:
    """What a button carries is checked: of a page that is not there the nearest one is shown."""
    page = paging.read(incoming.value)
    incoming.answer(views.history(services.history.past(incoming.caller, page)))


def register(app: App, services: Services) -> None:
    app.block_action(ids.HISTORY)(bind(show, services))
    app.block_action(ids.HISTORY_OLDER)(bind(turn_page, services))
    app.block_action(ids.HISTORY_NEWER)(bind(turn_page, services))
