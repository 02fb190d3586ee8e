"""Anonymous messages: writing one, what its reader sees, and what organizers read of it.

Nothing here names anybody, and no value carries more than the id of an exchange or a message.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256

from slack_sdk.models.blocks import Block, ButtonElement, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot import ids
from bot.giveaways import Giveaway
from bot.views.blocks import actions, button, confirmation, field, modal, section, small
from bot.views.message import Message
from bot.views.text import Line, bold, emoji, paragraph, quote, typed
from core.domain.snapshots import AnonymousMessage, Exchange, ReportedMessage, TalkLine
from core.domain.talk import MAX_TEXT
from core.domain.types import Side

TITLE = "Anonymous message"
#: The two sides as the other one calls them, at the beginning and within a sentence.
CALLED = {Side.GIVER: "Your Secret Santa", Side.RECIPIENT: "The person you give to"}
OTHER = {Side.GIVER: "your Secret Santa", Side.RECIPIENT: "the person you give to"}
HOW_SECRET = {
    Side.GIVER: "They are not told who writes, only that it is their Secret Santa.",
    Side.RECIPIENT: "Your Santa knows whom they give to, so they know that it is you. You are not "
    "told who they are.",
}
NAMED = {
    Giveaway.NAME: "your name",
    Giveaway.MENTION: "a mention",
    Giveaway.EMAIL: "an e-mail address",
    Giveaway.PROFILE: "a link to a profile",
}


def ask_button(exchange: Exchange) -> ButtonElement:
    """For the giver."""
    return button("Ask anonymously", ids.TALK_TO_RECIPIENT, exchange.exchange_id)


def talk_buttons(exchange: Exchange, muted: Collection[Side]) -> list[ButtonElement]:
    """For somebody who has a match, and is one."""
    exchange_id = exchange.exchange_id
    buttons = [ask_button(exchange), button("Write to my Santa", ids.TALK_TO_GIVER, exchange_id)]
    return buttons + [unmute_button(exchange, side) for side in Side if side in muted]


def unmute_button(exchange: Exchange, muted: Side) -> ButtonElement:
    if muted == Side.GIVER:
        return button("Unmute my Santa", ids.TALK_UNMUTE_GIVER, exchange.exchange_id)
    return button("Unmute my match", ids.TALK_UNMUTE_RECIPIENT, exchange.exchange_id)


def mark(text: str) -> str:
    """What the form remembers of a text that has been looked at."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def form(line: TalkLine) -> View:
    blocks: list[Block] = [
        paragraph(*_to_whom(line), "."),
        _text_field(),
        small(f"{_how_secret(line)} You see it once more before it is sent."),
    ]
    return _modal(line, blocks, "Preview", {})


def _how_secret(line: TalkLine) -> str:
    if line.exchange.revealed_at:
        return "It has been revealed who gave to whom, so they know that it is you."
    return HOW_SECRET[line.side]


def preview(line: TalkLine, text: str, found: Sequence[Giveaway], key: str) -> View:
    """What the other side will read, above the text that can still be changed. `key` is of what the
    form sends when nothing is changed any more."""
    blocks: list[Block] = [
        paragraph(*_to_whom(line), ". This is what they will read:"),
        *_letter(line.exchange, line.side, text),
    ]
    if found:
        is_known = line.exchange.revealed_at is not None
        words = warning(line.side, found, is_known=is_known)
        blocks.append(paragraph(bold("Careful: "), words))
    blocks.append(_text_field(text))
    blocks.append(small("If you change it, you see it once more before it is sent."))
    return _modal(line, blocks, "Send", {"previewed": mark(text), "key": key})


def _modal(
    line: TalkLine, blocks: Sequence[Block], submit: str, more: dict[str, str | int]
) -> View:
    known: dict[str, str | int] = {"exchange": line.exchange.exchange_id, "side": line.side.value}
    if line.answers:
        known["answers"] = line.answers
    return modal(ids.TALK_VIEW, TITLE, blocks, submit=submit, close="Cancel", remember=known | more)


def _to_whom(line: TalkLine) -> Line:
    verb = "You reply to" if line.answers else "You write to"
    name = typed(line.exchange.name, strong=True)
    return (f"{verb} {OTHER[line.side.other]} in ", name)


def _text_field(text: str = "") -> InputBlock:
    area = PlainTextInputElement(
        multiline=True, max_length=MAX_TEXT, initial_value=text or None, focus_on_load=not text
    )
    return field(ids.TALK_TEXT, "Your message", area)


