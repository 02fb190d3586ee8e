"""The organizers' console: looking at it, and what is done about messages in it."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.beneath import console_view
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import console as views
from core.services.registry import Services


def open_console(incoming: Incoming, services: Services) -> None:
    incoming.open(console_view(incoming, services, incoming.value))


def show(incoming: Incoming, services: Services) -> None:
    """Another page, others of the people, or the same as it is now."""
    view = console_view(incoming, services, incoming.value)  # refuses whom it is not for
    if incoming.is_in_modal:
        incoming.renew(lambda: view)
    else:
        incoming.open(view)


def remind(incoming: Incoming, services: Services) -> None:
    incoming.answer(views.reminded(services.console.remind(incoming.caller, incoming.value)))


def try_again(incoming: Incoming, services: Services) -> None:
    incoming.answer(views.trying_again(services.console.try_again(incoming.caller, incoming.value)))


def register(app: App, services: Services) -> None:
    app.block_action(ids.MANAGE)(bind(open_console, services))
    app.block_action(ids.CONSOLE_FILTER)(bind(show, services))
    app.block_action(ids.CONSOLE_REFRESH)(bind(show, services))
    app.block_action(ids.CONSOLE_BACK)(bind(show, services))
    app.block_action(ids.CONSOLE_MORE)(bind(show, services))
    app.block_action(ids.REMIND)(bind(remind, services))
    app.block_action(ids.CONSOLE_RETRY)(bind(try_again, services))
