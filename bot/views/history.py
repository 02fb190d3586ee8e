"""The exchanges of somebody's past: `/santa history`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block

from bot import ids
from bot.views import copying, matches, paging
from bot.views.blocks import actions, section
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
from core.domain.snapshots import Exchange, PastExchange, PastPage, Turnout
from core.domain.types import ExchangeStatus

TURNING = paging.Turning(ids.HISTORY_NEWER, ids.HISTORY_OLDER, "Newer", "Older")


def history(past: PastPage, over: Sequence[Exchange] = ()) -> Message:
    """One's own past, for oneself, year by year: whom one gave to, or where there are envelopes, a
    button that shows it. `over`: what they have organized, and may copy."""
    if not past.exchanges:
        nothing = "You have no past exchanges yet."
        return Message(nothing, (section(nothing), actions(new_button())))
    blocks: list[Block] = []
    for year, group in groupby(past.exchanges, lambda one: _drawn_on(one.exchange).year):
        blocks.append(paragraph(bold(str(year))))
        blocks += _of_year(group)
    blocks += TURNING.foot(past.page, past.page_count - 1, str)
    return Message("Your past exchanges.", (*blocks, *copying.offers(over)))


def _of_year(past: Iterable[PastExchange]) -> list[Block]:
    blocks: list[Block] = []
    for in_envelope, group in groupby(past, attrgetter("in_envelope")):
        some = list(group)
        blocks += _in_envelopes(some) if in_envelope else [bullets(map(_past, some))]
    return blocks


def _in_envelopes(past: Iterable[PastExchange]) -> list[Block]:
    """Each with its button."""
    parts = ((bullets([_past(one)]), actions(matches.show_button(one.exchange))) for one in past)
    return [block for part in parts for block in part]


def _past(past: PastExchange) -> Line:
    exchange = past.exchange
    line: list[Part] = [typed(exchange.name, strong=True)]
    if exchange.drawn_at:
        line.append(f", drawn on {day(_drawn_on(exchange))}")
    line += [", organized by ", people(exchange.organizer_ids, 3), "."]
    if past.recipient_id:
        gave = " You gave to " if exchange.status == ExchangeStatus.COMPLETED else " You give to "
        line += [gave, mention(past.recipient_id), "."]
    if past.giver_id:
        line += [" ", mention(past.giver_id), " gave to you."]
    if past.turnout:
        line.append(f" {_turnout(past.turnout)}")
    return tuple(line)


def _drawn_on(exchange: Exchange) -> date:
    moment = exchange.drawn_at or exchange.draw_at
    return moment.astimezone(ZoneInfo(exchange.time_zone)).date()


def _turnout(turnout: Turnout) -> str:
    """For organizers: numbers only."""
    came = [f"{turnout.joined_count} joined"]
    if turnout.invited_count:
        was = "was" if turnout.invited_count == 1 else "were"
        came.append(f"{turnout.invited_count} {was} invited")
    if turnout.declined_count:
        came.append(f"{turnout.declined_count} declined")
    sent = f"{turnout.sent_count} matches were delivered"
    if turnout.sent_count == 1:
        sent = "1 match was delivered"
    if turnout.failed_count:
        sent += f", {turnout.failed_count} {'was' if turnout.failed_count == 1 else 'were'} not"
    return f"You organized it: {', '.join(came)}; {sent}."
