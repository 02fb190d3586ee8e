"""What is said of an exchange: its announcement, its facts, and that it has changed."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot import ids, wording
from bot.views import reveals
from bot.views.blocks import actions, button, header, own_words, section
from bot.views.message import Message
from bot.views.text import (
    Line,
    bold,
    channel,
    day,
    emoji,
    moment,
    paragraph,
    people,
    quote,
    typed,
)
from core.domain.editing import EditField
from core.domain.snapshots import Edited, Exchange
from core.domain.types import ExchangeStatus

#: How the announcement goes on once nobody can join any more.
CLOSING = {
    ExchangeStatus.STALLED: "Joining is closed; it is waiting for the draw.",
    ExchangeStatus.DRAWN: "Names have been drawn. Everybody who joined gets their match as a "
    "direct message.",
    ExchangeStatus.COMPLETED: "This exchange is over. Thank you for giving.",
    ExchangeStatus.CANCELLED: "This exchange was cancelled.",
}


def announcement(exchange: Exchange) -> Message:
    """The message in the channel; the same one is updated as people join and the status changes."""
    blocks: list[Block] = [header(exchange.name), paragraph(*_invitation(exchange))]
    blocks.append(facts(exchange))
    if exchange.message:
        blocks.append(quote(typed(exchange.message)))
    count = wording.have_joined(exchange.joined_count)
    if exchange.status == ExchangeStatus.OPEN:
        blocks.append(paragraph(f"{count[0].upper()}{count[1:]}."))
        blocks.append(actions(join_button(exchange), block_id=ids.ANNOUNCED))
        return Message("A new Secret Santa: join in!", tuple(blocks))
    closing = CLOSING[exchange.status]
    return Message(closing, (*blocks, paragraph(bold(closing))))


def _invitation(exchange: Exchange) -> Line:
    organizers = people(exchange.organizer_ids, 5)
    if exchange.status != ExchangeStatus.OPEN:
        return (emoji("gift"), " A Secret Santa, organized by ", organizers, ".")
    return (
        emoji("gift"),
        " A Secret Santa, organized by ",
        organizers,
        ". Join, and you will learn by direct message whom you give to. Nobody else gets to know.",
    )


def facts(exchange: Exchange) -> SectionBlock:
    """When it is drawn, when gifts are given, and what they should cost."""
    word, at = ("Drawn", exchange.drawn_at) if exchange.drawn_at else ("Draw", exchange.draw_at)
    draw = f"*{word}:* {moment(at, exchange.time_zone)}"
    return own_words("\n".join([draw, *day_and_budget(exchange)]))


def day_and_budget(exchange: Exchange) -> list[str]:
    """A line each, in our own words."""
    lines = []
    if exchange.exchange_on:
        lines.append(f"*Exchange day:* {day(exchange.exchange_on)}")
    if exchange.budget:
        lines.append(f"*Budget:* {wording.budget(exchange.budget)}")
    return lines + reveals.facts(exchange)


def join_button(exchange: Exchange) -> ButtonElement:
    return button("Join", ids.JOIN, exchange.exchange_id, style="primary")


def invite_button(exchange: Exchange) -> ButtonElement:
    return button("Invite people", ids.INVITE, exchange.exchange_id)


def cancelled_notice(exchange: Exchange) -> Message:
    """For everybody who had joined."""
    words: Line = (typed(exchange.name, strong=True), " was cancelled by its organizers. ")
    if exchange.drawn_at:
        after = "The match you have got does not count any more, so there is no gift to buy."
    else:
        after = "No names were drawn, and there is nothing you need to do."
    return Message(
        "A Secret Santa you joined was cancelled.", (paragraph(words, after, _ask(exchange)),)
    )


def _ask(exchange: Exchange) -> Line:
    return (" If you have questions, ask ", people(exchange.organizer_ids, 5), ".")


def created(exchange: Exchange) -> Message:
    """For the organizer, right after creating it."""
    blocks = (
        paragraph(
            emoji("white_check_mark"),
            " ",
            typed(exchange.name, strong=True),
            " is set up, and its announcement goes to ",
            channel(exchange.channel_id),
            ".",
        ),
        own_words(
            "People join with the button there, until names are drawn: "
            f"{moment(exchange.draw_at, exchange.time_zone)}. You need not be there. "
            f"Everybody gets their match as a direct message{_sealed(exchange)}, and you get a "
            "report of what has arrived. It does not say who drew whom."
        ),
        actions(*_first_steps(exchange)),
    )
    return Message("Your Secret Santa is set up. Here is what happens next.", blocks)


def _sealed(exchange: Exchange) -> str:
    return ", in a sealed envelope" if exchange.has_envelopes else ""


def _first_steps(exchange: Exchange) -> list[ButtonElement]:
    steps = [
        invite_button(exchange),
        button("Exclusions", ids.EXCLUSIONS, exchange.exchange_id),
    ]
    if exchange.joined_count:  # so early that can only be the organizer
        steps.append(button("My wishlist", ids.WISHLIST, exchange.exchange_id))
    return [*steps, button("Status", ids.STATUS, exchange.exchange_id)]


def postponed(edited: Edited) -> Message:
    """For the organizer who has sent the form. It changes the exchange day, too, and with the time
    that stood there at first perhaps nothing else."""
    exchange = edited.exchange
    name = typed(exchange.name, strong=True)
    if not edited.fields:
        return Message("Nothing has changed.", (paragraph("Nothing has changed in ", name, "."),))
    if EditField.DRAW_AT not in edited.fields:
        lead = paragraph("The exchange day of ", name, " has changed; the draw stays as it was.")
        said = section("The announcement says so, too.")
        return Message("The exchange day has changed.", (lead, facts(exchange), said))
    lead = paragraph("The draw of ", name, " has moved, and people can join until then.")
    said = section(
        "The announcement says so, too. Everybody in it, and who was invited, is told of the new "
        "time."
    )
    return Message("The draw has moved.", (lead, facts(exchange), said))


def cancelled(exchange: Exchange) -> Message:
    """For the organizer who cancelled it."""
    blocks = (
        paragraph(
            typed(exchange.name, strong=True), " is cancelled. Everybody who had joined is told."
        ),
    )
    return Message("The exchange is cancelled.", blocks)


def new_button(*, primary: bool = False) -> ButtonElement:
    """Opens the form for a new exchange."""
    return button("Start an exchange", ids.NEW, style="primary" if primary else None)
