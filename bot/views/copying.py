"""Holding an earlier exchange once more: where that is offered, and what comes along."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot import ids, wording
from bot.views.blocks import button, section, small
from bot.views.exchanges import created as created_anew
from bot.views.message import Message
from bot.views.text import day
from core.domain import rules
from core.domain.snapshots import Exchange, Template

#: So many are offered at the end of the history.
MOST = 3


def open_button(exchange: Exchange) -> list[ButtonElement]:
    """For organizers, once it is over."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if not rules.allowed(rules.check_can_copy, exchange, organizer):
        return []
    return [copy_button(exchange)]


def copy_button(exchange: Exchange) -> ButtonElement:
    return button("Copy", ids.COPY, exchange.exchange_id)


def offers(over: Sequence[Exchange]) -> list[Block]:
    """Beneath somebody's history, for those that they organized."""
    if not over:
        return []
    lead = small("Hold one of yours once more? People, exclusions and text come along.")
    return [lead, *map(_offer, over)]


def _offer(exchange: Exchange) -> SectionBlock:
    """Two may have one name: the day tells them apart."""
    drawn_at = exchange.drawn_at or exchange.draw_at
    on = drawn_at.astimezone(ZoneInfo(exchange.time_zone)).date()
    return section(f"{exchange.name}, {day(on)}", copy_button(exchange))


def season(exchange: Exchange) -> SectionBlock:
    """One line in App Home, when its time of the year is coming."""
    return section(f"Once more this year? {exchange.name}", copy_button(exchange))


def along(template: Template, *, more: bool) -> list[Block]:
    """What the form does not show of what it brings."""
    exchange = template.exchange
    words = [f"Copied from {exchange.name}. Invited are {_people(template)}, who may decline."]
    if brought := [*_exclusions(template), *([] if more else _hidden(exchange))]:
        words.append(f"It brings along {wording.listed(brought)}.")
    words.append("Whoever had left or declined stays behind, and so do private exclusions.")
    return [small(" ".join(words))]


def _people(template: Template) -> str:
    count = template.people_count
    return "whoever else took part" if count == 1 else f"the {count} others who took part"


def _exclusions(template: Template) -> list[str]:
    count = template.exclusion_count
    if not count:
        return []
    return ["1 exclusion" if count == 1 else f"{count} exclusions"]


def _hidden(exchange: Exchange) -> list[str]:
    parts = [f"the budget of {wording.budget(exchange.budget)}"] if exchange.budget else []
    parts += ["the message to everyone"] if exchange.message else []
    return [*parts, *(["the choice of sealed envelopes"] if exchange.has_envelopes else [])]


def created(exchange: Exchange) -> Message:
    """For the organizer, right after copying."""
    message = created_anew(exchange)
    *facts, steps = message.blocks
    news = section(
        "Everybody who took part the last time, and still can, is invited within a minute or so. "
        "Status shows how many have not answered, and Exclusions what has come along."
    )
    return Message(message.text, (*facts, news, steps))
