"""Creating, announcing, postponing and cancelling an exchange."""

from __future__ import annotations

from datetime import date, datetime

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    DateTimePickerElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import ids, wording
from bot.views.blocks import actions, button, field, header, modal, own_words, plain, section
from bot.views.currencies import CURRENCIES
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
from core.domain.rules import MAX_MESSAGE, MAX_NAME
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus

#: How the announcement goes on once nobody can join any more.
CLOSING = {
    ExchangeStatus.STALLED: "Joining is closed; it is waiting for the draw.",
    ExchangeStatus.DRAWN: "Names have been drawn. Everybody who joined gets their match as a "
    "direct message.",
    ExchangeStatus.COMPLETED: "This exchange is over. Thank you for giving.",
    ExchangeStatus.CANCELLED: "This exchange was cancelled.",
}


def create_modal(
    *,
    channel_id: str | None,
    draw_at: datetime,
    time_zone: str,
    creation_key: str,
    currency: str | None = None,
) -> View:
    blocks = [
        _name_field(),
        _channel_field(channel_id),
        _draw_at_field(draw_at),
        _exchange_on_field(None),
        *_budget_fields(currency),
        _message_field(),
        _takes_part_field(),
    ]
    remember: dict[str, str | int] = {"key": creation_key, "tz": time_zone}
    return modal(
        ids.CREATE_VIEW,
        "New Secret Santa",
        blocks,
        submit="Create",
        close="Cancel",
        remember=remember,
    )


def postpone_modal(exchange: Exchange, draw_at: datetime) -> View:
    blocks = [
        section(exchange.name),
        _draw_at_field(draw_at),
        _exchange_on_field(exchange.exchange_on),
    ]
    return modal(
        ids.POSTPONE_VIEW,
        "Postpone the draw",
        blocks,
        submit="Postpone",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def _name_field() -> InputBlock:
    name = PlainTextInputElement(
        max_length=MAX_NAME, focus_on_load=True, placeholder=plain("Winter Secret Santa")
    )
    return field(ids.NAME, "Name", name)


def _channel_field(channel_id: str | None) -> InputBlock:
    channels = ConversationSelectElement(
        initial_conversation=channel_id,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = "Kringle announces the exchange here, with a button to join."
    return field(ids.CHANNEL, "Channel", channels, hint=hint)


def _draw_at_field(draw_at: datetime) -> InputBlock:
    picker = DateTimePickerElement(initial_date_time=int(draw_at.timestamp()))
    hint = "Joining ends and names are drawn at this moment, all by itself."
    return field(ids.DRAW_AT, "Draw", picker, hint=hint)


def _exchange_on_field(on: date | None) -> InputBlock:
    hint = "The day on which people give their gifts."
    picker = DatePickerElement(initial_date=on.isoformat() if on else None)
    return field(ids.EXCHANGE_ON, "Exchange day", picker, hint=hint, optional=True)


def _budget_fields(currency: str | None) -> list[InputBlock]:
    options = {
        code: Option(text=plain(f"{code} – {name}"), value=code)
        for code, name in CURRENCIES.items()
    }
    amount = NumberInputElement(is_decimal_allowed=True, min_value="0", placeholder=plain("20"))
    choice = StaticSelectElement(
        options=list(options.values()), initial_option=options.get(currency or "")
    )
    hint = "About how much a gift should cost."
    return [
        field(ids.BUDGET_AMOUNT, "Budget", amount, hint=hint, optional=True),
        field(ids.BUDGET_CURRENCY, "Currency of the budget", choice, optional=True),
    ]


def _message_field() -> InputBlock:
    message = PlainTextInputElement(multiline=True, max_length=MAX_MESSAGE)
    hint = "Stands in the announcement: a place, a theme, a house rule."
    return field(ids.MESSAGE, "Message to everyone", message, hint=hint, optional=True)


def _takes_part_field() -> InputBlock:
    yes = Option(text=plain("I take part, too"), value="yes")
    boxes = CheckboxesElement(options=[yes], initial_options=[yes])
    return field(ids.TAKES_PART, "Taking part", boxes, optional=True)


def announcement(exchange: Exchange) -> Message:
    """The message in the channel; the same one is updated as people join and the status changes."""
    blocks: list[Block] = [header(exchange.name), paragraph(*_invitation(exchange))]
    blocks.append(facts(exchange))
    if exchange.message:
        blocks.append(quote(typed(exchange.message)))
    count = wording.have_joined(exchange.joined_count)
    if exchange.status == ExchangeStatus.OPEN:
        blocks.append(paragraph(f"{count[0].upper()}{count[1:]}."))
        blocks.append(actions(_join(exchange)))
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
    return lines


def _join(exchange: Exchange) -> ButtonElement:
    return button("Join", ids.JOIN, exchange.exchange_id, style="primary")


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
            "Everybody gets their match as a direct message, and you get a report of "
            "what has arrived. It does not say who drew whom."
        ),
        actions(*_first_steps(exchange)),
    )
    return Message("Your Secret Santa is set up. Here is what happens next.", blocks)


def _first_steps(exchange: Exchange) -> list[ButtonElement]:
    steps = [button("Exclusions", ids.EXCLUSIONS, exchange.exchange_id)]
    if exchange.joined_count:  # so early that can only be the organizer
        steps.append(button("My wishlist", ids.WISHLIST, exchange.exchange_id))
    return [*steps, button("Status", ids.STATUS, exchange.exchange_id)]


def postponed(exchange: Exchange) -> Message:
    """For the organizer who postponed it."""
    blocks = (
        paragraph(typed(exchange.name, strong=True), " is postponed, and people can join."),
        own_words(
            f"*Draw:* {moment(exchange.draw_at, exchange.time_zone)}. "
            "The announcement says so, too."
        ),
    )
    return Message("The draw is postponed.", blocks)


def cancelled(exchange: Exchange) -> Message:
    """For the organizer who cancelled it."""
    blocks = (
        paragraph(
            typed(exchange.name, strong=True), " is cancelled. Everybody who had joined is told."
        ),
    )
    return Message("The exchange is cancelled.", blocks)
