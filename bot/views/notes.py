"""A sentence or two for one person, as a message or as a modal."""

from __future__ import annotations

from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import MAX_SECTION, modal, section
from bot.views.message import Message, escaped
from bot.views.text import cut


def note(text: str) -> Message:
    shown = cut(text, MAX_SECTION)
    return Message(text=escaped(shown), blocks=(section(shown),))


def as_modal(message: Message) -> View:
    """A message where only a modal can be shown: from App Home, or on top of another modal."""
    return modal(ids.NOTE_VIEW, "Kringle", message.blocks)
