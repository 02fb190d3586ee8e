"""The App Home: what somebody is in and organizes, what is over, and what they have chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from bot import ids
from bot.views import copying, invitations, involvement, paging
from bot.views.blocks import actions, button, header, own_words, section
from bot.views.exchanges import new_button
from bot.views.forgetting import my_data_button
from bot.views.text import paragraph, typed
from core.domain.snapshots import Exchange, Involvement
from core.domain.urgency import waits_for_them

MAX_BLOCKS = 100
#: The rest is for four headings, for turning pages beneath each, and for the six rows at the end.
MAX_IN_PARTS = MAX_BLOCKS - 4 * 3 - 6
#: So many people are named of all that somebody organizes, but a few of each.
MAX_ROSTER, MIN_ROSTER = 30, 5
TURNING = paging.Turning(ids.HOME_BACK, ids.HOME_MORE)

WELCOME = (
    "You are in no exchange yet. Start one, or join one in its channel. Names are drawn by "
    "themselves, and everybody learns by direct message whom they give to."
)


class Part(StrEnum):
    """Each exchange stands in one of them: whoever organizes it finds all of it there, also that
    they take part."""

    INVITED = "invited"
    TAKES_PART = "takes_part"
    STEPS_IN = "steps_in"
    ORGANIZES = "organizes"


CALLED = {
    Part.INVITED: "You are invited",
    Part.TAKES_PART: "You take part",
    Part.STEPS_IN: "You step in",
    Part.ORGANIZES: "You organize",
}


def home(
    involvements: Sequence[Involvement],
    now: datetime,
    *,
    turned: Mapping[str, int] | None = None,
    is_admin: bool = False,
    gets_reminders: bool = True,
    last_time: Exchange | None = None,
) -> View:
    """`involvements`: the most urgent first. `turned`: the page of each part. `is_admin`: what
    holds for the workspace can be set from here. `last_time`: what they organized when it was last
    this time of the year."""
    parts = _parts(involvements)
    each = {part: _each(ours, now) for part, ours in parts.items()}
    rooms = paging.shared(MAX_IN_PARTS, [sum(map(len, one)) for one in each.values()])
    pages = dict(turned or {})
    blocks: list[Block] = []
    for (part, ours), room in zip(each.items(), rooms, strict=True):
        blocks += _part(part, paging.packed(ours, room), pages.get(part, 0))
    if not parts:
        blocks.append(section(WELCOME))
    blocks += _starting(parts, last_time)
    blocks += _history()
    blocks += _settings(is_admin=is_admin, gets_reminders=gets_reminders)
    return View(type="home", blocks=blocks, private_metadata=json.dumps(pages) if pages else None)


def read_turned(known: Mapping[str, Any], pressed: str = "") -> dict[str, int]:
    """Which pages a Home shows by what it remembers; `pressed`: what a button said that turns
    one."""
    part, _, page = pressed.partition(":")
    said = {**known, part: page}
    return {one: paging.read(str(said[one])) for one in Part if one in said}


def _parts(involvements: Sequence[Involvement]) -> dict[Part, list[Involvement]]:
    """Those that are not empty: first the one in which something waits for this person."""
    parts: dict[Part, list[Involvement]] = {}
    for part in Part:
        if ours := [one for one in involvements if _part_of(one) == part]:
            parts[part] = ours
    return dict(sorted(parts.items(), key=lambda part: not any(map(waits_for_them, part[1]))))


def _part_of(one: Involvement) -> Part:
    if one.is_organizer:
        return Part.ORGANIZES
    if one.is_participant:
        return Part.TAKES_PART
    return Part.INVITED if one.invited_by else Part.STEPS_IN


def _each(ours: Sequence[Involvement], now: datetime) -> list[list[Block]]:
    roster = max(MIN_ROSTER, MAX_ROSTER // len(ours))
    return [
        [
            paragraph(typed(one.exchange.name, strong=True)),
            *involvement.part(one, now, roster),
            DividerBlock(),
        ]
        for one in ours
    ]


def _part(part: Part, pages: Sequence[list[Block]], page: int) -> list[Block]:
    """The page of it that is asked for, or the nearest."""
    page = paging.nearest(page, len(pages))
    foot = TURNING.foot(page, len(pages) - 1, lambda to: f"{part}:{to}")
    return [header(CALLED[part]), *pages[page], *foot]


def _starting(parts: Mapping[Part, object], last_time: Exchange | None) -> list[Block]:
    again = [copying.season(last_time)] if last_time else []
    if parts and Part.ORGANIZES not in parts:
        return [own_words("*You organize* nothing at the moment.", new_button()), *again]
    return [*again, actions(new_button(primary=not parts))]


def _history() -> list[Block]:
    words = "*History*\nWhat is over, and whom you gave to."
    return [own_words(words, button("History", ids.HISTORY))]


def _settings(*, is_admin: bool, gets_reminders: bool) -> list[Block]:
    words = "*Settings*\nWhat I keep of you."
    blocks: list[Block] = [own_words(words, my_data_button())]
    if not gets_reminders:
        resume = invitations.resume_button()
        blocks.append(section("You get no reminders of invitations.", resume))
    if is_admin:
        settings = button("Settings", ids.SETTINGS)
        blocks.append(section("Who may start exchanges in this workspace.", settings))
    return blocks
