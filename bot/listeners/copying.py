"""Holding an earlier exchange once more."""

from __future__ import annotations

import secrets

from slack_bolt import App

from bot import ids
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.listeners.starting import may_start
from bot.views import copying as views
from bot.views import planning
from core.domain.snapshots import Template
from core.domain.types import Plan
from core.services.registry import Services


def open_form(incoming: Incoming, services: Services) -> None:
    """The form that starts an exchange, filled in like the last time. Everything that is typed
    there counts."""
    template = services.copying.template(incoming.caller, incoming.value)
    if may_start(incoming, services):
        incoming.open(
            planning.create_modal(_plan(template), along=views.along(template, more=False))
        )


def _plan(template: Template) -> Plan:
    was, moved = template.exchange, template.moved
    return Plan(
        key=secrets.token_hex(16),
        name=moved.name,
        channel_id=was.channel_id,
        channel_is_private=was.channel_is_private,
        draw_at=moved.draw_at,
        time_zone=was.time_zone,
        exchange_on=moved.exchange_on,
        organizer_takes_part=template.took_part,
        copy_of=was.exchange_id,
    )


def register(app: App, services: Services) -> None:
    app.block_action(ids.COPY)(bind(open_form, services))
