"""Drawing before the deadline, or after a stall."""

from __future__ import annotations

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.choosing import choose_one
from bot.listeners.incoming import Incoming
from bot.views import drawing as views
from core.domain.errors import NotDrawable
from core.services.registry import Services


def ask_by_command(incoming: Incoming, services: Services) -> None:
    candidates = services.drawing.drawable(incoming.caller)
    choose_one(incoming, services, "draw", candidates, begin, name=incoming.command.rest)


def begin(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    exchange, drawability = services.drawing.preview(incoming.caller, exchange_id)
    incoming.answer(views.confirm_draw(exchange, drawability))


def draw(incoming: Incoming, services: Services) -> None:
    try:
        exchange = services.drawing.draw_now(incoming.caller, incoming.value)
    except NotDrawable:
        begin(incoming, services, incoming.value)  # says why, and the ways out
        return
    incoming.answer_in_place(views.drawn(exchange))


def register(app: App, services: Services) -> None:
    app.block_action(ids.DRAW)(bind(draw, services))
