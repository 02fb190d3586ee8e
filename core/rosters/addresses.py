"""What names a person in a file: an e-mail address, or a Slack id."""

from __future__ import annotations

import re

MAX_ADDRESS = 254
#: With a name before it. What is longer is not even looked at.
MAX_WRITTEN = 500

_EMAIL = re.compile(
    r"[^\s@<>()\[\]{},;:\"\\|]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]+"
)
#: Slack's ids have a digit; a name in capitals may begin with U or W, too.
_SLACK_ID = re.compile(r"(?=\D*\d)[UW][A-Z0-9]{3,19}")
#: As Slack writes a mention, and as mail programs write a person.
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@([UW][A-Z0-9]+)")
_NAMED = re.compile(r"[^<>]*<\s*([^<>\s@]+@[^<>\s@]+)\s*>")
_BETWEEN = re.compile(r"[,;\n]")
#: What people write where they have nobody to name.
_NOBODY = frozenset(
    {"-", "–", "—", "/", "0", "n/a", "na", "nil", "none", "nobody", "no-one"}
    | {"keine", "keiner", "niemand", "aucun", "aucune", "personne", "ninguno", "ninguna", "nadie"}
)


def address_of(text: str) -> str | None:
    """The address that `text` is: an e-mail address in lower case, or a Slack id. Also out of
    `mailto:ana@example.com`, `Ana <ana@example.com>` and `<@U024BE7LH>`."""
    text = text.strip()
    if len(text) > MAX_WRITTEN:
        return None
    if mention := _MENTION.fullmatch(text):
        text = mention[1] or mention[2]
    elif named := _NAMED.fullmatch(text):
        text = named[1]
    if _SLACK_ID.fullmatch(text):
        return text
    email = text.lower().removeprefix("mailto:").rstrip(".")
    return email if len(email) <= MAX_ADDRESS and _EMAIL.fullmatch(email) else None


def is_slack_id(address: str) -> bool:
    return "@" not in address


def several(text: str) -> list[str]:
    """What a cell lists, separated by commas, semicolons or line breaks; by blanks, too, where all
    of it is addresses. Nothing where it only says that there is nobody."""
    parts = [part for one in _BETWEEN.split(text) for part in _words(one.strip()) if part]
    return [part for part in parts if part.lower() not in _NOBODY]


def _words(part: str) -> list[str]:
    words = part.split()
    return words if len(words) > 1 and all(map(address_of, words)) else [part]
