"""What somebody is part of: `/santa status`, `/santa help` and the App Home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot import ids
from bot.views import copying, invitations, involvement
from bot.views.blocks import actions, button, header, section, small
from bot.views.exchanges import new_button
from bot.views.forgetting import my_data_button
from bot.views.message import Message, fitted
from bot.views.text import (
    Line,
    bold,
    bullets,
    emoji,
    paragraph,
)
from core.domain.snapshots import Exchange, Involvement

MAX_HOME_BLOCKS = 100
#: A message has less room than an App Home: Slack counts all its text, not only its blocks.
MAX_STATUS_BLOCKS = 25
MAX_ROSTER = 15
MAX_HOME_ROSTER = 30

WELCOME = (
    "You are in no exchange yet. Start one, or join one in its channel. Names are drawn by "
    "themselves, and everybody learns by direct message whom they give to."
)
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


def status(involvements: Sequence[Involvement], now: datetime) -> Message:
    if not involvements:
        nothing = "You are in no exchange at the moment."
        return Message(nothing, (section(nothing), actions(new_button(), _history())))
    parts = [involvement.part(one, now, MAX_ROSTER) for one in involvements]
    return Message("Your exchanges, and how they stand.", fitted(parts, MAX_STATUS_BLOCKS))


def home(
    involvements: Sequence[Involvement],
    now: datetime,
    *,
    is_admin: bool = False,
    gets_reminders: bool = True,
    last_time: Exchange | None = None,
) -> View:
    """`is_admin`: what holds for the workspace can be set from here. `last_time`: what they
    organized when it was last this time of the year."""
    settings = [button("Settings", ids.SETTINGS)] if is_admin else []
    buttons = actions(new_button(primary=True), _history(), *settings, my_data_button())
    top: list[Block] = [header("Your exchanges"), buttons]
    if not gets_reminders:
        top += [small("You get no reminders of invitations."), actions(invitations.resume_button())]
    if last_time:
        top.append(copying.season(last_time))
    if not involvements:
        top.append(section(WELCOME))
    parts = [involvement.part(one, now, MAX_HOME_ROSTER) for one in involvements]
    return View(type="home", blocks=[*top, *fitted(parts, MAX_HOME_BLOCKS - len(top))])


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
