"""The reveal: choosing its moment, and what everybody reads then."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    CheckboxesElement,
    DateTimePickerElement,
    InputBlock,
    Option,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, field, header, modal, own_words, plain, section
from bot.views.message import Message
from bot.views.text import (
    Line,
    bullets,
    emoji,
    mention,
    moment,
    paragraph,
    typed,
)
from core.domain import rules
from core.domain.exchange_day import AFTERNOON, afternoon_of, check_can_look_at_reveal
from core.domain.snapshots import Circle, Exchange, Revealed
from core.domain.types import UserId

#: What the boxes carry.
ALL, POST = "all", "post"
OPTIONS = {
    ALL: "Tell everybody in the end who gave to them",
    POST: "And post in the channel who gave to whom",
}
HINT = "People are told beforehand that it will be revealed. Until then it stays a secret."


def open_button(exchange: Exchange) -> list[ButtonElement]:
    """For organizers, while something of it may be changed."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if not rules.allowed(check_can_look_at_reveal, exchange, organizer):
        return []
    return [button("Reveal", ids.REVEAL_OPEN, exchange.exchange_id)]


def giver_button(exchange: Exchange) -> ButtonElement:
    return button("Who gave to me", ids.SHOW_GIVER, exchange.exchange_id)


def reveal_fields(
    reveal_at: datetime | None, posts_circle: bool, suggested_at: datetime | None = None
) -> list[InputBlock]:
    """Whether and when. What is `suggested_at` stands in the form and counts only with a tick."""
    options = {value: Option(text=plain(text), value=value) for value, text in OPTIONS.items()}
    ticked = [options[ALL]] if reveal_at else []
    ticked += [options[POST]] if posts_circle else []
    boxes = CheckboxesElement(options=list(options.values()), initial_options=ticked or None)
    at = reveal_at or suggested_at
    picker = DateTimePickerElement(initial_date_time=int(at.timestamp()) if at else None)
    when = f"Left empty: on the exchange day at {AFTERNOON:%H:%M}."
    return [
        field(ids.REVEAL, "Reveal", boxes, hint=HINT, optional=True),
        field(ids.REVEAL_AT, "When to reveal", picker, hint=when, optional=True),
    ]


def form(exchange: Exchange) -> View:
    on = exchange.exchange_on
    suggested = afternoon_of(on, exchange.time_zone) if on else None
    blocks: list[Block] = [section(exchange.name)]
    if exchange.drawn_at:
        words = "Names have been drawn, so it can only be put off, or be kept a secret after all."
        blocks.append(section(words))
    return modal(
        ids.REVEAL_VIEW,
        "Reveal",
        [*blocks, *reveal_fields(exchange.reveal_at, exchange.posts_circle, suggested)],
        submit="Save",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def saved(exchange: Exchange) -> Message:
    """For the organizer who has changed it."""
    name = typed(exchange.name, strong=True)
    if exchange.reveal_at is None:
        lead = paragraph("Who gives to whom in ", name, " stays a secret.")
        return Message("It stays a secret.", (lead,))
    blocks = (
        paragraph("In ", name, " everybody learns who gave to them."),
        own_words(
            f"*Reveal:* {moment(exchange.reveal_at, exchange.time_zone)}{_also(exchange)}. "
            "The announcement says so, too."
        ),
    )
    return Message("The reveal is set.", blocks)


def _also(exchange: Exchange) -> str:
    return ", and then the channel reads it, too" if exchange.posts_circle else ""


def facts(exchange: Exchange) -> list[str]:
    """A line for those who take part, in our own words."""
    if exchange.revealed_at:
        return [f"*Revealed:* {moment(exchange.revealed_at, exchange.time_zone)}"]
    if exchange.reveal_at is None:
        return []
    when = moment(exchange.reveal_at, exchange.time_zone)
    return [f"*Reveal:* {when}. Then everybody learns who gave to them{_also(exchange)}."]


def revealed(told: Revealed) -> Message:
    """To one recipient: its single mention is whoever gave to them."""
    exchange, text = told.exchange, "It is revealed: see who gave to you."
    where: Line = (" In ", typed(exchange.name, strong=True), " ")
    if told.giver_id is None:
        lead = paragraph(emoji("envelope"), *where, "it is revealed now who gave to whom.")
        return Message(text, (lead, actions(giver_button(exchange))))
    lead = paragraph(emoji("tada"), *where, "your Secret Santa was ", mention(told.giver_id), ".")
    return Message(text, (lead,))


def giver(told: Revealed) -> View:
    """The same on a click."""
    gave: Line = ("Your Secret Santa was ", mention(told.giver_id or ""), ".")
    blocks = [header(told.exchange.name), paragraph(emoji("gift"), " ", *gave)]
    return modal(ids.NOTE_VIEW, "Who gave to me", blocks)


def circle(circle: Circle) -> Message:
    """For the channel, after everybody has been told."""
    exchange, text = circle.exchange, "Who gave to whom is revealed."
    name = typed(exchange.name, strong=True)
    if not circle.chains:
        many: Line = (name, f" is revealed. {circle.count:,} people have given: too many to list.")
        return Message(text, (paragraph(emoji("tada"), " ", *many),))
    part = f" ({circle.part} of {circle.parts})" if circle.parts > 1 else ""
    lead = paragraph(emoji("tada"), " Who gave to whom in ", name, f"{part}:")
    return Message(text, (lead, bullets([_chain(chain) for chain in circle.chains])))


def _chain(chain: tuple[UserId, ...]) -> Line:
    """Each with an arrow to whom they gave to."""
    first, *others = chain
    return (mention(first), *((" → ", mention(one)) for one in others))
