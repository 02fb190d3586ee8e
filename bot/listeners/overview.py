"""Status, help and App Home."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.home import publish_home
from bot.listeners.incoming import Incoming
from bot.views import overview as views
from bot.views import paging
from core.services.registry import Services


def show_status(incoming: Incoming, services: Services) -> None:
    involvements = services.overview.status(incoming.caller)
    incoming.answer(views.status(involvements, services.overview.clock.now()))


def turn_page(incoming: Incoming, services: Services) -> None:
    involvements, now = services.overview.status(incoming.caller), services.overview.clock.now()
    incoming.turn(views.status(involvements, now, paging.read(incoming.value)))


def show_help(incoming: Incoming, services: Services) -> None:
    incoming.answer(views.help())


def show_home(incoming: Incoming, services: Services) -> None:
    if incoming.body["event"].get("tab") == "home":
        publish_home(incoming, services)
    incoming.acknowledge()


def turn_home(incoming: Incoming, services: Services) -> None:
    """`bind` shows the newest state of every Home that something was pressed in."""
    incoming.acknowledge()


def register(app: App, services: Services) -> None:
    app.block_action(ids.STATUS)(bind(show_status, services))
    app.block_action(ids.STATUS_BACK)(bind(turn_page, services))
    app.block_action(ids.STATUS_MORE)(bind(turn_page, services))
    app.block_action(ids.HOME_BACK)(bind(turn_home, services))
    app.block_action(ids.HOME_MORE)(bind(turn_home, services))
    app.event("app_home_opened")(bind(show_home, services))
