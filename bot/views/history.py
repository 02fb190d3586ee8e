"""The exchanges of the past: `/santa history`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block

from bot.views import matches
from bot.views.blocks import actions, section, small
from bot.views.exchanges import new_button
from bot.views.message import Message
from bot.views.text import (
    Line,
    Part,
    bold,
    bullets,
    day,
    mention,
    paragraph,
    people,
    typed,
)
from core.domain.snapshots import PastExchange
from core.domain.types import ExchangeStatus

MAX_PAST = 24  # two blocks each, and a message has room for 50


def history(past: Sequence[PastExchange]) -> Message:
    """One's own past, for oneself: whom one gave to, or where there are envelopes, a button that
    shows it."""
    if not past:
        nothing = "You have no past exchanges yet."
        return Message(nothing, (section(nothing), actions(new_button())))
    blocks: list[Block] = [paragraph(bold("Your past exchanges"))]
    for in_envelope, group in groupby(past[:MAX_PAST], attrgetter("in_envelope")):
        some = list(group)
        blocks += _in_envelopes(some) if in_envelope else [bullets(map(_past, some))]
    if len(past) > MAX_PAST:
        blocks.append(small(f"… and {len(past) - MAX_PAST} more"))
    return Message("Your past exchanges.", tuple(blocks))


def _in_envelopes(past: Iterable[PastExchange]) -> list[Block]:
    """Each with its button."""
    parts = ((bullets([_past(one)]), actions(matches.show_button(one.exchange))) for one in past)
    return [block for part in parts for block in part]


def _past(past: PastExchange) -> Line:
    exchange = past.exchange
    line: list[Part] = [typed(exchange.name, strong=True)]
    if exchange.drawn_at:
        drawn_on = exchange.drawn_at.astimezone(ZoneInfo(exchange.time_zone)).date()
        line.append(f", drawn on {day(drawn_on)}")
    line += [", organized by ", people(exchange.organizer_ids, 3), "."]
    if exchange.status == ExchangeStatus.CANCELLED:
        line.append(" It was cancelled.")
    elif past.recipient_id:
        gave = " You gave to " if exchange.status == ExchangeStatus.COMPLETED else " You give to "
        line += [gave, mention(past.recipient_id), "."]
    return tuple(line)
