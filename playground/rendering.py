"""What a person reads where the bot sent mrkdwn, blocks or rich text.

Mentions become names, dates are told in the reader's time zone, entities become characters.
Emoji shortcodes and the marks for bold and the like stay as they are. A `plain_text` object is
shown exactly as it was sent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playground.errors import Json

TOKEN = re.compile(r"<([^<>]+)>")
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Reader:
    """Who reads: the names this person sees for ids, their time zone and the present moment."""

    names: dict[str, str] = field(default_factory=dict)
    tz: str = "UTC"
    now: float = 0.0

    def name(self, identifier: str) -> str:
        return self.names.get(identifier, identifier)


def mrkdwn(text: str, reader: Reader) -> str:
    """Slack's markup as a person reads it."""
    return html.unescape(TOKEN.sub(lambda match: _token(match[1], reader), text))


def _token(inside: str, reader: Reader) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return "@" + reader.name(target[1:])
    if target.startswith("#"):
        return "#" + reader.name(target[1:])
    if target.startswith("!date^"):
        return _date_token(target.split("^"), label, reader)
    if target.startswith("!subteam^"):
        return label or "@" + reader.name(target.removeprefix("!subteam^"))
    if target.startswith("!"):
        return "@" + target[1:]
    return label or target


def _date_token(parts: list[str], fallback: str, reader: Reader) -> str:
    """The fallback for what is no moment: nothing a bot sends may keep a screen from people."""
    try:
        return date_text(int(parts[1]), parts[2], reader)
    except (ValueError, IndexError, OverflowError, OSError):
        return fallback


def date_text(timestamp: int, pattern: str, reader: Reader) -> str:
    """A date token such as `{date_short_pretty} {time}`, in the reader's time zone."""
    zone = ZoneInfo(reader.tz)
    moment = datetime.fromtimestamp(timestamp, UTC).astimezone(zone)
    today = datetime.fromtimestamp(reader.now, UTC).astimezone(zone)
    return re.sub(r"\{(\w+)\}", lambda match: _date_part(match[1], moment, today), pattern)


def _date_part(name: str, moment: datetime, today: datetime) -> str:
    if name.endswith("_pretty"):
        near = _near_day(moment, today)
        return near or _date_part(name.removesuffix("_pretty"), moment, today)
    if name == "ago":
        return _ago(moment, today)
    clock = f"{moment.hour % 12 or 12}:{moment:%M}"
    year = f", {moment.year}"
    formats = {
        "date_num": f"{moment:%Y-%m-%d}",
        "date_slash": f"{moment:%d/%m/%Y}",
        "date": f"{moment:%B} {_ordinal(moment.day)}{year}",
        "date_short": f"{moment:%b} {moment.day}{year}",
        "date_long": f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}{year}",
        "time": f"{clock} {moment:%p}",
        "time_secs": f"{clock}:{moment:%S} {moment:%p}",
    }
    return formats.get(name, "{" + name + "}")


def _near_day(moment: datetime, today: datetime) -> str:
    days = (moment.date() - today.date()).days
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "")


def _ago(moment: datetime, today: datetime) -> str:
    minutes = int(abs(moment - today) / timedelta(minutes=1))
    amount = (
        f"{minutes} minutes"
        if minutes < 120
        else f"{minutes // 60} hours"
        if minutes < 2880
        else f"{minutes // 1440} days"
    )
    return f"in {amount}" if moment > today else f"{amount} ago"


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def text_object(value: Json | None, reader: Reader) -> str:
    if not value:
        return ""
    text = str(value.get("text", ""))
    return mrkdwn(text, reader) if value.get("type") == "mrkdwn" else text


def blocks_text(blocks: list[Json], reader: Reader) -> str:
    """All blocks, one line or more each; empty ones leave no line."""
    return "\n".join(text for block in blocks if (text := block_text(block, reader)))


def block_text(block: Json, reader: Reader) -> str:
    kind = block.get("type")
    if kind == "section":
        texts = [block.get("text"), *(block.get("fields") or [])]
        return "\n".join(text_object(text, reader) for text in texts if text)
    if kind == "header":
        return text_object(block.get("text"), reader)
    if kind == "context":
        return " ".join(_context_text(one, reader) for one in block.get("elements", []))
    if kind == "rich_text":
        return "".join(_rich(one, reader) for one in block.get("elements", [])).rstrip("\n")
    if kind == "input":
        texts = [block.get("label"), block.get("hint")]
        return "\n".join(text_object(text, reader) for text in texts if text)
    if kind == "markdown":
        return mrkdwn(str(block.get("text", "")), reader)
    return str(block.get("alt_text", "")) if kind == "image" else ""


def _context_text(element: Json, reader: Reader) -> str:
    if element.get("type") == "image":
        return str(element.get("alt_text", ""))
    return text_object(element, reader)


def _rich(element: Json, reader: Reader) -> str:
    kind = element.get("type")
    parts = [_rich(one, reader) for one in element.get("elements", [])]
    if kind == "rich_text_list":
        ordered = element.get("style") == "ordered"
        marks = (f"{index}. " if ordered else "• " for index in range(1, len(parts) + 1))
        return "".join(f"{mark}{part}\n" for mark, part in zip(marks, parts, strict=False))
    if kind in ("rich_text_quote", "rich_text_preformatted"):
        return "".join(parts) + "\n"
    return "".join(parts) if "elements" in element else _rich_inline(element, reader)


def _rich_inline(element: Json, reader: Reader) -> str:
    kind = element.get("type")
    if kind == "user":
        return "@" + reader.name(element["user_id"])
    if kind == "channel":
        return "#" + reader.name(element["channel_id"])
    if kind == "usergroup":
        return "@" + reader.name(element["usergroup_id"])
    if kind == "broadcast":
        return "@" + str(element["range"])
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return date_text(int(element["timestamp"]), element["format"], reader)
    return str(element.get("text") or element.get("url") or "")


def message_text(text: str, blocks: list[Json] | None, reader: Reader) -> str:
    """Blocks where there are any that say something, the plain `text` otherwise."""
    return (blocks_text(blocks, reader) if blocks else "") or mrkdwn(text, reader)


def mentions_in(value: Any) -> list[str]:
    """The user ids mentioned anywhere in a text, its blocks or its rich text, in order."""
    return list(dict.fromkeys(_mentions(value)))


def _mentions(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from MENTION.findall(value)
    elif isinstance(value, list):
        for one in value:
            yield from _mentions(one)
    elif isinstance(value, dict):
        if value.get("type") == "user" and isinstance(value.get("user_id"), str):
            yield value["user_id"]
        if value.get("type") != "plain_text":
            for one in value.values():
                yield from _mentions(one)
