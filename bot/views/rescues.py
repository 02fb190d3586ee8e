"""A gift is missing and somebody steps in: what organizers read and choose, and whoever is asked.

Organizers read how many are missing, never whose.
"""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement, UserMultiSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, field, modal, own_words, plain, section
from bot.views.exchanges import day_and_budget
from bot.views.gifts import ready_button, value_of
from bot.views.message import Message
from bot.views.text import Line, emoji, mention, paragraph, typed
from core.domain.gifts import MAX_NAMED, MIN_NAMED
from core.domain.snapshots import Exchange, Match, MissingNotice, RescueEnvelope

_NUMBERS = {3: "three"}
THREE = _NUMBERS[MIN_NAMED]
KEEP_IT = (
    "Keep it secret: neither they nor the organizers know that it is you. The organizers named "
    "several people, and I have asked one of them, by chance."
)


def name_button(exchange: Exchange) -> ButtonElement:
    """For organizers, while a gift is missing."""
    return button("Name rescue givers", ids.RESCUE_NAME, exchange.exchange_id)


def show_button(exchange: Exchange, rescue_id: str, label: str) -> ButtonElement:
    return button(label, ids.RESCUE_SHOW, value_of(exchange, rescue_id))


def how_many(count: int) -> str:
    return "1 gift is missing." if count == 1 else f"{count} gifts are missing."


def missing(notice: MissingNotice) -> Message:
    """To each organizer, when a giver has been told and nothing has changed."""
    exchange = notice.exchange
    if not notice.count:
        words: Line = ("A gift was missing in ", typed(exchange.name, strong=True), "; not any ")
        return Message("No gift is missing any more.", (paragraph(*words, "more."),))
    blocks = (
        paragraph(typed(exchange.name, strong=True), f": {how_many(notice.count)}"),
        section(
            "Whoever was to give it has been told, and nothing has changed. I tell nobody whose it "
            "is or whose it was to give, not even you. You can name people who may step in: I "
            "ask one of them, and tell only them whom to give to."
        ),
        actions(name_button(exchange)),
    )
    return Message(how_many(notice.count), blocks)


def form(exchange: Exchange) -> View:
    choice = UserMultiSelectElement(
        max_selected_items=MAX_NAMED, placeholder=plain("Choose people")
    )
    hint = (
        "They need not take part, and must not organize. So that you don't learn whose gift is "
        f"missing, name at least {THREE}: one who fits is asked, by chance, and I don't tell whom."
    )
    return modal(
        ids.RESCUE_VIEW,
        "Name rescue givers",
        [section(exchange.name), field(ids.RESCUERS, "Who may step in?", choice, hint=hint)],
        submit="Ask one of them",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def asked_for(exchange: Exchange) -> Message:
    """For the organizer who has named people."""
    words: Line = (
        "One of them is asked now to step in, in ",
        typed(exchange.name, strong=True),
        ". I tell nobody which.",
    )
    return Message("One of them is asked now.", (paragraph(*words),))


def asked(match: Match) -> Message:
    """To whoever steps in: its single mention is whom they give to."""
    exchange = match.exchange
    lead = paragraph(
        emoji("gift"),
        " A gift has not come in ",
        typed(exchange.name, strong=True),
        ", and you are asked to step in. You give to ",
        mention(match.recipient_id),
        f". {KEEP_IT}",
    )
    facts = [own_words("\n".join(lines))] if (lines := day_and_budget(exchange)) else []
    buttons = actions(
        show_button(exchange, match.rescue_id, "See the wishlist"),
        ready_button(exchange, match.rescue_id),
    )
    return Message("A gift has not come. You are asked to step in.", (lead, *facts, buttons))


def envelope(sealed: RescueEnvelope) -> Message:
    """The same where no message says who gives to whom."""
    exchange = sealed.exchange
    lead = paragraph(
        emoji("envelope"),
        " A gift has not come in ",
        typed(exchange.name, strong=True),
        ", and you are asked to step in. Press Reveal to see whom you give to. " + KEEP_IT,
    )
    buttons = actions(
        show_button(exchange, sealed.rescue_id, "Reveal"),
        ready_button(exchange, sealed.rescue_id),
    )
    return Message("A gift has not come. You are asked to step in.", (lead, buttons))
