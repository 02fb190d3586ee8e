"""A message of an organizer's to everybody: writing it, looking it over, and what is read."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import button, field, modal, plain, section, small
from bot.views.message import Message
from bot.views.text import emoji, mention, paragraph, quote, typed
from core.domain import rules
from core.domain.bulletins import MAX_TEXT, MOST_A_DAY, Audience, check_can_write
from core.domain.snapshots import Bulletin, Draft, Exchange
from core.domain.types import UserId

TITLE = "Message to all"


def open_button(exchange: Exchange) -> list[ButtonElement]:
    """For organizers, while anybody may be written to."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if not rules.allowed(check_can_write, exchange, organizer):
        return []
    return [button(TITLE, ids.BULLETIN, exchange.exchange_id)]


def mark(text: str, audience: Audience) -> str:
    """What the form remembers of what has been looked over."""
    return sha256(f"{audience}\n{text}".encode(errors="surrogatepass")).hexdigest()[:32]


def form(draft: Draft) -> View:
    blocks: list[Block] = [
        paragraph("You write to people in ", typed(draft.exchange.name, strong=True), "."),
        *_fields(draft, "", Audience.JOINED),
        small(
            "Everybody gets it as a direct message that says it is from you. You see it once more "
            f"before it is sent. At most {MOST_A_DAY} of these go out within a day."
        ),
    ]
    return _modal(draft, blocks, "Preview", {})


def preview(draft: Draft, text: str, audience: Audience, writer_id: UserId, key: str) -> View:
    """What everybody will read, above the text that can still be changed. `key` is of what the
    form sends when nothing is changed any more."""
    count = draft.joined_count
    if audience == Audience.EVERYBODY:
        count += draft.invited_count
    people = "1 person gets" if count == 1 else f"{count} people get"
    blocks: list[Block] = [
        section(f"{people} this as a direct message:"),
        *_letter(Bulletin(draft.exchange, writer_id, text)),
        *_fields(draft, text, audience),
        small("If you change it, you see it once more before it is sent."),
    ]
    return _modal(draft, blocks, "Send", {"previewed": mark(text, audience), "key": key})


def _fields(draft: Draft, text: str, audience: Audience) -> Sequence[InputBlock]:
    area = PlainTextInputElement(
        multiline=True, max_length=MAX_TEXT, initial_value=text or None, focus_on_load=not text
    )
    words = field(ids.BULLETIN_TEXT, "Your message", area)
    if not draft.may_ask_invited:
        return (words,)
    options = {
        Audience.JOINED: f"Those who have joined ({draft.joined_count})",
        Audience.EVERYBODY: f"Those who were invited and are silent, too ({draft.invited_count})",
    }
    listed = {one: Option(text=plain(label), value=one.value) for one, label in options.items()}
    choice = RadioButtonsElement(options=list(listed.values()), initial_option=listed[audience])
    return words, field(ids.BULLETIN_TO, "Who gets it, besides you", choice)


def _modal(draft: Draft, blocks: Sequence[Block], submit: str, more: dict[str, str | int]) -> View:
    known: dict[str, str | int] = {"exchange": draft.exchange.exchange_id}
    return modal(
        ids.BULLETIN_VIEW, TITLE, blocks, submit=submit, close="Cancel", remember=known | more
    )


def _letter(bulletin: Bulletin) -> tuple[Block, Block]:
    name = typed(bulletin.exchange.name, strong=True)
    lead = (emoji("loudspeaker"), " ", mention(bulletin.written_by), " organizes ", name)
    return paragraph(*lead, " and writes to everybody:"), quote(typed(bulletin.text))


def received(bulletin: Bulletin) -> Message:
    return Message("An organizer of a Secret Santa writes to everybody.", _letter(bulletin))


def sent(count: int) -> Message:
    """For the organizer who wrote it."""
    who = "1 person" if count == 1 else f"{count} people"
    words = f"Your message is on its way to {who}. Manage shows how many have got it."
    return Message("Your message is on its way.", (section(words),))


def sent_before() -> Message:
    """For a form that has been sent already."""
    words = "This message is on its way already. Manage shows how many have got it."
    return Message("Your message is on its way.", (section(words),))
