"""Everything about the draw: asking for it, the match it brings, and what stands in its way."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, ButtonElement

from bot import ids, wording
from bot.views.blocks import actions, button, confirmation, header, own_words, section
from bot.views.exchanges import day_and_budget
from bot.views.message import Message
from bot.views.text import (
    Line,
    bold,
    bullets,
    cut,
    emoji,
    mention,
    moment,
    paragraph,
    typed,
)
from bot.views.wishlists import wish_line
from core.domain import rules
from core.domain.snapshots import Drawability, Exchange, Match, StalledNotice, Wishlist
from core.domain.types import ExchangeStatus, UserId, Wish

#: Slack itself posts longer messages more than once, so a match stays well below 4,000 characters
#: (bolt-python#764): name, wishes and notes below, and our own words.
MAX_MATCH_WISHES = 1900
MAX_MATCH_NOTES = 400


def match(match: Match) -> Message:
    """The only message that tells who gives to whom, and it tells no more than that: its single
    mention is the recipient, and a notification shows `text`, which names nobody."""
    exchange = match.exchange
    blocks: list[Block] = [
        header(exchange.name),
        paragraph(
            emoji("gift"),
            " You give to ",
            mention(match.recipient_id),
            ". Keep it secret: nobody else knows, not even the organizers.",
        ),
    ]
    if facts := day_and_budget(exchange):
        blocks.append(own_words("\n".join(facts)))
    blocks += _wishes(match.wishlist)
    whole = button("See the whole wishlist", ids.MATCH_WISHLIST, exchange.exchange_id)
    blocks.append(actions(whole))
    return Message("Names have been drawn. See whom you give to.", tuple(blocks))


def _wishes(wishlist: Wishlist) -> list[Block]:
    blocks: list[Block] = []
    shown = _first_wishes(wishlist.items)
    if shown:
        lines = [wish_line(wish) for wish in shown]
        if more := len(wishlist.items) - len(shown):
            lines.append((f"… and {more} more",))
        blocks += [paragraph(bold("On the wishlist")), bullets(lines)]
    notes = (("Rather not: ", wishlist.dislikes), ("Delivery notes: ", wishlist.delivery_notes))
    for label, text in notes:
        if text:
            blocks.append(paragraph(bold(label), typed(cut(text, MAX_MATCH_NOTES))))
    return blocks or [
        section("The wishlist is still empty. It may be filled in: look again later.")
    ]


def _first_wishes(wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    room = MAX_MATCH_WISHES
    for index, wish in enumerate(wishes):
        room -= len(wish.title) + len(wish.link) + len(wish.note)
        if room < 0:
            return wishes[:index]
    return wishes


def stalled(notice: StalledNotice) -> Message:
    """To each organizer, when the deadline has come and names could not be drawn."""
    exchange, state = notice.exchange, notice.drawability
    blocks: list[Block] = [
        paragraph(
            "Names could not be drawn in ",
            typed(exchange.name, strong=True),
            ". Nothing is lost; it waits for you.",
        ),
        own_words(f"*Planned for:* {moment(exchange.draw_at, exchange.time_zone)}"),
        paragraph(*_reason(state)),
    ]
    if ways := ways_out(exchange, state):
        blocks.append(actions(*ways))
    return Message("Names could not be drawn. The exchange waits for you.", tuple(blocks))


def undrawable(notice: StalledNotice) -> Message:
    """To each organizer, when a participant's exclusion leaves no valid draw: there is time yet."""
    exchange, state = notice.exchange, notice.drawability
    blocks: list[Block] = [
        paragraph(
            "Somebody added an exclusion in ",
            typed(exchange.name, strong=True),
            ", and as it stands now:",
        ),
        paragraph(*wording.drawability(state)),
        own_words(f"*Draw:* {moment(exchange.draw_at, exchange.time_zone)}"),
    ]
    if ways := ways_out(exchange, state):
        blocks.append(actions(*ways))
    return Message("An exclusion was added: see whether names can still be drawn.", tuple(blocks))


def _reason(state: Drawability) -> Line:
    reason = wording.drawability(state)
    if state.is_drawable:
        return ("Meanwhile it works. ", *reason, " Draw now, or postpone to let more people join.")
    if state.is_too_few:
        return (*reason, " Postpone the draw and invite more people, or cancel the exchange.")
    return (*reason, " Remove an exclusion among them, or postpone and let more people join.")


def ways_out(exchange: Exchange, state: Drawability | None) -> list[ButtonElement]:
    """What an organizer may do with an exchange: draw it where that works out, or else postpone it,
    look at its exclusions, and cancel it."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    ways, drawable = [], state is not None and state.is_drawable
    if drawable and rules.allowed(rules.check_can_draw, exchange, organizer):
        ways.append(draw_button(exchange))
    if rules.allowed(rules.check_can_postpone, exchange, organizer):
        style = None if drawable else "primary"
        ways.append(button("Postpone", ids.POSTPONE, exchange.exchange_id, style=style))
    if rules.allowed(rules.check_exclusions_open, exchange, organizer, takes_part=False):
        ways.append(button("See exclusions", ids.EXCLUSIONS, exchange.exchange_id))
    return ways + cancel_buttons(exchange, organizer)


def draw_button(exchange: Exchange) -> ButtonElement:
    sure = confirmation(
        "Draw names now?",
        f"{exchange.name}\n\nEverybody who joined gets their match at once. This can't be undone.",
        "Draw now",
    )
    return button("Draw now", ids.DRAW, exchange.exchange_id, style="primary", confirm=sure)


def cancel_buttons(exchange: Exchange, organizer: UserId) -> list[ButtonElement]:
    if not rules.allowed(rules.check_can_cancel, exchange, organizer):
        return []
    sure = confirmation(
        "Cancel this exchange?",
        f"{exchange.name}\n\nEverybody who joined is told. This can't be undone.",
        "Cancel it",
        danger=True,
    )
    return [
        button("Cancel exchange", ids.CANCEL, exchange.exchange_id, style="danger", confirm=sure)
    ]


def confirm_draw(exchange: Exchange, drawability: Drawability) -> Message:
    """What an organizer reads before drawing by hand."""
    name = paragraph(typed(exchange.name, strong=True))
    if not drawability.is_drawable:
        ways = ways_out(exchange, drawability)
        why = (name, paragraph(*_reason(drawability)))
        return Message("Names can't be drawn now.", (*why, *([actions(*ways)] if ways else [])))
    consequence = (
        f"{drawability.joined_count} people get their match as soon as you draw. "
        "Joining ends with it, and this can't be undone."
    )
    blocks: list[Block] = [name, section(consequence)]
    if guessable := wording.guessable(drawability):
        blocks.append(section(guessable))
    if exchange.status == ExchangeStatus.OPEN:
        when = moment(exchange.draw_at, exchange.time_zone)
        blocks.append(own_words(f"If you wait, names are drawn by themselves: {when}"))
    draw = actions(draw_button(exchange))
    return Message("Draw names now?", (*blocks, draw))


def drawn(exchange: Exchange) -> Message:
    """To the organizer who drew by hand. It says what is owed, since nothing is sent yet."""
    done = paragraph(
        emoji("white_check_mark"),
        " Names are drawn in ",
        typed(exchange.name, strong=True),
        ". Everybody who joined gets their match as a direct message now, and you get a report "
        "when they have gone out.",
    )
    return Message("Names are drawn.", (done,))
