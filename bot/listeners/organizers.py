"""Who organizes an exchange: one form in which organizers add others, and hand it over."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids, wording
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.open_line import NotTold
from bot.views import organizers as views
from core.domain import rules
from core.domain.errors import OrganizersRefused, PeopleRefused
from core.services.registry import Services


def open_form(incoming: Incoming, services: Services) -> None:
    exchange = services.organizers.look(incoming.caller, incoming.value)
    incoming.open(views.form(exchange))


def submit(incoming: Incoming, services: Services) -> None:
    exchange_id, added, removed = forms.read_organizers(incoming.view)
    exchange = services.organizers.look(incoming.caller, exchange_id)
    new = [one for one in added if one not in exchange.organizer_ids]
    try:
        rules.check_organizers({*exchange.organizer_ids, *new} - removed)
        known = incoming.profiles_of(new)
    except (OrganizersRefused, NotTold) as why:
        words = wording.NOT_TOLD if isinstance(why, NotTold) else wording.explain(why)
        incoming.refuse({ids.ORGANIZERS_FIELD: words})
        return
    people = [profile.person for profile in known]
    try:
        changed = services.organizers.change(incoming.caller, exchange_id, people, removed)
    except PeopleRefused as refused:
        names = {profile.person.user_id: profile.name for profile in known}
        incoming.refuse({ids.ORGANIZERS_FIELD: wording.cannot_organize(refused, names)})
        return
    incoming.answer(views.changed(changed, incoming.caller.user_id))


def register(app: App, services: Services) -> None:
    app.block_action(ids.ORGANIZERS)(bind(open_form, services))
    app.view_submission(ids.ORGANIZERS_VIEW)(bind(submit, services))
