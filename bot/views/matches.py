"""A match in a sealed envelope, and the modal that shows a giver their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot import ids
from bot.views import news
from bot.views.blocks import actions, button, header, modal, own_words, section, small
from bot.views.exchanges import day_and_budget
from bot.views.gifts import giving_buttons, giving_words, ready_button
from bot.views.message import Message, fitted
from bot.views.rescues import KEEP_IT
from bot.views.talk import ask_button
from bot.views.text import Line, Part, bold, emoji, mention, paragraph, typed
from bot.views.wishlists import wish_line
from core.domain.snapshots import Envelope, Exchange, Match
from core.domain.types import ExchangeStatus, MatchNews, Wish

#: Slack refuses a view above 250 kB; this leaves room for what stands around the wishes.
MAX_WISHES_SIZE = 200_000
MAX_WISH_BLOCKS = 90


def envelope(sealed: Envelope) -> Message:
    """The only message about a match in an exchange with envelopes. Whoever reads it along, or
    finds it in an export, learns nothing; pressing its button shows everybody their own match."""
    exchange = sealed.exchange
    drawn = "Names have been drawn, and your" if sealed.news == MatchNews.FIRST else "Your"
    blocks = (
        header(exchange.name),
        *news.why(sealed.news),
        paragraph(
            emoji("envelope"),
            f" {drawn} match is ready. Press Reveal to see whom you give "
            "to. Nobody else can, and you can look again as often as you like.",
        ),
        actions(
            button("Reveal", ids.SHOW_MATCH, exchange.exchange_id, style="primary"),
            ask_button(exchange),
            ready_button(exchange),
        ),
    )
    return Message(f"{news.headline(sealed.news)} Your match is ready.", blocks)


def show_button(exchange: Exchange) -> ButtonElement:
    return button("Show my match", ids.SHOW_MATCH, exchange.exchange_id)


def shown(match: Match) -> View:
    """Whom somebody gives to and the whole wishlist, for their eyes only. Closing it leaves nothing
    in Slack's history."""
    exchange, wishlist = match.exchange, match.wishlist
    blocks: list[Block] = [
        header(exchange.name),
        paragraph(*whom(match)),
    ]
    if match.own_giver_id:
        blocks.append(paragraph(mention(match.own_giver_id), " gave to you."))
    blocks += _gift(match)
    if facts := day_and_budget(exchange):
        blocks.append(own_words("\n".join(facts)))
    blocks += _wishes(wishlist.items)
    if wishlist.dislikes:
        blocks.append(paragraph(bold("Rather not: "), typed(wishlist.dislikes)))
    if wishlist.delivery_notes:
        blocks.append(paragraph(bold("Delivery notes: "), typed(wishlist.delivery_notes)))
    is_over = exchange.status == ExchangeStatus.COMPLETED
    again = "" if is_over else " /santa status brings you back to it."
    blocks.append(small(f"Closing this hides it again.{again}"))
    return modal(ids.NOTE_VIEW, "My match", blocks)


def whom(match: Match) -> Line:
    """Once it is revealed there is nothing to keep, but for whoever steps in."""
    exchange, gives = match.exchange, " You give to "
    after = ". Keep it secret: nobody else knows, not even the organizers."
    if match.rescue_id:
        after = f", whose gift has not come: you step in. {KEEP_IT}"
    elif exchange.revealed_at:
        after = "."
    if exchange.status == ExchangeStatus.COMPLETED and not match.rescue_id:
        gives = " You gave to "
    return (emoji("gift"), gives, mention(match.recipient_id), after)


def _gift(match: Match) -> list[Block]:
    """How far it has got, and the next step."""
    if match.gift is None:
        return []
    words = giving_words(match.gift, match.rescue_id)
    buttons = giving_buttons(match.exchange, match.gift, match.rescue_id)
    said: list[Block] = [section(words)] if words else []
    return [*said, actions(*buttons)] if buttons else said


def _wishes(wishes: Sequence[Wish]) -> list[Block]:
    """All of them. Only lists of nothing but emoji at full length are too large for Slack: those
    show their emoji as typed, and then, if need be, fewer wishes."""
    if not wishes:
        return [section("Nothing is on the wishlist yet. It may be filled in: look again later.")]
    title = paragraph(bold("On the wishlist"))
    rich = [[_block(number, wish, typed)] for number, wish in enumerate(wishes, 1)]
    if _size(rich) <= MAX_WISHES_SIZE:
        return [title, *fitted(rich, MAX_WISH_BLOCKS)]
    literal = [[_block(number, wish, _as_typed)] for number, wish in enumerate(wishes, 1)]
    room = len(literal)
    while room > 1 and _size(literal[: room - 1]) > MAX_WISHES_SIZE:
        room -= 1
    return [title, *fitted(literal, room)]


def _block(number: int, wish: Wish, show: Callable[[str], Part]) -> Block:
    return paragraph(f"{number}. ", *wish_line(wish, show))


def _as_typed(text: str) -> Part:
    return text


def _size(parts: Sequence[Sequence[Block]]) -> int:
    return sum(len(json.dumps(block.to_dict())) for part in parts for block in part)
