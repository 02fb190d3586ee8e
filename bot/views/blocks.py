"""The blocks and elements that several views are made of, with Slack's limits kept."""

from __future__ import annotations

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement, InteractiveElement
from slack_sdk.models.views import View

from bot.views.text import cut

MAX_HEADER = 150
MAX_SECTION = 3000
MAX_CONFIRM = 300


def plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=text, emoji=True)


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=plain(cut(text, MAX_HEADER)))


def section(text: str, accessory: InteractiveElement | None = None) -> SectionBlock:
    """Words or typed text, shown literally."""
    return SectionBlock(text=plain(cut(text, MAX_SECTION)), accessory=accessory)


def own_words(text: str, accessory: InteractiveElement | None = None) -> SectionBlock:
    """Our own words in mrkdwn, with ids and moments in them: never anything that was typed."""
    return SectionBlock(text=MarkdownTextObject(text=text), accessory=accessory)


def small(text: str) -> ContextBlock:
    return ContextBlock(elements=[plain(text)])


def actions(*buttons: ButtonElement, block_id: str | None = None) -> ActionsBlock:
    return ActionsBlock(elements=list(buttons), block_id=block_id)


def button(
    label: str,
    action_id: str,
    value: str | None = None,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    return ButtonElement(
        text=plain(label), action_id=action_id, value=value, style=style, confirm=confirm
    )


def confirmation(title: str, text: str, yes: str, *, danger: bool = False) -> ConfirmObject:
    return ConfirmObject(
        title=plain(title),
        text=plain(cut(text, MAX_CONFIRM)),
        confirm=plain(yes),
        deny=plain("Not now"),
        style="danger" if danger else "primary",
    )


def field(
    field_id: str,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> InputBlock:
    """An input whose block id and action id are both `field_id`: errors go to the one, the value
    is read from the other, and typed input survives an update of the view."""
    element.action_id = field_id
    return InputBlock(
        block_id=field_id,
        label=plain(label),
        element=element,
        hint=plain(hint) if hint else None,
        optional=optional,
    )


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    remember: dict[str, str | int] | None = None,
) -> View:
    """`remember` comes back as JSON in `private_metadata`: opaque ids only."""
    return View(
        type="modal",
        callback_id=callback_id,
        title=plain(title),
        submit=plain(submit) if submit else None,
        close=plain(close),
        blocks=blocks,
        private_metadata=json.dumps(remember) if remember else None,
    )
