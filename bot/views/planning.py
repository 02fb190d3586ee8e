"""The forms that start an exchange and postpone it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    DateTimePickerElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, field, modal, plain, section, small
from bot.views.currencies import CURRENCIES
from bot.views.reveals import reveal_fields
from core.domain.rules import MAX_MESSAGE, MAX_NAME
from core.domain.snapshots import Exchange
from core.domain.types import Budget, Plan


def create_modal(plan: Plan, *, more: bool = False, along: Sequence[Block] = ()) -> View:
    """The form that starts an exchange, filled in like `plan`: first what everybody needs, and with
    `more` also what few do. Slack keeps what stands in a field that is in both. `along`: what else
    it brings, of an exchange that it copies."""
    blocks: list[Block] = [
        *along,
        name_field(plan.name, focus=not more),
        _channel_field(plan.channel_id),
        draw_at_field(plan.draw_at),
        exchange_on_field(plan.exchange_on),
        _takes_part_field(plan.organizer_takes_part),
    ]
    blocks += _more_fields(plan) if more else _way_to_more()
    remember: dict[str, str | int] = {"key": plan.key, "tz": plan.time_zone}
    if plan.copy_of:
        remember["copy"] = plan.copy_of
    return modal(
        ids.CREATE_VIEW,
        "New Secret Santa",
        blocks,
        submit="Create",
        close="Cancel",
        remember=remember,
    )


def _more_fields(plan: Plan) -> list[Block]:
    return [
        *budget_fields(plan.budget),
        message_field(plan.message),
        envelopes_field(plan.has_envelopes),
        *reveal_fields(plan.reveal_at, plan.posts_circle),
    ]


def _way_to_more() -> list[Block]:
    what = small("A budget, a message to everyone, sealed envelopes, a reveal")
    return [actions(button("More options", ids.MORE_OPTIONS)), what]


def postpone_modal(exchange: Exchange, draw_at: datetime) -> View:
    on = exchange.exchange_on
    blocks = [section(exchange.name), draw_at_field(draw_at), exchange_on_field(on)]
    return modal(
        ids.POSTPONE_VIEW,
        "Postpone the draw",
        blocks,
        submit="Postpone",
        close="Cancel",
        remember={"exchange": exchange.exchange_id, "day": on.isoformat() if on else ""},
    )


def name_field(name: str, *, focus: bool) -> InputBlock:
    text = PlainTextInputElement(
        initial_value=name or None,
        max_length=MAX_NAME,
        focus_on_load=focus,
        placeholder=plain("Winter Secret Santa"),
    )
    return field(ids.NAME, "Name", text)


def _channel_field(channel_id: str) -> InputBlock:
    channels = ConversationSelectElement(
        initial_conversation=channel_id or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = "Kringle announces the exchange here, with a button to join."
    return field(ids.CHANNEL, "Channel", channels, hint=hint)


def draw_at_field(draw_at: datetime) -> InputBlock:
    picker = DateTimePickerElement(initial_date_time=int(draw_at.timestamp()))
    hint = "Joining ends and names are drawn at this moment, all by itself."
    return field(ids.DRAW_AT, "Draw", picker, hint=hint)


def exchange_on_field(on: date | None) -> InputBlock:
    hint = "The day on which people give their gifts."
    picker = DatePickerElement(initial_date=on.isoformat() if on else None)
    return field(ids.EXCHANGE_ON, "Exchange day", picker, hint=hint, optional=True)


def budget_fields(budget: Budget | None, *, focus: bool = True) -> list[InputBlock]:
    options = {
        code: Option(text=plain(f"{code} – {name}"), value=code)
        for code, name in CURRENCIES.items()
    }
    amount = NumberInputElement(
        initial_value=f"{budget.amount:f}" if budget else None,
        is_decimal_allowed=True,
        min_value="0",
        placeholder=plain("20"),
        focus_on_load=focus,
    )
    choice = StaticSelectElement(
        options=list(options.values()),
        initial_option=options.get(budget.currency) if budget else None,
    )
    hint = "About how much a gift should cost."
    return [
        field(ids.BUDGET_AMOUNT, "Budget", amount, hint=hint, optional=True),
        field(ids.BUDGET_CURRENCY, "Currency of the budget", choice, optional=True),
    ]


def message_field(text: str) -> InputBlock:
    message = PlainTextInputElement(
        initial_value=text or None, multiline=True, max_length=MAX_MESSAGE
    )
    hint = "Stands in the announcement: a place, a theme, a house rule."
    return field(ids.MESSAGE, "Message to everyone", message, hint=hint, optional=True)


def _takes_part_field(takes_part: bool) -> InputBlock:
    return field(ids.TAKES_PART, "Taking part", _box("I take part, too", takes_part), optional=True)


def envelopes_field(has_envelopes: bool) -> InputBlock:
    box = _box("Send each match in a sealed envelope", has_envelopes)
    hint = (
        "Instead of the name, the direct message then holds a Reveal button. Who gives to whom "
        "stands in no message, so it is in no export of messages, either."
    )
    return field(ids.ENVELOPES, "Sealed envelopes", box, hint=hint, optional=True)


def _box(label: str, is_ticked: bool) -> CheckboxesElement:
    yes = Option(text=plain(label), value="yes")
    return CheckboxesElement(options=[yes], initial_options=[yes] if is_ticked else None)
