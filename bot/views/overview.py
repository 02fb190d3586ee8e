"""What somebody is part of: `/santa status`; and `/santa help`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from bot import ids
from bot.views import involvement, paging
from bot.views.blocks import actions, button, header, section
from bot.views.exchanges import new_button
from bot.views.forgetting import my_data_button
from bot.views.message import Message
from bot.views.text import (
    Line,
    bold,
    bullets,
    emoji,
    paragraph,
)
from core.domain.snapshots import Involvement

#: A message has less room than an App Home: Slack counts all its text, not only its blocks.
MAX_STATUS_BLOCKS = 25
MAX_ROSTER = 15
TURNING = paging.Turning(ids.STATUS_BACK, ids.STATUS_MORE)

COMMANDS = (
    ("/santa new", "start an exchange"),
    ("/santa join", "join one"),
    ("/santa leave", "leave it again"),
    ("/santa wishlist", "tell whoever draws you what you would like"),
    ("/santa exclude", "say who must not draw whom"),
    ("/santa status", "see what you are in, and how it stands"),
    ("/santa draw", "draw names now, if you organize it"),
    ("/santa history", "look back at past exchanges"),
)


def status(involvements: Sequence[Involvement], now: datetime, page: int = 0) -> Message:
    """`involvements`: the most urgent first. Of a page that is not there, the nearest one."""
    if not involvements:
        nothing = "You are in no exchange at the moment."
        return Message(nothing, (section(nothing), actions(new_button(), _history())))
    each: list[list[Block]] = [
        [header(one.exchange.name), *involvement.part(one, now, MAX_ROSTER)] for one in involvements
    ]
    pages = paging.packed(each, MAX_STATUS_BLOCKS)
    page = paging.nearest(page, len(pages))
    foot = TURNING.foot(page, len(pages) - 1, str)
    return Message("Your exchanges, and how they stand.", (*pages[page], *foot))


def help() -> Message:
    lines: list[Line] = [(bold(command), f": {words}") for command, words in COMMANDS]
    blocks = (
        paragraph(emoji("santa"), " I am Kringle, and I run Secret Santa. What you can type:"),
        bullets(lines),
        section("My data shows what I keep of you, for how long, and how to have it forgotten."),
        actions(
            new_button(primary=True), button("Status", ids.STATUS), _history(), my_data_button()
        ),
    )
    return Message("What you can do with Kringle.", blocks)


def _history() -> ButtonElement:
    return button("History", ids.HISTORY)
