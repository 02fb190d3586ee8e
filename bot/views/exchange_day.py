"""What everybody reads on the morning of the exchange day."""

from __future__ import annotations

from bot.views.blocks import actions, own_words
from bot.views.exchanges import day_and_budget
from bot.views.gifts import given_button
from bot.views.matches import show_button
from bot.views.message import Message
from bot.views.text import emoji, paragraph, typed
from core.domain.snapshots import Exchange


def today(exchange: Exchange) -> Message:
    """To each giver. It does not say whom they give to: a click does."""
    lead = paragraph(
        emoji("gift"),
        " Today is the exchange day of ",
        typed(exchange.name, strong=True),
        ". Don't forget your gift, and press Given once it is with whoever you give to.",
    )
    facts = [own_words("\n".join(lines))] if (lines := day_and_budget(exchange)) else []
    buttons = actions(show_button(exchange), given_button(exchange))
    return Message("Today is the exchange day. Don't forget your gift.", (lead, *facts, buttons))
