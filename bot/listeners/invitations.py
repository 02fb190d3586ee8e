"""Inviting people, and what they answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import forms, ids, wording
from bot.gathering import Gathering, OutOfReach, groups_of
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import invitations as views
from bot.views import participation
from bot.views.notes import as_modal, note
from core.domain.errors import JoiningClosed, SantaError, WrongStatus
from core.domain.snapshots import Invitation
from core.domain.types import Person
from core.services.registry import Services

logger = logging.getLogger(__name__)

AWAY = (SlackApiError, OSError, HTTPException)
#: Slack waits for three seconds in all.
PATIENCE_SECONDS = 1.2
#: So many are written down while Slack waits.
FEW = 2000


def open_form(incoming: Incoming, services: Services) -> None:
    exchange = services.invitations.invitable(incoming.caller, incoming.value)
    incoming.open(views.invite_form(exchange, groups_of(incoming.client)))


def submit(incoming: Incoming, services: Services) -> None:
    exchange_id, chosen = forms.read_invited(incoming.view)
    services.invitations.invitable(incoming.caller, exchange_id)  # before Slack is asked anything
    if not (chosen.people or chosen.channel_id or chosen.group_id):
        incoming.refuse({ids.INVITE_PEOPLE: wording.NOBODY_CHOSEN})
        return
    gathering = Gathering(incoming.client, incoming.caller, chosen, incoming.bot_id)
    try:
        people = gathering.wait(PATIENCE_SECONDS)
    except OutOfReach as error:
        incoming.refuse(_field_error(error))
        return
    except AWAY as error:
        logger.warning("who is to be invited could not be read: %s", type(error).__name__)
        incoming.refuse({ids.INVITE_PEOPLE: wording.SLACK_AWAY})
        return
    if people is None or len(people) > FEW:
        incoming.answer(views.gathering())
        gathering.afterwards(partial(_invite_later, incoming, services, exchange_id))
        return
    invited = services.invitations.invite(incoming.caller, exchange_id, people)
    incoming.answer(views.invited(invited))


def _field_error(error: OutOfReach) -> dict[str, str]:
    if error.is_channel:
        return {ids.INVITE_CHANNEL: wording.CHANNEL_OUT_OF_REACH}
    return {ids.INVITE_GROUP: wording.GROUP_OUT_OF_REACH}


def _invite_later(
    incoming: Incoming, services: Services, exchange_id: str, people: Callable[[], list[Person]]
) -> None:
    """Nobody waits any more: what came of it shows in the form, if that is still open."""
    try:
        invited = services.invitations.invite(incoming.caller, exchange_id, people())
        message = views.invited(invited)
    except SantaError as refused:
        message = note(wording.explain(refused))
    except OutOfReach as error:
        message = note(next(iter(_field_error(error).values())))
    except Exception as error:
        # The edge of a thread: whoever asked has to hear of it.
        logger.exception("inviting to exchange %s broke", exchange_id)
        message = note(wording.SLACK_AWAY if isinstance(error, AWAY) else wording.INVITING_BROKE)
    incoming.show_later(as_modal(message))


def accept(incoming: Incoming, services: Services) -> None:
    """As the Join button does. Where it comes too late, the message says so from then on."""
    person = incoming.profile().person
    try:
        joined = services.participation.join(incoming.caller, incoming.value, person)
    except (JoiningClosed, WrongStatus):
        _answer(incoming, services.invitations.get(incoming.caller, incoming.value))
        return
    incoming.answer_in_place(participation.joined(joined))


def decline(incoming: Incoming, services: Services) -> None:
    _answer(incoming, services.invitations.decline(incoming.caller, incoming.value))


def stop_reminders(incoming: Incoming, services: Services) -> None:
    _answer(incoming, services.invitations.stop_reminders(incoming.caller, incoming.value))


def resume_reminders(incoming: Incoming, services: Services) -> None:
    """In App Home the button carries nothing."""
    invitation = services.invitations.resume_reminders(incoming.caller, incoming.value)
    if invitation:
        _answer(incoming, invitation)
    else:
        incoming.answer(views.resumed())


def _answer(incoming: Incoming, invitation: Invitation) -> None:
    incoming.answer_in_place(views.shown(invitation))


def register(app: App, services: Services) -> None:
    app.block_action(ids.INVITE)(bind(open_form, services))
    app.view_submission(ids.INVITE_VIEW)(bind(submit, services))
    app.block_action(ids.ACCEPT)(bind(accept, services))
    app.block_action(ids.DECLINE)(bind(decline, services))
    app.block_action(ids.REMINDERS_STOP)(bind(stop_reminders, services))
    app.block_action(ids.REMINDERS_RESUME)(bind(resume_reminders, services))
