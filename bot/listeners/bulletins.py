"""An organizer's message to everybody: written, looked over, sent."""

from __future__ import annotations

import secrets

from slack_bolt import App

from bot import forms, ids
from bot.forms import WrittenBulletin
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import bulletins as views
from core.domain.errors import AlreadyHandled
from core.services.registry import Services


def open_form(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.bulletins.draft(incoming.caller, incoming.value)))


def submit(incoming: Incoming, services: Services) -> None:
    """Only what its writer has just seen as everybody will read it is sent; a refusal stands at the
    field, and nothing typed is lost."""
    written = forms.read_bulletin(incoming.view)
    if written.key and written.previewed == views.mark(written.text, written.audience):
        _send(incoming, services, written)
    else:
        _preview(incoming, services, written)


def _preview(incoming: Incoming, services: Services, written: WrittenBulletin) -> None:
    draft = services.bulletins.check(
        incoming.caller, written.exchange_id, written.text, written.audience
    )
    key = secrets.token_hex(16)
    writer = incoming.caller.user_id
    incoming.replace(views.preview(draft, written.text, written.audience, writer, key))


def _send(incoming: Incoming, services: Services, written: WrittenBulletin) -> None:
    try:
        count = services.bulletins.send(
            incoming.caller, written.exchange_id, written.text, written.audience, key=written.key
        )
    except AlreadyHandled:
        incoming.answer(views.sent_before())
        return
    incoming.answer(views.sent(count))


def register(app: App, services: Services) -> None:
    app.block_action(ids.BULLETIN)(bind(open_form, services))
    app.view_submission(ids.BULLETIN_VIEW)(bind(submit, services))
