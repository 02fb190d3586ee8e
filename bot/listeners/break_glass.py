"""Emergencies: two people together open one single match."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids, wording
from bot.identity import SlackAway
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.open_line import NotTold
from bot.people import profile_of
from bot.views import break_glass as views
from bot.views.notes import note
from core.domain.errors import (
    NoMatchFor,
    NotAdmin,
    OpeningProblem,
    OpeningRefused,
    PersonRefused,
    SantaError,
)
from core.services.registry import Services

#: Where in the form it stands what is wrong.
FIELDS = {
    OpeningProblem.OWN: ids.OPENING_GIVER,
    OpeningProblem.EMPTY: ids.OPENING_REASON,
    OpeningProblem.TOO_LONG: ids.OPENING_REASON,
    OpeningProblem.NOBODY_TO_AGREE: ids.OPENING_ADMIN,
    OpeningProblem.SAME_PERSON: ids.OPENING_ADMIN,
}
#: There is nothing to decide or to see any more, and the message may say so.
PAST = (OpeningProblem.DECIDED, OpeningProblem.LAPSED, OpeningProblem.SHOWN, OpeningProblem.GONE)


def open_form(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.break_glass.form(incoming.caller, incoming.value)))


def ask(incoming: Incoming, services: Services) -> None:
    exchange_id, giver_id, reason, admin_ids = forms.read_opening(incoming.view)
    services.break_glass.form(incoming.caller, exchange_id)  # before Slack is asked anything
    try:
        admin = next((one.person for one in incoming.profiles_of(admin_ids)), None)
        exchange = services.break_glass.ask(incoming.caller, exchange_id, giver_id, reason, admin)
    except NotTold:
        incoming.refuse({ids.OPENING_ADMIN: wording.SLACK_AWAY})
    except (NotAdmin, PersonRefused):
        incoming.refuse({ids.OPENING_ADMIN: wording.NO_ADMIN})
    except (NoMatchFor, OpeningRefused) as refused:
        incoming.refuse({_field_of(refused): wording.explain(refused)})
    else:
        incoming.answer(views.asked(exchange))


def _field_of(refused: SantaError) -> str:
    problem = refused.problem if isinstance(refused, OpeningRefused) else OpeningProblem.OWN
    return FIELDS.get(problem, ids.OPENING_GIVER)


def agree(incoming: Incoming, services: Services) -> None:
    _decide(incoming, services, agrees=True)


def refuse(incoming: Incoming, services: Services) -> None:
    _decide(incoming, services, agrees=False)


def _decide(incoming: Incoming, services: Services, *, agrees: bool) -> None:
    """Whoever it is, they are asked anew who they are: nobody is believed to be an admin."""
    profile = profile_of(incoming.client, incoming.caller, incoming.body)
    if not profile.is_told:
        raise SlackAway
    try:
        exchange = services.break_glass.decide(
            incoming.caller, profile.person, incoming.value, agrees=agrees
        )
    except OpeningRefused as refused:
        _say_past(incoming, refused)
    else:
        incoming.answer_in_place(views.decided(exchange, agrees=agrees))


def show(incoming: Incoming, services: Services) -> None:
    try:
        opened = services.break_glass.show(incoming.caller, incoming.value)
    except OpeningRefused as refused:
        _say_past(incoming, refused)
        return
    incoming.open(views.shown(opened))
    incoming.answer_in_place(views.was_shown(opened.exchange))


def _say_past(incoming: Incoming, refused: OpeningRefused) -> None:
    words = note(wording.explain(refused))
    if refused.problem in PAST:
        incoming.answer_in_place(words)
    else:
        incoming.answer(words)


def register(app: App, services: Services) -> None:
    app.block_action(ids.BREAK_GLASS)(bind(open_form, services))
    app.view_submission(ids.OPENING_VIEW)(bind(ask, services))
    app.block_action(ids.OPENING_AGREE)(bind(agree, services))
    app.block_action(ids.OPENING_REFUSE)(bind(refuse, services))
    app.block_action(ids.OPENING_SHOW)(bind(show, services))
