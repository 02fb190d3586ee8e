"""One exchange as one person stands to it: its part of `/santa status` and of the App Home."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from bot import explaining, ids, wording
from bot.views import (
    copying,
    drawing,
    gifts,
    matches,
    organizing,
    participation,
    repairs,
    rescues,
    reveals,
    talk,
)
from bot.views.blocks import actions, button, own_words, section
from bot.views.deliveries import progress, retry_buttons
from bot.views.exchanges import day_and_budget
from bot.views.text import (
    Line,
    Part,
    bold,
    bullets,
    channel,
    mention,
    moment,
    people,
)
from core.domain import rules
from core.domain.snapshots import Exchange, Involvement, Rescue
from core.domain.types import ExchangeStatus
from core.domain.urgency import waits_for_them

#: Nobody is asked to step in for more than a few.
MAX_RESCUES = 3


def part(involvement: Involvement, now: datetime, roster: int) -> list[Block]:
    """All of it but the name; of those who have joined it names so many to organizers."""
    exchange = involvement.exchange
    blocks: list[Block] = [
        own_words("\n".join([state(exchange, now), *day_and_budget(exchange)])),
        bullets(_lines(involvement, roster)),
    ]
    if involvement.is_organizer and involvement.drawability:
        blocks += drawing.in_the_way(involvement.drawability)
    if buttons := _buttons(involvement, now):
        blocks.append(actions(*buttons))
    if buttons := _gift_buttons(involvement):
        blocks.append(actions(*buttons))
    for rescue in involvement.rescues[:MAX_RESCUES]:
        blocks += _rescue(exchange, rescue)
    return blocks


def _lines(involvement: Involvement, roster: int) -> list[Line]:
    lines: list[Line] = [_place(involvement.exchange), _own_part(involvement)]
    lines += _gifts(involvement)
    if involvement.is_organizer:
        lines += _for_organizers(involvement, roster)
    return lines


def state(exchange: Exchange, now: datetime) -> str:
    """In our own words."""
    count = wording.have_joined(exchange.joined_count)
    when = moment(exchange.draw_at, exchange.time_zone)
    if exchange.status == ExchangeStatus.OPEN:
        if now >= exchange.draw_at:
            return f"*Being drawn:* joining has ended, {count}."
        return f"*Open:* {count}.\n*Draw:* {when}"
    if exchange.status == ExchangeStatus.STALLED:
        return f"*Waiting for the draw:* {count}, and joining has ended."
    if exchange.status == ExchangeStatus.CANCELLED:
        return "*Cancelled.*"
    drawn = moment(exchange.drawn_at or exchange.draw_at, exchange.time_zone)
    word = "Drawn" if exchange.status == ExchangeStatus.DRAWN else "Over, drawn"
    return f"*{word}:* {drawn}"


def _place(exchange: Exchange) -> Line:
    organizers = people(exchange.organizer_ids, 5)
    return ("Organized by ", organizers, " in ", channel(exchange.channel_id), ".")


def _own_part(involvement: Involvement) -> Line:
    status = involvement.exchange.status
    if involvement.invited_by:
        return (mention(involvement.invited_by), " has invited you; you have not answered yet.")
    if not involvement.is_participant and not involvement.is_organizer:
        return ("You don't take part.",)
    is_over = status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN)
    if not involvement.is_participant and is_over:
        return ("You organized it and didn't take part.",)
    if not involvement.is_participant:
        return ("You organize it and don't take part.",)
    if is_over:
        return ("You took part.",)
    if status == ExchangeStatus.DRAWN:
        return (_as_giver(involvement),)
    if involvement.has_wishlist:
        rest = "" if waits_for_them(involvement) else " Nothing more to do now."
        return (f"You take part, and you have written a wishlist.{rest}",)
    return ("You take part. Next: your wishlist, so that whoever draws you has an idea.",)


def _as_giver(involvement: Involvement) -> str:
    """The next step, unless what is said of their gift has it."""
    if involvement.gift and gifts.giving_words(involvement.gift):
        return "You take part."
    if involvement.exchange.revealed_at:
        return "You take part. Next: see who gave to you."
    return "You take part. Next: look at your match, and find a gift."


def _gifts(involvement: Involvement) -> list[Line]:
    given = gifts.giving_words(involvement.gift) if involvement.gift else ""
    awaited = gifts.awaiting_words(involvement.awaited) if involvement.awaited else ""
    return [(words,) for words in (given, awaited) if words]


def _gift_buttons(involvement: Involvement) -> list[ButtonElement]:
    exchange, buttons = involvement.exchange, list[ButtonElement]()
    if involvement.gift:
        buttons += gifts.giving_buttons(exchange, involvement.gift)
    if involvement.awaited:
        buttons += gifts.awaiting_buttons(exchange, involvement.awaited)
    if involvement.is_organizer and involvement.missing_count:
        buttons.append(rescues.name_button(exchange))
    return buttons


def _rescue(exchange: Exchange, rescue: Rescue) -> list[Block]:
    """A gift that they give in another's place, with its own buttons."""
    show = rescues.show_button(exchange, rescue.rescue_id, "Show whom I step in for")
    buttons = gifts.giving_buttons(exchange, rescue.gift, rescue.rescue_id)
    words = gifts.giving_words(rescue.gift, rescue.rescue_id) or "Next: find a gift for them."
    return [section(f"You step in for somebody here. {words}"), actions(show, *buttons)]


