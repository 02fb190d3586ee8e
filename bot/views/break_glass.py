"""Emergencies: asking to open one match, agreeing to it, looking at it once, and telling everybody.

Whom somebody gives to stands in a single one of these, a modal that is shown once.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    PlainTextInputElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, confirmation, field, modal, plain, section, small
from bot.views.message import Message
from bot.views.text import Line, bold, day, emoji, mention, paragraph, people, quote, typed
from core.domain.break_glass import LAPSES_AFTER, MAX_REASON
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import (
    Exchange,
    Opened,
    OpenedMatch,
    OpenedNotice,
    OpeningAnswer,
    OpeningForm,
    OpeningRequest,
)
from core.domain.types import OpeningStatus

TITLE = "Open one match"
HOURS = int(LAPSES_AFTER.total_seconds()) // 3600


def open_button(exchange: Exchange) -> ButtonElement:
    """For organizers, once names are drawn."""
    return button(TITLE, ids.BREAK_GLASS, exchange.exchange_id)


def form(asking: OpeningForm) -> View:
    exchange = asking.exchange
    blocks: list[Block] = [
        paragraph(bold("For emergencies only. "), *_how(asking)),
        field(
            ids.OPENING_GIVER,
            "Whose match has to be known?",
            UserSelectElement(placeholder=plain("Choose a person")),
            hint="You will see whom they give to.",
        ),
        field(
            ids.OPENING_REASON,
            "Why?",
            PlainTextInputElement(multiline=True, max_length=MAX_REASON),
            hint="Those who are asked to agree read this, and nobody else.",
        ),
        field(
            ids.OPENING_ADMIN,
            "An admin of this workspace who may agree",
            UserSelectElement(placeholder=plain("Choose an admin")),
            hint=_who_agrees(asking),
            optional=bool(asking.others),
        ),
    ]
    if exchange.joined_count <= MIN_PEOPLE:
        blocks.append(small(f"With {MIN_PEOPLE} people, one match tells all of them."))
    known: dict[str, str | int] = {"exchange": exchange.exchange_id}
    return modal(ids.OPENING_VIEW, TITLE, blocks, submit="Ask", close="Cancel", remember=known)


def _how(asking: OpeningForm) -> Line:
    return (
        "In ",
        typed(asking.exchange.name, strong=True),
        f" you can ask to see one single match. Somebody else has to agree within {HOURS} hours. "
        "Then you see it once, and everybody in the exchange is told that you two have opened a "
        "match, but not which.",
    )


def _who_agrees(asking: OpeningForm) -> str:
    if asking.others:
        return "The other organizers are asked anyway; one who agrees is enough."
    return "Nobody else organizes this exchange, so an admin has to agree."


def asked(exchange: Exchange) -> Message:
    """For the organizer who asked."""
    words = (
        f"I have asked, and tell you as soon as somebody agrees or refuses. After {HOURS} hours "
        "without an answer it lapses."
    )
    name = typed(exchange.name, strong=True)
    return Message("I have asked.", (paragraph("One match in ", name), section(words)))


def request(asking: OpeningRequest) -> Message:
    """To those who may agree."""
    sure = confirmation(
        "Let them see this match?",
        "Everybody in the exchange will be told that you two have opened one match, and not which.",
        "Agree",
        danger=True,
    )
    buttons = actions(
        button("Agree", ids.OPENING_AGREE, asking.opening_id, confirm=sure),
        button("Refuse", ids.OPENING_REFUSE, asking.opening_id),
    )
    blocks = (
        paragraph(
            emoji("rotating_light"),
            " ",
            mention(asking.asked_by),
            " asks to see one match in ",
            typed(asking.exchange.name, strong=True),
            ": whom ",
            mention(asking.giver_id),
            " gives to. The reason:",
        ),
        quote(typed(asking.reason)),
        section(
            "That takes two, so it needs somebody else to agree. You don't get to see the match. "
            f"Please agree only if there is no other way; without an answer it lapses after {HOURS}"
            " hours."
        ),
        buttons,
    )
    return Message("An organizer asks you to agree to something.", blocks)


def decided(exchange: Exchange, *, agrees: bool) -> Message:
    """In place of the question, for whoever has answered it."""
    name = typed(exchange.name, strong=True)
    if agrees:
        rest = ": they can look once, and then everybody in it is told."
        return Message("You have agreed.", (paragraph("You have agreed in ", name, rest),))
    rest = ": the match stays closed, and they are told that you have refused."
    return Message("You have refused.", (paragraph("You have refused in ", name, rest),))


def answer(answer: OpeningAnswer) -> Message:
    """For whoever asked."""
    name = typed(answer.exchange.name, strong=True)
    who: Line = (mention(answer.decided_by),) if answer.decided_by else ("Somebody",)
    if answer.status == OpeningStatus.AGREED:
        return _agreed(answer, name, who)
    if answer.status == OpeningStatus.REFUSED:
        words = " has refused to open a match in "
        rest = ". It stays closed; talk to them if you still need it."
        return Message("Your request was refused.", (paragraph(*who, words, name, rest),))
    if answer.status == OpeningStatus.OPENED:
        over = paragraph("You have looked at the match in ", name, ", and it is closed again.")
        return Message("You have looked at the match.", (over,))
    lapsed = paragraph(
        "Your request to open a match in ",
        name,
        f" has lapsed: nothing happened for {HOURS} hours, or nothing can come of it any more. The "
        "match stays closed. If you still need it, ask again.",
    )
    return Message("Your request has lapsed.", (lapsed,))


def _agreed(answer: OpeningAnswer, name: Line, who: Line) -> Message:
    sure = confirmation(
        "Look now?",
        "You see it once, and at that moment everybody in the exchange is told that a match was "
        "opened.",
        "Show it",
        danger=True,
    )
    show = button("Show the match once", ids.OPENING_SHOW, answer.opening_id, confirm=sure)
    blocks = (
        paragraph(*who, " has agreed that you look at one match in ", name, "."),
        section(f"You can do that once, within {HOURS} hours. Nobody is told before you look."),
        actions(show),
    )
    return Message("Somebody has agreed to your request.", blocks)


def shown(opened: OpenedMatch) -> View:
    """Once, and for the eyes of whoever asked."""
    blocks = (
        paragraph(typed(opened.exchange.name, strong=True)),
        paragraph(
            mention(opened.giver_id),
            " gives to ",
            mention(opened.recipient_id),
            ". Please keep it to yourself as far as you can.",
        ),
        small("Closing this hides it for good. Everybody in the exchange is being told."),
    )
    return modal(ids.NOTE_VIEW, TITLE, blocks)


def was_shown(exchange: Exchange) -> Message:
    """In place of the button."""
    name = typed(exchange.name, strong=True)
    words = paragraph("You have looked at one match in ", name, ". It is closed again.")
    return Message("You have looked at the match.", (words,))


def notice(opened: OpenedNotice) -> Message:
    """For everybody in the exchange."""
    both = people((opened.asked_by, opened.decided_by))
    blocks = (
        paragraph(
            emoji("rotating_light"),
            " In an emergency, one match in ",
            typed(opened.exchange.name, strong=True),
            " was opened: ",
            both,
            " decided that together, and one of them has seen it.",
        ),
        section(
            "Which one is told to nobody. All others stay secret, and nothing changes for you: "
            "whom you give to stays as it is."
        ),
    )
    return Message("One match was opened in an emergency.", blocks)


def record(opened: Opened, time_zone: str) -> Line:
    """For organizers, later on."""
    on = opened.opened_at.astimezone(ZoneInfo(time_zone)).date()
    both = (mention(opened.asked_by), " asked, ", mention(opened.decided_by), " agreed.")
    return (f"One match was opened on {day(on)}: ", *both)
