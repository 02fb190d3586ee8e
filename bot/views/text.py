"""Rich text, piece by piece, so that a view reads like the message it makes.

What people typed only ever becomes a text or emoji element, which Slack shows as it is: nobody can
smuggle a mention, a link or formatting into a message. A `str` among the parts is literal too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import RichTextBlock
from slack_sdk.models.blocks.block_elements import (
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

from core.domain.forgetting import is_forgotten

Part = str | RichTextElement | tuple["Part", ...]
Line = tuple[Part, ...]

#: Stands for a name.
FORGOTTEN = "somebody who asked to be forgotten"
MOMENT_FORMAT = "{date_short_pretty} at {time}"
#: Slack hands picked emoji over as `:santa:`. Names begin with a letter or a sign, so that the
#: middle of 10:30:45 stays a time.
SHORTCODE = re.compile(r":((?:[^\W\d_]|[+-])[\w'+-]{0,99}):(?::skin-tone-([2-6]):)?")


def bold(text: str) -> RichTextElement:
    return RichTextElementParts.Text(text=text, style={"bold": True})


def emoji(name: str) -> RichTextElement:
    return RichTextElementParts.Emoji(name=name)


def mention(user_id: str) -> RichTextElement:
    """Whoever asked to be forgotten is not named."""
    if is_forgotten(user_id):
        return RichTextElementParts.Text(text=FORGOTTEN)
    return RichTextElementParts.User(user_id=user_id)


def channel(channel_id: str) -> RichTextElement:
    return RichTextElementParts.Channel(channel_id=channel_id)


def link(address: str) -> RichTextElement:
    """Shows the address itself, so that no text can hide where it leads."""
    return RichTextElementParts.Link(url=address)


def moment(at: datetime, time_zone: str) -> str:
    """A moment that Slack shows in each reader's own time zone, for `blocks.own_words`."""
    return f"<!date^{int(at.timestamp())}^{MOMENT_FORMAT}|{written(at, time_zone)}>"


def written(at: datetime, time_zone: str) -> str:
    """A moment in words where no date token can stand: the exchange's own time, and its UTC."""
    local = at.astimezone(ZoneInfo(time_zone))
    offset = f"{local:%z}"
    return f"{day(local.date())}, {local:%H:%M} ({time_zone}, UTC{offset[:3]}:{offset[3:]})"


def day(on: date) -> str:
    return f"{on:%a}, {on:%b} {on.day}, {on.year}"


def typed(text: str, *, strong: bool = False) -> tuple[RichTextElement, ...]:
    """What somebody typed, exactly as typed; only the emoji they picked become emoji."""
    parts: list[RichTextElement] = []
    end = 0
    for found in SHORTCODE.finditer(text):
        if found[1] != found[1].lower():
            continue
        parts += _literal(text[end : found.start()], strong)
        tone = int(found[2]) if found[2] else None
        parts.append(RichTextElementParts.Emoji(name=found[1], skin_tone=tone))
        end = found.end()
    return (*parts, *_literal(text[end:], strong))


def _literal(text: str, strong: bool) -> list[RichTextElement]:
    if not text:
        return []
    return [bold(text) if strong else RichTextElementParts.Text(text=text)]


def people(user_ids: Sequence[str], most: int = 20) -> Line:
    """Mentions with commas and an "and"; beyond `most`, how many more there are."""
    shown: list[Part] = [mention(user_id) for user_id in user_ids[:most]]
    if len(user_ids) > most:
        shown.append(f"{len(user_ids) - most} more")
    parts: list[Part] = []
    for index, part in enumerate(shown):
        if index:
            parts.append(" and " if index == len(shown) - 1 else ", ")
        parts.append(part)
    return tuple(parts)


def paragraph(*parts: Part) -> RichTextBlock:
    return RichTextBlock(elements=[RichTextSectionElement(elements=_elements(parts))])


def quote(*parts: Part) -> RichTextBlock:
    return RichTextBlock(elements=[RichTextQuoteElement(elements=_elements(parts))])


def bullets(items: Iterable[Line]) -> RichTextBlock:
    sections = [RichTextSectionElement(elements=_elements(item)) for item in items]
    return RichTextBlock(elements=[RichTextListElement(style="bullet", elements=sections)])


def _elements(parts: Iterable[Part]) -> list[RichTextElement]:
    """The parts in order, nested ones laid flat."""
    elements: list[RichTextElement] = []
    for part in parts:
        if isinstance(part, RichTextElement):
            elements.append(part)
        elif isinstance(part, tuple):
            elements += _elements(part)
        elif part:
            elements.append(RichTextElementParts.Text(text=part))
    return elements


def cut(text: str, most: int) -> str:
    """At most so many characters, the last one an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