def _for_organizers(involvement: Involvement, roster: int) -> list[Line]:
    lines: list[Line] = []
    if involvement.roster:
        who: Part = people(involvement.roster, roster)
        lines.append((bold("Joined: "), who))
    if invited := _invited(involvement):
        lines.append((bold("Invited: "), invited))
    if involvement.drawability:
        lines += explaining.meter(involvement.drawability)
    if involvement.exclusion_count:
        lines.append((bold("Exclusions: "), str(involvement.exclusion_count)))
    if involvement.report:
        lines.append((bold("Delivery: "), progress(involvement.report)))
    if involvement.missing_count:
        lines.append((bold("Gifts: "), rescues.how_many(involvement.missing_count)))
    return lines


def _invited(involvement: Involvement) -> str:
    """How many, and not who: declining is quiet. Once names are drawn nobody can answer."""
    waiting, declined = involvement.invited_count, involvement.declined_count
    parts = []
    if waiting and rules.allowed(rules.check_can_leave, involvement.exchange):
        parts.append(f"{waiting} {'has' if waiting == 1 else 'have'} not answered yet")
    if declined:
        parts.append(f"{declined} declined")
    return ", ".join(parts)


def _buttons(involvement: Involvement, now: datetime) -> list[ButtonElement]:
    exchange, is_in = involvement.exchange, involvement.is_participant
    buttons: list[ButtonElement] = []
    if not is_in and rules.allowed(rules.check_can_join, exchange, now):
        buttons.append(button("Join", ids.JOIN, exchange.exchange_id))
    if is_in and rules.allowed(rules.check_can_see_match, exchange):
        buttons.append(matches.show_button(exchange))
    if is_in and exchange.revealed_at:
        buttons.append(reveals.giver_button(exchange))
    if involvement.invited_by:
        buttons.append(button("Decline", ids.DECLINE, exchange.exchange_id))
    if is_in and exchange.status == ExchangeStatus.DRAWN:
        buttons += talk.talk_buttons(exchange, involvement.muted)
    if rules.allowed(rules.check_can_edit_wishlist, exchange, takes_part=is_in):
        buttons.append(button("My wishlist", ids.WISHLIST, exchange.exchange_id))
    if involvement.is_organizer:
        return [*buttons, *_organizing(involvement, now), *_leaving(involvement)]
    someone = exchange.organizer_ids[0]  # not this person, so that taking part decides
    if is_in and rules.allowed(rules.check_exclusions_open, exchange, someone, takes_part=is_in):
        buttons.append(button("Exclusions", ids.EXCLUSIONS, exchange.exchange_id))
    return [*buttons, *_leaving(involvement)]


def _leaving(involvement: Involvement) -> list[ButtonElement]:
    exchange = involvement.exchange
    if involvement.is_participant and rules.allowed(rules.check_can_leave, exchange):
        return [participation.leave_button(exchange)]
    is_in = involvement.is_participant
    if rules.allowed(rules.check_can_drop_out, exchange, takes_part=is_in):
        return [repairs.leave_button(exchange)]
    return []


def _organizing(involvement: Involvement, now: datetime) -> list[ButtonElement]:
    """The next step, and the way to all the others."""
    exchange, report = involvement.exchange, involvement.report
    if exchange.status == ExchangeStatus.CANCELLED:
        return []
    undelivered = retry_buttons(report) if report else []
    first = organizing.ways(exchange, involvement.drawability, now).first
    manage = organizing.manage_button(exchange)
    return [*undelivered, *first, *copying.open_button(exchange), manage]
