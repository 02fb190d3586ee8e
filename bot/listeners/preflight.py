"""What organizers do about what was found before the draw."""

from __future__ import annotations

from slack_bolt import App

from bot import ids, wording
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.open_line import NotTold
from bot.views import preflight as views
from bot.views.notes import note
from core.services.registry import Services


def leave_out(incoming: Incoming, services: Services) -> None:
    """Somebody may have become able to take part since they were looked up."""
    caller, exchange_id = incoming.caller, incoming.value
    found = services.preflight.look(caller, exchange_id)
    doubtful = [user_id for user_id, _ in found.unable][: views.ASKED_AGAIN]
    try:
        people = [profile.person for profile in incoming.profiles_of(doubtful, anew=True)]
    except NotTold:
        incoming.answer(note(wording.SLACK_AWAY))
        return
    left = services.preflight.leave_out(caller, exchange_id, people)
    incoming.answer_in_place(views.left_out(left))


def ask_for_wishes(incoming: Incoming, services: Services) -> None:
    asked = services.preflight.ask_for_wishes(incoming.caller, incoming.value)
    incoming.answer_in_place(views.asked(*asked))


def register(app: App, services: Services) -> None:
    app.block_action(ids.LEAVE_OUT)(bind(leave_out, services))
    app.block_action(ids.ASK_FOR_WISHES)(bind(ask_for_wishes, services))
