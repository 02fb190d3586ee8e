"""Leaving, taking somebody out and letting somebody in when names have been drawn."""

from __future__ import annotations

from collections.abc import Collection

from slack_bolt import App
from slack_sdk.models.views import View

from bot import forms, ids, wording
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.open_line import NotTold
from bot.views import repairs as views
from core.domain.errors import NotRepairable, PersonRefused, TakesPartAlready
from core.domain.types import Caller, Person, UserId
from core.services.registry import Services


def confirm_leaving(incoming: Incoming, services: Services, exchange_id: str) -> None:
    """What it means, before anything is done: a button may be older than the draw."""
    incoming.answer(views.confirm_leaving(services.repairs.leaving(incoming.caller, exchange_id)))


def drop_out(incoming: Incoming, services: Services) -> None:
    parting = services.repairs.drop_out(incoming.caller, incoming.value)
    incoming.answer(views.parted(parting, incoming.caller.user_id))


def open_form(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.repairs.repairable(incoming.caller, incoming.value)))


def submit(incoming: Incoming, services: Services) -> None:
    """Also from the form that removes exclusions for it, which remembers who is meant."""
    asked = forms.read_repair(incoming.view)
    services.repairs.repairable(incoming.caller, asked.exchange_id)  # before Slack is asked
    try:
        joined = _person(incoming, asked.joined)
        _change(incoming, services, asked.exchange_id, asked.left, joined, asked.relaxed)
    except (NotTold, PersonRefused, TakesPartAlready) as why:
        if not asked.is_typed:
            raise
        words = wording.NOT_TOLD if isinstance(why, NotTold) else wording.explain(why)
        incoming.refuse({ids.REPAIR_JOINED: words})


def take_out(incoming: Incoming, services: Services) -> None:
    exchange_id, _, user_id = incoming.value.partition(":")
    _change(incoming, services, exchange_id, UserId(user_id), None)


def _person(incoming: Incoming, user_id: UserId | None) -> Person | None:
    return incoming.profiles_of([user_id])[0].person if user_id else None


def _change(
    incoming: Incoming,
    services: Services,
    exchange_id: str,
    left: UserId | None,
    joined: Person | None,
    relaxed: Collection[str] = (),
) -> None:
    try:
        done = services.repairs.change(incoming.caller, exchange_id, left, joined, relaxed)
    except NotRepairable:
        late = joined.user_id if joined else None
        outlook = services.repairs.outlook(incoming.caller, exchange_id, left, late)
        stuck = views.stuck(outlook)
        if not isinstance(stuck, View):
            incoming.answer(stuck)
        elif incoming.body.get("type") == "view_submission":
            incoming.replace(stuck)
        else:
            incoming.open(stuck)
        return
    incoming.answer(views.changed(done))


def open_redraw(incoming: Incoming, services: Services) -> None:
    incoming.open(views.redraw_form(services.repairs.repairable(incoming.caller, incoming.value)))


def redraw(incoming: Incoming, services: Services) -> None:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    incoming.answer(views.redrawn(services.repairs.redraw(incoming.caller, exchange_id)))


def user_changed(incoming: Incoming, services: Services) -> None:
    """Slack tells of every change of somebody's profile; what matters is an account that has
    ended."""
    user = incoming.body["event"]["user"]
    if user.get("deleted") and not user.get("is_bot"):
        caller = incoming.caller
        services.repairs.deactivated(Caller(caller.team_id, UserId(user["id"]), caller.request_id))
    incoming.acknowledge()


def register(app: App, services: Services) -> None:
    app.block_action(ids.DROP_OUT)(bind(drop_out, services))
    app.block_action(ids.REPAIRS)(bind(open_form, services))
    app.block_action(ids.TAKE_OUT)(bind(take_out, services))
    app.block_action(ids.REDRAW)(bind(open_redraw, services))
    app.view_submission(ids.REPAIRS_VIEW)(bind(submit, services))
    app.view_submission(ids.REPAIR_RELAX_VIEW)(bind(submit, services))
    app.view_submission(ids.REDRAW_VIEW)(bind(redraw, services))
    app.event("user_change")(bind(user_changed, services))
