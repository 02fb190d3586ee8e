"""Changing an exchange that is there."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids
from bot.listeners.binding import bind
from bot.listeners.exchanges import field_errors
from bot.listeners.incoming import Incoming
from bot.views import editing as views
from core.domain.editing import Details, Marks, details_of
from core.domain.errors import EditedMeanwhile, PlanRefused, WrongStatus
from core.domain.snapshots import Exchange
from core.services.registry import Services


def open_form(incoming: Incoming, services: Services) -> None:
    exchange = services.editing.look(incoming.caller, incoming.value)
    details = details_of(exchange)
    incoming.open(views.form(exchange, details, details.marks()))


def show_more_options(incoming: Incoming, services: Services) -> None:
    """In the same view, with what stands in it; what cannot be changed any more goes, and why."""
    exchange = _exchange(incoming, services)
    given, _ = forms.read_details(incoming.view, details_of(exchange))
    shown, notice = forms.read_marks(incoming.view), ""
    if ids.NAME in incoming.view["state"]["values"]:
        notice = views.lost_meanwhile(exchange)
    incoming.renew(lambda: views.form(exchange, given, shown, more=True, notice=notice))


def submit(incoming: Incoming, services: Services) -> None:
    exchange = _exchange(incoming, services)
    given, unread = forms.read_details(incoming.view, details_of(exchange))
    if unread:
        incoming.refuse(field_errors(unread))
        return
    shown, exchange_id = forms.read_marks(incoming.view), exchange.exchange_id
    try:
        edited = services.editing.change(incoming.caller, exchange_id, given, shown)
    except PlanRefused as refused:
        incoming.refuse(field_errors(dict(refused.problems)))
    except EditedMeanwhile as meanwhile:
        here = details_of(services.editing.look(incoming.caller, exchange_id)).marks()
        shown = {**shown, **{one: here[one] for one in meanwhile.fields}}
        _show_again(incoming, exchange, given, shown, views.changed_meanwhile(meanwhile.fields))
    except WrongStatus:
        now = services.editing.look(incoming.caller, exchange_id)
        _show_again(incoming, now, given, shown, views.DRAWN_MEANWHILE)
    else:
        incoming.answer(views.edited(edited))


def _show_again(
    incoming: Incoming, exchange: Exchange, given: Details, shown: Marks, notice: str
) -> None:
    """With all that was typed. What was left as it was first shown stays nobody's change."""
    more = ids.EDIT_REPEATS in incoming.view["state"]["values"]
    incoming.replace(views.form(exchange, given, shown, more=more, notice=notice))


def _exchange(incoming: Incoming, services: Services) -> Exchange:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    return services.editing.look(incoming.caller, exchange_id)


def register(app: App, services: Services) -> None:
    app.block_action(ids.EDIT)(bind(open_form, services))
    app.block_action(ids.EDIT_MORE)(bind(show_more_options, services))
    app.view_submission(ids.EDIT_VIEW)(bind(submit, services))
