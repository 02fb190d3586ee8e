"""Emoji by the names that Slack has for them."""

from __future__ import annotations

import re

import emoji

TONE = re.compile(r":skin-tone-([2-6]):")
BEFORE_LIGHT = 0x1F3F9  # Slack's tones are 2 to 6, Unicode's follow one another from here


def with_emoji(text: str) -> str:
    """`:santa:` as a picture; names that nobody knows stay as they are."""
    if ":" not in text:
        return text
    toned = TONE.sub(lambda found: chr(BEFORE_LIGHT + int(found[1])), text)
    return emoji.emojize(toned, language="alias")
