"""What Kringle keeps of somebody, what forgetting them means, and that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import button, modal, section
from bot.views.message import Message
from bot.views.text import Line, bold, bullets, paragraph, typed
from core.domain.snapshots import Exchange, Traces

TITLE = "My data"
MAX_NAMED = 20


def my_data_button() -> ButtonElement:
    return button("My data", ids.MY_DATA)


def my_data(traces: Traces, kept_for: timedelta) -> View:
    """What is kept, and as the form that asks for it, what would be forgotten. It is asked nowhere
    else, so it says everything."""
    kept = section(
        "I keep which exchanges you are and were in, your wishlists and notes, the anonymous "
        "messages you wrote and got, and, so that nobody else can read it, whom you gave to. "
        f"{kept_for.days} days after an exchange is over, all of it goes by itself but whom you "
        "gave to, which keeps you from drawing the same person again, for six years."
    )
    if traces.alone:
        return modal(ids.NOTE_VIEW, TITLE, (kept, *_alone(traces.alone)))
    blocks = (
        kept,
        paragraph(bold("If you press Forget me, for good:")),
        bullets(_removed(traces)),
        paragraph(bold("What stays:")),
        bullets(_stays(traces)),
    )
    return modal(ids.FORGET_VIEW, TITLE, blocks, submit="Forget me", close="Keep it")


def _alone(alone: Sequence[Exchange]) -> tuple[Block, ...]:
    how = (
        "I can forget you, but you are the only organizer of an exchange that is not over. Hand it "
        "over or cancel it first, in /santa status:"
    )
    return section(how), bullets(_named(alone))


def _removed(traces: Traces) -> list[Line]:
    lines: list[Line] = [
        (
            "All your wishlists and delivery notes are removed, and the anonymous messages that "
            "you wrote or got. (What you got, or what was reported, goes when its exchange is "
            "over.)",
        ),
    ]
    if traces.left:
        named = _listed(traces.left)
        lines.append(("You are out of this, and organize it no more: ", *named, "."))
    if traces.past_count:
        count = traces.past_count
        times = "1 exchange that is over" if count == 1 else f"{count} exchanges that are over"
        lines.append(
            (
                f"In {times}, others read “somebody who asked to be forgotten” where your name "
                "stood, and exclusions that are yours or about you go. You lose that history "
                "yourself, and may draw somebody again whom you gave to. It takes a few minutes.",
            )
        )
    return lines


def _stays(traces: Traces) -> list[Line]:
    lines: list[Line] = []
    if traces.drawn:
        lines.append(
            (
                "Your match in ",
                *_listed(traces.drawn),
                ": two people depend on it. You still take part and see whom you give to, but "
                "organize it no more. When it is over you are forgotten there as well, without "
                "asking again.",
            )
        )
    lines += [
        ("What was sent in Slack: I cannot remove that.",),
        (
            "Exclusions that others have set and that name you: until that exchange is over, so "
            "that they hold should you come back.",
        ),
        (
            "That you want no more reminders, if you said so, and that an admin lets you start "
            "exchanges, if one did.",
        ),
        (
            "If you asked for, or agreed to, the opening of a match in an emergency: that you did, "
            "until all of that exchange goes.",
        ),
        ("Backups of whoever runs me, until they delete them.",),
    ]
    return lines


def _listed(exchanges: Sequence[Exchange]) -> Line:
    named = _named(exchanges)
    parts: list[Line] = [named[0]]
    for one in named[1:]:
        parts += [(", ",), one]
    return tuple(parts)


def _named(exchanges: Sequence[Exchange]) -> list[Line]:
    shown: list[Line] = [typed(one.name, strong=True) for one in exchanges[:MAX_NAMED]]
    more = len(exchanges) - MAX_NAMED
    return [*shown, (f"{more} more",)] if more > 0 else shown


def forgotten(traces: Traces) -> Message:
    """What has come of it already, and what comes of it later."""
    blocks: list[Block] = [section("Done: your wishlists and delivery notes are gone.")]
    if traces.left:
        named = _listed(traces.left)
        blocks.append(paragraph("You are out of this, and organize it no more: ", *named, "."))
    if traces.past_count:
        blocks.append(
            section(
                "Your name and your anonymous messages go from what is over within the next "
                "minutes."
            )
        )
    if traces.drawn:
        blocks.append(
            paragraph(
                "Your match stands in ",
                *_listed(traces.drawn),
                " until that is over; then you are forgotten there, too. The anonymous messages "
                "you wrote there are gone already, unless one was reported.",
            )
        )
    return Message("You are being forgotten.", tuple(blocks))
