"""Joining and leaving."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.choosing import choose_one
from bot.listeners.incoming import Incoming
from bot.people import profile_of
from bot.views import participation as views
from core.domain.types import ExchangeStatus
from core.services.registry import Services


def join_by_command(incoming: Incoming, services: Services) -> None:
    """Whoever has joined everything already is told so, as by the button."""
    candidates = services.participation.joinable(
        incoming.caller, incoming.channel_id
    ) or services.participation.joined(incoming.caller, ExchangeStatus.OPEN)
    choose_one(incoming, services, "join", candidates, join, name=incoming.command.rest)


def leave_by_command(incoming: Incoming, services: Services) -> None:
    candidates = services.participation.joined(
        incoming.caller, ExchangeStatus.OPEN, ExchangeStatus.STALLED
    )
    choose_one(incoming, services, "leave", candidates, leave, name=incoming.command.rest)


def join(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    person = profile_of(incoming.client, incoming.caller, incoming.body).person
    joined = services.participation.join(incoming.caller, exchange_id, person)
    incoming.answer(views.joined(joined))


def leave(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    left = services.participation.leave(incoming.caller, exchange_id)
    incoming.answer(views.left(left.exchange, left.was_in))


def press_join(incoming: Incoming, services: Services) -> None:
    join(incoming, services, incoming.value)


def press_leave(incoming: Incoming, services: Services) -> None:
    leave(incoming, services, incoming.value)


def register(app: App, services: Services) -> None:
    app.block_action(ids.JOIN)(bind(press_join, services))
    app.block_action(ids.LEAVE)(bind(press_leave, services))
