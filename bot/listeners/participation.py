"""Joining and leaving."""

from __future__ import annotations

import logging
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import forms, ids
from bot.listeners.binding import bind
from bot.listeners.choosing import choose_one
from bot.listeners.incoming import Incoming
from bot.people import profile_of
from bot.views import participation as views
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus
from core.services.registry import Services

logger = logging.getLogger(__name__)


def join_by_command(incoming: Incoming, services: Services) -> None:
    """Whoever has joined everything already is told so, as by the button."""
    name = incoming.command.rest
    candidates = services.participation.joinable(incoming.caller, incoming.channel_id)
    if not forms.named(candidates, name):
        mine = services.participation.joined(incoming.caller, ExchangeStatus.OPEN)
        candidates = forms.named(mine, name) or candidates
    choose_one(incoming, services, "join", candidates, join, name=name)


def leave_by_command(incoming: Incoming, services: Services) -> None:
    candidates = services.participation.joined(
        incoming.caller, ExchangeStatus.OPEN, ExchangeStatus.STALLED
    )
    choose_one(incoming, services, "leave", candidates, leave, name=incoming.command.rest)


def join(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    _join(incoming, services, exchange_id)


def _join(incoming: Incoming, services: Services, exchange_id: str) -> Exchange:
    person = profile_of(incoming.client, incoming.caller, incoming.body).person
    joined = services.participation.join(incoming.caller, exchange_id, person)
    incoming.answer(views.joined(joined))
    return joined.exchange


def leave(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    left = services.participation.leave(incoming.caller, exchange_id)
    incoming.answer(views.left(left.exchange, left.was_in))


def press_join(incoming: Incoming, services: Services) -> None:
    exchange = _join(incoming, services, incoming.value)
    if _is_stray(incoming, exchange):
        _remove(incoming)


def _is_stray(incoming: Incoming, exchange: Exchange) -> bool:
    """Whether the button stands in an announcement whose reply was lost: it was posted again, and
    only the other one is kept up to date."""
    pressed = incoming.message_ts
    here = incoming.channel_id == exchange.channel_id
    return bool(here and pressed and exchange.announced_ts) and pressed != exchange.announced_ts


def _remove(incoming: Incoming) -> None:
    try:
        incoming.client.chat_delete(channel=incoming.channel_id, ts=incoming.message_ts or "")
    except (SlackApiError, OSError, HTTPException) as error:
        logger.warning("an announcement could not be removed: %s", type(error).__name__)


def press_leave(incoming: Incoming, services: Services) -> None:
    leave(incoming, services, incoming.value)


def register(app: App, services: Services) -> None:
    app.block_action(ids.JOIN)(bind(press_join, services))
    app.block_action(ids.LEAVE)(bind(press_leave, services))
