"""Anonymous messages: writing one, and what its reader or an organizer does about it."""

from __future__ import annotations

import secrets
from contextlib import suppress

from slack_bolt import App

from bot import forms, ids
from bot.forms import Written
from bot.giveaways import giveaways
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import talk as views
from core.domain.errors import AlreadyHandled
from core.domain.types import Side
from core.services.registry import Services


def write_to_recipient(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.talk.line(incoming.caller, incoming.value, Side.GIVER)))


def write_to_giver(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.talk.line(incoming.caller, incoming.value, Side.RECIPIENT)))


def reply(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.talk.answering(incoming.caller, incoming.value)))


def submit(incoming: Incoming, services: Services) -> None:
    """Only what its writer has just seen as it will be read is sent; a refusal stands at the field,
    and nothing typed is lost."""
    written = forms.read_message(incoming.view)
    if written.key and written.previewed == views.mark(written.text):
        _send(incoming, services, written)
    else:
        _preview(incoming, services, written)


def _preview(incoming: Incoming, services: Services, written: Written) -> None:
    line = services.talk.line(
        incoming.caller,
        written.exchange_id,
        written.side,
        answers=written.answers,
        text=written.text,
    )
    found = giveaways(written.text, incoming.profile().names)
    incoming.replace(views.preview(line, written.text, found, secrets.token_hex(16)))


def _send(incoming: Incoming, services: Services, written: Written) -> None:
    with suppress(AlreadyHandled):  # the same form, sent again: it is on its way
        services.talk.send(
            incoming.caller,
            written.exchange_id,
            written.side,
            written.text,
            key=written.key,
            answers=written.answers,
        )
    incoming.answer(views.sent(written.side))


def mute(incoming: Incoming, services: Services) -> None:
    incoming.answer(views.muted(services.talk.mute(incoming.caller, incoming.value)))


def unmute_giver(incoming: Incoming, services: Services) -> None:
    services.talk.unmute(incoming.caller, incoming.value, Side.GIVER)
    incoming.answer(views.unmuted(Side.GIVER))


def unmute_recipient(incoming: Incoming, services: Services) -> None:
    services.talk.unmute(incoming.caller, incoming.value, Side.RECIPIENT)
    incoming.answer(views.unmuted(Side.RECIPIENT))


def report(incoming: Incoming, services: Services) -> None:
    may_mute = services.talk.report(incoming.caller, incoming.value)
    incoming.answer(views.report_taken(incoming.value, may_mute=may_mute))


def stop(incoming: Incoming, services: Services) -> None:
    services.talk.stop(incoming.caller, incoming.value)
    incoming.answer(views.stopped())


def register(app: App, services: Services) -> None:
    app.block_action(ids.TALK_TO_RECIPIENT)(bind(write_to_recipient, services))
    app.block_action(ids.TALK_TO_GIVER)(bind(write_to_giver, services))
    app.block_action(ids.TALK_REPLY)(bind(reply, services))
    app.block_action(ids.TALK_MUTE)(bind(mute, services))
    app.block_action(ids.TALK_UNMUTE_GIVER)(bind(unmute_giver, services))
    app.block_action(ids.TALK_UNMUTE_RECIPIENT)(bind(unmute_recipient, services))
    app.block_action(ids.TALK_REPORT)(bind(report, services))
    app.block_action(ids.TALK_STOP)(bind(stop, services))
    app.view_submission(ids.TALK_VIEW)(bind(submit, services))
