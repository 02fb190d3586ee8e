"""What is typed after `/santa`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.snapshots import Exchange
from core.domain.types import UserId

# Slack escapes who is named in a command: <@U012ABC> or <@U012ABC|ana>.
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Command:
    """`/santa word rest`, and whom `rest` names."""

    word: str
    rest: str
    people: tuple[UserId, ...]


def read_command(text: str) -> Command:
    word, _, rest = text.strip().partition(" ")
    people = dict.fromkeys(UserId(found) for found in MENTION.findall(rest))
    return Command(word.lower(), unescaped(rest.strip()), tuple(people))


def unescaped(text: str) -> str:
    """What was typed: Slack escapes three characters in the text of commands and messages."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def named(candidates: Sequence[Exchange], name: str) -> list[Exchange]:
    """The candidates that a name fits: exactly, else by how it begins, else by any part."""
    wanted = name.casefold()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [one for one in candidates if fits(one.name.casefold(), wanted)]
        if found:
            return found
    return []
