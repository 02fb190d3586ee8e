"""Somebody steps in for a gift that is missing."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids, wording
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.open_line import NotTold
from bot.views import matches
from bot.views import rescues as views
from core.domain.gifts import check_named
from core.services.registry import Services


def open_form(incoming: Incoming, services: Services) -> None:
    exchange = services.rescues.nameable(incoming.caller, incoming.value)
    incoming.open(views.form(exchange))


def submit(incoming: Incoming, services: Services) -> None:
    exchange_id, named = forms.read_rescuers(incoming.view)
    check_named(services.rescues.nameable(incoming.caller, exchange_id), named)
    try:
        known = incoming.profiles_of(named)
    except NotTold:
        incoming.refuse({ids.RESCUERS: wording.NOT_TOLD})
        return
    people = [profile.person for profile in known]
    incoming.answer(views.asked_for(services.rescues.ask(incoming.caller, exchange_id, people)))


def show(incoming: Incoming, services: Services) -> None:
    exchange_id, rescue_id = forms.read_gift(incoming.value)
    match = services.rescues.show(incoming.caller, exchange_id, rescue_id)
    incoming.open(matches.shown(match))


def register(app: App, services: Services) -> None:
    app.block_action(ids.RESCUE_NAME)(bind(open_form, services))
    app.view_submission(ids.RESCUE_VIEW)(bind(submit, services))
    app.block_action(ids.RESCUE_SHOW)(bind(show, services))
