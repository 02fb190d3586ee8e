"""What somebody is part of: `/santa status`, `/santa history`, `/santa help` and the App Home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement, DividerBlock
from slack_sdk.models.views import View

from bot import explaining, ids, wording
from bot.views import drawing, invitations, matches, organizers, participation, talk
from bot.views.blocks import actions, button, header, own_words, section, small
from bot.views.deliveries import progress, report_buttons
from bot.views.exchanges import day_and_budget, invite_button
from bot.views.message import Message, fitted
from bot.views.text import (
    Line,
    Part,
    bold,
    bullets,
    channel,
    day,
    emoji,
    mention,
    moment,
    paragraph,
    people,
    typed,
)
from core.domain import rules
from core.domain.snapshots import Exchange, Involvement, PastExchange
from core.domain.types import ExchangeStatus

MAX_HOME_BLOCKS = 100
#: A message has less room than an App Home: Slack counts all its text, not only its blocks.
MAX_STATUS_BLOCKS = 25
MAX_ROSTER = 15
MAX_HOME_ROSTER = 30
MAX_PAST = 24  # two blocks each, and a message has room for 50

WELCOME = (
    "You are in no exchange yet. Start one, or join one in its channel. Names are drawn by "
    "themselves, and everybody learns by direct message whom they give to."
)
COMMANDS = (
    ("/santa new", "start an exchange"),
    ("/santa join", "join one"),
    ("/santa leave", "leave it again, until names are drawn"),
    ("/santa wishlist", "tell whoever draws you what you would like"),
    ("/santa exclude", "say who must not draw whom"),
    ("/santa status", "see what you are in, and how it stands"),
    ("/santa draw", "draw names now, if you organize it"),
    ("/santa history", "look back at past exchanges"),
)


def status(involvements: Sequence[Involvement], now: datetime) -> Message:
    if not involvements:
        nothing = "You are in no exchange at the moment."
        return Message(nothing, (section(nothing), actions(_new(), _history())))
    parts = [_part(involvement, now, MAX_ROSTER) for involvement in involvements]
    return Message("Your exchanges, and how they stand.", fitted(parts, MAX_STATUS_BLOCKS))


def home(
    involvements: Sequence[Involvement],
    now: datetime,
    *,
    is_admin: bool = False,
    gets_reminders: bool = True,
) -> View:
    """`is_admin`: what holds for the workspace can be set from here."""
    settings = [button("Settings", ids.SETTINGS)] if is_admin else []
    buttons = actions(_new(primary=True), _history(), *settings)
    top: list[Block] = [header("Your exchanges"), buttons]
    if not gets_reminders:
        top += [small("You get no reminders of invitations."), actions(invitations.resume_button())]
    if not involvements:
        top.append(section(WELCOME))
    parts = [_part(involvement, now, MAX_HOME_ROSTER) for involvement in involvements]
    return View(type="home", blocks=[*top, *fitted(parts, MAX_HOME_BLOCKS - len(top))])


def _part(involvement: Involvement, now: datetime, roster: int) -> list[Block]:
    exchange = involvement.exchange
    blocks: list[Block] = [
        header(exchange.name),
        own_words("\n".join([_state(exchange, now), *day_and_budget(exchange)])),
        bullets(_lines(involvement, roster)),
    ]
    if buttons := _buttons(involvement, now):
        blocks.append(actions(*buttons))
    return [*blocks, DividerBlock()]


def _lines(involvement: Involvement, roster: int) -> list[Line]:
    lines: list[Line] = [_place(involvement.exchange), _own_part(involvement)]
    if involvement.is_organizer:
        lines += _for_organizers(involvement, roster)
    return lines


def _state(exchange: Exchange, now: datetime) -> str:
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
    if not involvement.is_participant:
        return ("You organize it and don't take part.",)
    if status == ExchangeStatus.DRAWN:
        return ("You take part. Next: look at your match, and find a gift.",)
    if status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        return ("You took part.",)
    if involvement.has_wishlist:
        return ("You take part, and you have written a wishlist. Nothing more to do now.",)
    return ("You take part. Next: your wishlist, so that whoever draws you has an idea.",)


def _for_organizers(involvement: Involvement, roster: int) -> list[Line]:
    lines: list[Line] = []
    if involvement.roster:
        who: Part = people(involvement.roster, roster)
        lines.append((bold("Joined: "), who))
    if involvement.invited_count or involvement.declined_count:
        lines.append((bold("Invited: "), _invited(involvement)))
    if involvement.drawability:
        lines.append(explaining.drawability(involvement.drawability))
    if involvement.exclusion_count:
        lines.append((bold("Exclusions: "), str(involvement.exclusion_count)))
    if involvement.report:
        lines.append((bold("Delivery: "), progress(involvement.report)))
    return lines


def _invited(involvement: Involvement) -> str:
    """How many, and not who: declining is quiet."""
    waiting, declined = involvement.invited_count, involvement.declined_count
    words = f"{waiting} {'has' if waiting == 1 else 'have'} not answered yet"
    return f"{words}, {declined} declined" if declined else words


def _buttons(involvement: Involvement, now: datetime) -> list[ButtonElement]:
    exchange, is_in = involvement.exchange, involvement.is_participant
    buttons: list[ButtonElement] = []
    if not is_in and rules.allowed(rules.check_can_join, exchange, now):
        buttons.append(button("Join", ids.JOIN, exchange.exchange_id))
    if is_in and rules.allowed(rules.check_can_see_match, exchange):
        buttons.append(matches.show_button(exchange))
    if involvement.invited_by:
        buttons.append(button("Decline", ids.DECLINE, exchange.exchange_id))
    if is_in and exchange.status == ExchangeStatus.DRAWN:
        buttons += talk.talk_buttons(exchange, involvement.muted)
    if rules.allowed(rules.check_can_edit_wishlist, exchange, takes_part=is_in):
        buttons.append(button("My wishlist", ids.WISHLIST, exchange.exchange_id))
    if involvement.is_organizer:
        return [*buttons, *_leaving(involvement), *_organizing(involvement, now)]
    someone = exchange.organizer_ids[0]  # not this person, so that taking part decides
    if is_in and rules.allowed(rules.check_exclusions_open, exchange, someone, takes_part=is_in):
        buttons.append(button("Exclusions", ids.EXCLUSIONS, exchange.exchange_id))
    return [*buttons, *_leaving(involvement)]


def _leaving(involvement: Involvement) -> list[ButtonElement]:
    exchange = involvement.exchange
    if involvement.is_participant and rules.allowed(rules.check_can_leave, exchange):
        return [participation.leave_button(exchange)]
    return []


def _organizing(involvement: Involvement, now: datetime) -> list[ButtonElement]:
    exchange, organizer = involvement.exchange, involvement.exchange.organizer_ids[0]
    sending = report_buttons(involvement.report) if involvement.report else []
    if rules.allowed(rules.check_can_invite, exchange, organizer, now):
        sending.append(invite_button(exchange))
    beside = organizers.open_button(exchange)
    return sending + drawing.ways_out(exchange, involvement.drawability, beside=beside)


def history(past: Sequence[PastExchange]) -> Message:
    """One's own past, for oneself: whom one gave to, or where there are envelopes, a button that
    shows it."""
    if not past:
        nothing = "You have no past exchanges yet."
        return Message(nothing, (section(nothing), actions(_new())))
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


def help() -> Message:
    lines: list[Line] = [(bold(command), f": {words}") for command, words in COMMANDS]
    blocks = (
        paragraph(emoji("santa"), " I am Kringle, and I run Secret Santa. What you can type:"),
        bullets(lines),
        actions(_new(primary=True), button("Status", ids.STATUS), _history()),
    )
    return Message("What you can do with Kringle.", blocks)


def _new(*, primary: bool = False) -> ButtonElement:
    return button("Start an exchange", ids.NEW, style="primary" if primary else None)


def _history() -> ButtonElement:
    return button("History", ids.HISTORY)
