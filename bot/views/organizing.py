"""Every button with which organizers look after their exchange, decided in one place: what matters
now stands in App Home and in the status, and the console has all of them.

Not among them is what begins another exchange: its forms would lie too deep above a console.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import ButtonElement

from bot import ids
from bot.views import (
    break_glass,
    bulletins,
    drawing,
    editing,
    exporting,
    organizers,
    repairs,
    reveals,
)
from bot.views.blocks import button
from bot.views.exchanges import invite_button
from core.domain import rules
from core.domain.break_glass import check_can_ask
from core.domain.snapshots import Drawability, Exchange
from core.domain.types import ExchangeStatus


@dataclass(frozen=True)
class Ways:
    """`first`: the next steps, three at most. `people` and `plan`: who is in it, and what was
    planned. `last`: emergencies, and its end."""

    first: list[ButtonElement]
    people: list[ButtonElement]
    plan: list[ButtonElement]
    last: list[ButtonElement]

    @property
    def rows(self) -> list[list[ButtonElement]]:
        return [row for row in (self.first, self.people, self.plan, self.last) if row]


def ways(exchange: Exchange, state: Drawability | None, now: datetime) -> Ways:
    """What the rules allow any organizer; what failed to arrive has buttons of its own, see
    `bot.views.deliveries.report_buttons`."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    first, people, last = drawing.to_draw(exchange, state), list[ButtonElement](), []
    if rules.allowed(rules.check_can_invite, exchange, organizer, now):
        first.insert(0, invite_button(exchange))
    postpone = drawing.postpone_buttons(exchange, primary=not first)
    if exchange.status == ExchangeStatus.STALLED:
        first, postpone = [*first, *postpone], []
    if rules.allowed(rules.check_exclusions_open, exchange, organizer, takes_part=False):
        people.append(drawing.exclusions_button(exchange))
    people += [*repairs.open_button(exchange), *organizers.open_button(exchange)]
    plan = [*postpone, *editing.open_button(exchange), *reveals.open_button(exchange)]
    plan += [*bulletins.open_button(exchange), exporting.export_button(exchange)]
    if rules.allowed(check_can_ask, exchange, organizer):
        last.append(break_glass.open_button(exchange))
    return Ways(first, people, plan, [*last, *drawing.cancel_buttons(exchange, organizer)])


def manage_button(exchange: Exchange) -> ButtonElement:
    """It opens the console."""
    return button("Manage", ids.MANAGE, exchange.exchange_id)