def warning(side: Side, found: Sequence[Giveaway], *, is_known: bool = False) -> str:
    """What may tell who `side` is, before they send it. `is_known`: the other side knows by now, a
    recipient also who gave to them."""
    named = [NAMED[one] for one in found]
    listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    if side == Side.GIVER and not is_known:
        return (
            f"your text seems to hold {listed}. That may tell them who you are. "
            "You can change it below, or send it as it is."
        )
    knows = "They know you by now" if side == Side.GIVER else "Your Santa knows you anyway"
    return (
        f"your text seems to hold {listed}. {knows}; should somebody report the message, "
        "organizers would read that, too."
    )


def _letter(exchange: Exchange, side: Side, text: str) -> tuple[Block, Block]:
    """`side` is the writer's."""
    name = typed(exchange.name, strong=True)
    lead = paragraph(emoji("love_letter"), f" {CALLED[side]} in ", name, " writes:")
    return lead, quote(typed(text))


def received(message: AnonymousMessage) -> Message:
    """To its reader; or to its writer, when it came back."""
    if message.is_returned:
        return _returned(message)
    buttons = actions(*letter_buttons(message.message_id))
    letter = _letter(message.exchange, message.side, message.text)
    return Message(f"{CALLED[message.side]} has written to you.", (*letter, buttons))


def letter_buttons(message_id: str, *, goes_on: bool = True) -> list[ButtonElement]:
    """What its reader can do about it. `goes_on`: they may answer, and be written to again."""
    sure = confirmation(
        "Report this message?",
        "Organizers get its text to read. They are told neither who wrote it nor that it was you "
        "who got it.",
        "Report it",
    )
    report = button("Report", ids.TALK_REPORT, message_id, confirm=sure)
    if not goes_on:
        return [report]
    reply = button("Reply", ids.TALK_REPLY, message_id, style="primary")
    return [reply, _mute_button(message_id), report]


def _mute_button(message_id: str) -> ButtonElement:
    return button("Mute", ids.TALK_MUTE, message_id)


def _returned(message: AnonymousMessage) -> Message:
    """Why is not said: that may tell a recipient who gives to them."""
    other = OTHER[message.side.other]
    name = typed(message.exchange.name, strong=True)
    blocks = (
        paragraph(f"I could not deliver your message to {other} in ", name, ":"),
        quote(typed(message.text)),
        section("It did not reach them, so they have not read it. You can try again later."),
    )
    return Message("Your anonymous message could not be delivered.", blocks)


def reported(message: ReportedMessage) -> Message:
    """To the organizers."""
    name = typed(message.exchange.name, strong=True)
    sure = confirmation(
        "Stop this writer?",
        "Whoever wrote this can then write no more anonymous messages to whoever got it. "
        "This can't be undone.",
        "Stop them",
        danger=True,
    )
    blocks = (
        paragraph("Somebody reported an anonymous message in ", name, ":"),
        quote(typed(message.text)),
        section(
            "I tell nobody who wrote it or who got it, not even you. As an organizer you can stop "
            "its writer: they are told so, without your name, and nothing else of theirs changes. "
            "Whoever reported it can mute them without you."
        ),
        actions(button("Stop this writer", ids.TALK_STOP, message.report_id, confirm=sure)),
    )
    return Message("Somebody reported an anonymous message.", blocks)


def sent(side: Side) -> Message:
    """For the writer."""
    words = f"Your message to {OTHER[side.other]} is on its way. A reply reaches you here, from me."
    return Message(words, (section(words),))


def muted(line: TalkLine) -> Message:
    """For the reader."""
    words = (
        f"You get no more anonymous messages from {OTHER[line.side.other]} in this exchange. "
        "Should they write, they are told that you take none at the moment."
    )
    unmute = actions(unmute_button(line.exchange, line.side.other))
    return Message("You get no more anonymous messages from them.", (section(words), unmute))


def unmuted(side: Side) -> Message:
    words = f"Messages from {OTHER[side]} reach you again."
    return Message(words, (section(words),))


def report_taken(message_id: str, *, may_mute: bool = True) -> Message:
    """For the reader. Whether there is an organizer who is not the writer, it must not say."""
    words = (
        "Thank you. Its text goes to organizers who did not write it, without your name or the "
        "writer's. They can stop its writer."
    )
    if not may_mute:
        return Message("It has been reported.", (section(words),))
    words = f"{words} If you want no more from them, mute them."
    return Message("It has been reported.", (section(words), actions(_mute_button(message_id))))


def stopped() -> Message:
    """For the organizer."""
    words = "Done. Whoever wrote it can write no more anonymous messages to whoever got it."
    return Message(words, (section(words),))
