"""What in an anonymous text may tell who wrote it. It is only a warning, so it is generous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class Giveaway(StrEnum):
    NAME = "name"
    MENTION = "mention"
    EMAIL = "email"
    PROFILE = "profile"


EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w")
#: As people type one, as Slack writes one, and the bare id of a person.
MENTION = re.compile(r"(?<![\w.])@\w|<[@!#]|\b[UW](?=[A-Z0-9]*[0-9])[A-Z0-9]{8,}\b")
#: What Slack's "Copy link to profile" gives, with the older form and the app's own, and LinkedIn's.
PROFILE = re.compile(
    r"slack\.com/(?:team|user|client/\w+/user_profile)/|slack://user|linkedin\.com/in/",
    re.IGNORECASE,
)
SHORTEST_NAME = 2


def giveaways(text: str, names: Iterable[str]) -> tuple[Giveaway, ...]:
    """`names`: what the writer goes by, each in full; its parts count as well."""
    found = {
        Giveaway.NAME: _names_somebody(text, names),
        Giveaway.MENTION: bool(MENTION.search(text)),
        Giveaway.EMAIL: bool(EMAIL.search(text)),
        Giveaway.PROFILE: bool(PROFILE.search(text)),
    }
    return tuple(one for one, is_there in found.items() if is_there)


def _names_somebody(text: str, names: Iterable[str]) -> bool:
    plain = _plain(text)
    parts = {part for name in names for part in (_plain(name), *re.split(r"[\W_]+", _plain(name)))}
    return any(_stands_in(part, plain) for part in parts if len(part) >= SHORTEST_NAME)


def _stands_in(name: str, text: str) -> bool:
    """As a word of its own; where a script has neither capitals nor blanks, anywhere."""
    if name.upper() == name:
        return name in text
    return re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text) is not None


def _plain(text: str) -> str:
    """Without accents, and small: whoever writes "Zoe" for "Zoë" is Zoë."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
