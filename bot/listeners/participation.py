"""Joining and leaving."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from http.client import HTTPException
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import forms, ids
from bot.listeners import repairs
from bot.listeners.binding import bind
from bot.listeners.choosing import choose_one
from bot.listeners.incoming import Incoming
from bot.views import participation as views
from bot.views.message import Message
from core.domain.errors import WrongStatus
from core.domain.snapshots import Exchange, Joined
from core.domain.types import ExchangeStatus
from core.services.registry import Services

logger = logging.getLogger(__name__)


def join_by_command(incoming: Incoming, services: Services) -> None:
    """Whoever has joined everything already is told so, as by the button."""
    name = incoming.command.rest
    caller, channel_id = incoming.caller, incoming.channel_id
    person = incoming.profile().person
    meant = partial(forms.named, name=name) if name else list[Exchange]
    joined = services.participation.join_chosen(caller, channel_id, person, meant)
    if joined:
        incoming.answer(_words(joined))
        return
    candidates = services.participation.joinable(caller, channel_id)
    if not forms.named(candidates, name):
        mine = services.participation.joined(caller, ExchangeStatus.OPEN)
        candidates = forms.named(mine, name) or candidates
    choose_one(incoming, services, "join", candidates, join, name=name)


def leave_by_command(incoming: Incoming, services: Services) -> None:
    candidates = services.participation.joined(
        incoming.caller, ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN
    )
    choose_one(incoming, services, "leave", candidates, leave, name=incoming.command.rest)


def join(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    _join(incoming, services, exchange_id)


def _join(incoming: Incoming, services: Services, exchange_id: str) -> Exchange:
    person = incoming.profile().person
    joined = services.participation.join(incoming.caller, exchange_id, person)
    incoming.answer(_words(joined))
    return joined.exchange


@dataclass(frozen=True)
class _Ready(Message):
    """Rendered once for everybody who reads the same."""

    rendered: dict[str, Any]

    def payload(self) -> dict[str, Any]:
        return self.rendered


def _words(joined: Joined) -> Message:
    """How many there are is not among them: it would be another message for each."""
    return _said(replace(joined.exchange, joined_count=0), joined.is_new)


@lru_cache(maxsize=256)
def _said(exchange: Exchange, is_new: bool) -> Message:
    # Rendering takes slack_sdk as long as the whole transaction, and a rush joins one exchange.
    message = views.joined(Joined(exchange, is_new))
    return _Ready(message.text, message.blocks, message.payload())


def leave(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    """Once names have been drawn, it is confirmed first."""
    try:
        left = services.participation.leave(incoming.caller, exchange_id)
    except WrongStatus:
        repairs.confirm_leaving(incoming, services, exchange_id)
        return
    incoming.answer(views.left(left.exchange, left.was_in))


def press_join(incoming: Incoming, services: Services) -> None:
    try:
        exchange = _join(incoming, services, incoming.value)
    except WrongStatus:
        _remove_stray(incoming, services.exchanges.get(incoming.caller, incoming.value))
        raise
    _remove_stray(incoming, exchange)


def _remove_stray(incoming: Incoming, exchange: Exchange) -> None:
    if _is_stray(incoming, exchange):
        _remove(incoming)


def _is_stray(incoming: Incoming, exchange: Exchange) -> bool:
    """Whether the button stands in an announcement whose reply was lost: it was posted again, and
    only the other one is kept up to date. News that one can join from are no announcement."""
    if incoming.block_id != ids.ANNOUNCED or incoming.channel_id != exchange.channel_id:
        return False
    pressed = incoming.message_ts
    return bool(pressed and exchange.announced_ts) and pressed != exchange.announced_ts


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
