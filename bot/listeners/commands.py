"""`/santa` and its words; and going on with what was chosen from a list."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners import (
    drawing,
    exchanges,
    exclusions,
    history,
    overview,
    participation,
    wishlists,
)
from bot.listeners.binding import Handler, bind
from bot.listeners.choosing import Begin
from bot.listeners.incoming import Incoming
from core.services.registry import Services

WORDS: dict[str, Handler] = {
    "new": exchanges.open_create,
    "join": participation.join_by_command,
    "leave": participation.leave_by_command,
    "exclude": exclusions.exclude_by_command,
    "wishlist": wishlists.open_by_command,
    "status": overview.show_status,
    "draw": drawing.ask_by_command,
    "history": history.show,
}

FLOWS: dict[str, Begin] = {
    "join": participation.join,
    "leave": participation.leave,
    "exclude": exclusions.begin,
    "wishlist": wishlists.begin,
    "draw": drawing.begin,
}


def run_command(incoming: Incoming, services: Services) -> None:
    WORDS.get(incoming.command.word, overview.show_help)(incoming, services)


def go_on(incoming: Incoming, services: Services) -> None:
    flow, exchange_id, carried = (*incoming.value.split(":", 2), "", "")[:3]
    FLOWS[flow](incoming, services, exchange_id, carried)


def register(app: App, services: Services) -> None:
    app.command(ids.COMMAND)(bind(run_command, services))
    app.block_action(ids.CHOSEN)(bind(go_on, services))
