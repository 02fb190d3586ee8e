"""What a message that brings a match says first: that it is another one, and why."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot.views.blocks import section
from core.domain.types import MatchNews

_WHY = {
    MatchNews.CHANGED: "Your match has changed, because people came or went. You need not do "
    "anything about the earlier one: that is taken care of, and your anonymous conversation there "
    "has ended.",
    MatchNews.REDRAWN: "All names have been drawn again, so this takes the place of your earlier "
    "match. Everybody's has been drawn anew, and anonymous conversations have ended.",
    MatchNews.LATE: "Names had been drawn before, and an organizer has let you in. So you take "
    "part as everybody else does.",
}
_HEADLINES = {
    MatchNews.FIRST: "Names have been drawn.",
    MatchNews.CHANGED: "Your match has changed.",
    MatchNews.REDRAWN: "Names have been drawn again.",
    MatchNews.LATE: "You take part in a Secret Santa.",
}


def headline(news: MatchNews) -> str:
    """For a notification: it names nobody."""
    return _HEADLINES[news]


def why(news: MatchNews) -> list[Block]:
    return [section(_WHY[news])] if news in _WHY else []
