"""Trying failed matches again, and sending one again."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import deliveries as views
from core.domain import rules
from core.services.registry import Services


def retry(incoming: Incoming, services: Services) -> None:
    count = services.deliveries.retry_failed(incoming.caller, incoming.value)
    incoming.answer(views.retrying(count))


def open_resend(incoming: Incoming, services: Services) -> None:
    exchange = services.exchanges.get(incoming.caller, incoming.value)
    rules.check_can_retry(exchange, incoming.caller.user_id)
    incoming.open(views.resend_form(exchange))


def resend(incoming: Incoming, services: Services) -> None:
    exchange_id, user_id = forms.read_resend(incoming.view)
    services.deliveries.resend(incoming.caller, exchange_id, user_id)
    incoming.answer(views.resent(user_id))


def register(app: App, services: Services) -> None:
    app.block_action(ids.RETRY)(bind(retry, services))
    app.block_action(ids.RESEND)(bind(open_resend, services))
    app.view_submission(ids.RESEND_VIEW)(bind(resend, services))
