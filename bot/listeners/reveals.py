"""When it is revealed who gave to whom, and looking at who gave to oneself."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids
from bot.listeners.binding import bind
from bot.listeners.exchanges import field_errors
from bot.listeners.incoming import Incoming
from bot.views import reveals as views
from core.domain.errors import PlanRefused
from core.services.registry import Services


def open_form(incoming: Incoming, services: Services) -> None:
    exchange = services.reveals.settable(incoming.caller, incoming.value)
    incoming.open(views.form(exchange))


def submit(incoming: Incoming, services: Services) -> None:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    exchange = services.reveals.settable(incoming.caller, exchange_id)
    chosen, problems = forms.read_reveal(incoming.view, exchange.exchange_on, exchange.time_zone)
    if problems:
        incoming.refuse(field_errors(problems))
        return
    try:
        changed = services.reveals.set(
            incoming.caller, exchange_id, chosen.reveal_at, posts_circle=chosen.posts_circle
        )
    except PlanRefused as refused:
        incoming.refuse(field_errors(dict(refused.problems)))
        return
    incoming.answer(views.saved(changed))


def show_giver(incoming: Incoming, services: Services) -> None:
    incoming.open(views.giver(services.reveals.giver(incoming.caller, incoming.value)))


def register(app: App, services: Services) -> None:
    app.block_action(ids.REVEAL_OPEN)(bind(open_form, services))
    app.view_submission(ids.REVEAL_VIEW)(bind(submit, services))
    app.block_action(ids.SHOW_GIVER)(bind(show_giver, services))
