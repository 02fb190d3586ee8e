"""What somebody reads after joining or leaving, and choosing among several exchanges."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot import ids, wording
from bot.views.blocks import actions, button, confirmation, own_words, section
from bot.views.message import Message, fitted
from bot.views.text import emoji, moment, paragraph, typed, written
from core.domain.rules import allowed, check_can_edit_wishlist
from core.domain.snapshots import Exchange, Joined
from core.domain.types import ExchangeStatus

MAX_CHOICES = 40
JOINING_ENDED = "Joining has ended"
QUESTIONS = {
    "join": "Which exchange would you like to join?",
    "leave": "Which exchange would you like to leave?",
    "exclude": "Which exchange are the exclusions for?",
    "wishlist": "Which exchange is the wishlist for?",
    "draw": "In which exchange shall names be drawn?",
}
LABELS = {
    "join": "Join",
    "leave": "Leave",
    "exclude": "Exclusions",
    "wishlist": "Wishlist",
    "draw": "Draw",
}
NOTHING_TO = {
    "join": "There is no open exchange that you could join and have not joined yet. "
    "You can start one yourself.",
    "leave": "You are in no exchange that you could leave now. Once one is over, it is over.",
    "exclude": "You are in no exchange whose exclusions could still change. "
    "Join one or start one first.",
    "wishlist": "You are in no exchange that needs a wishlist. Join one or start one first.",
    "draw": "You organize no exchange that is waiting for its draw. You can start one.",
}


def joined(joined: Joined) -> Message:
    exchange, are_in = joined.exchange, "You are in" if joined.is_new else "You were already in"
    if exchange.status != ExchangeStatus.OPEN:
        return _are_in(exchange, are_in)
    blocks = (
        paragraph(emoji("gift"), f" {are_in}: ", typed(exchange.name, strong=True)),
        own_words(f"*Draw:* {moment(exchange.draw_at, exchange.time_zone)}"),
        section(
            "Then you get a direct message that tells you whom you give to. "
            "Until then, a wishlist helps whoever draws you."
        ),
        actions(
            button("My wishlist", ids.WISHLIST, exchange.exchange_id, style="primary"),
            button("Exclusions", ids.EXCLUSIONS, exchange.exchange_id),
            leave_button(exchange),
        ),
    )
    return Message(f"{are_in}. Here is what happens next.", blocks)


def _are_in(exchange: Exchange, are_in: str) -> Message:
    """When joining has ended: for an old Join button, pressed again, or in place of an invitation
    that was answered elsewhere."""
    blocks: list[Block] = [paragraph(f"{are_in}: ", typed(exchange.name, strong=True))]
    if allowed(check_can_edit_wishlist, exchange, takes_part=True):
        blocks.append(actions(button("My wishlist", ids.WISHLIST, exchange.exchange_id)))
    return Message(f"{are_in}.", tuple(blocks))


def leave_button(exchange: Exchange) -> ButtonElement:
    back = "As long as joining is open, you can come back."
    if exchange.status == ExchangeStatus.STALLED:
        back = f"{JOINING_ENDED}, so you can only come back if the draw is postponed."
    sure = confirmation(
        "Leave this exchange?", f"{exchange.name}\n\nNobody will draw you. {back}", "Leave"
    )
    return button("Leave", ids.LEAVE, exchange.exchange_id, confirm=sure)


def left(exchange: Exchange, was_in: bool) -> Message:
    name = typed(exchange.name, strong=True)
    if not was_in:
        words = paragraph("You were not in ", name, ", so nothing has changed.")
        return Message("You were not in, so nothing has changed.", (words,))
    back = "As long as joining is open, /santa join lets you in again."
    if exchange.status == ExchangeStatus.STALLED:
        back = f"{JOINING_ENDED}: /santa join lets you in again if the draw is postponed."
    words = paragraph("You have left ", name, f". Nobody will draw you. {back}")
    return Message("You have left the exchange.", (words,))


def choose(flow: str, exchanges: Sequence[Exchange], carried: str = "") -> Message:
    """One button for each exchange, for a flow that was asked for without a name. `carried` are
    the ids of people named in the command: they come back with the choice."""
    question = QUESTIONS[flow]
    blocks: list[Block] = [section(question)]
    choices = [[_choice(flow, exchange, carried)] for exchange in exchanges]
    return Message(question, (*blocks, *fitted(choices, MAX_CHOICES)))


def _choice(flow: str, exchange: Exchange, carried: str) -> SectionBlock:
    """Two exchanges may have one name; the draw and the count tell them apart."""
    count = wording.have_joined(exchange.joined_count)
    draw = written(exchange.draw_at, exchange.time_zone)
    chosen = button(LABELS[flow], ids.CHOSEN, f"{flow}:{exchange.exchange_id}:{carried}")
    return section(f"{exchange.name}\nDraw: {draw}; {count}", chosen)


def nothing_to(flow: str) -> Message:
    words = NOTHING_TO[flow]
    return Message(words, (section(words), actions(button("Start an exchange", ids.NEW))))
