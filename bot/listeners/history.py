"""Looking back at past exchanges, page by page."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import copying, paging
from bot.views import history as views
from bot.views.message import Message
from core.services.registry import Services


def show(incoming: Incoming, services: Services) -> None:
    incoming.answer(_page(incoming, services))


def turn_page(incoming: Incoming, services: Services) -> None:
    """What a button carries is checked: of a page that is not there the nearest one is shown."""
    incoming.turn(_page(incoming, services, paging.read(incoming.value)))


def _page(incoming: Incoming, services: Services, number: int = 0) -> Message:
    """Beneath the newest stands what can be copied."""
    past = services.history.past(incoming.caller, number)
    over = () if past.page else services.copying.over(incoming.caller, copying.MOST)
    return views.history(past, over)


def register(app: App, services: Services) -> None:
    app.block_action(ids.HISTORY)(bind(show, services))
    app.block_action(ids.HISTORY_OLDER)(bind(turn_page, services))
    app.block_action(ids.HISTORY_NEWER)(bind(turn_page, services))
