"""Gifts on their way: the buttons of giver and recipient, and what each reads of the other's.

Nothing here names anybody, and no value carries more than the id of an exchange and, for whoever
reads it, of a rescue or of the message that it stands under.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextInputElement
from slack_sdk.models.views import View

from bot import ids
from bot.giveaways import Giveaway
from bot.views.blocks import actions, button, field, modal, section, small
from bot.views.message import Message
from bot.views.talk import ask_button, letter_buttons, mark, warning
from bot.views.text import Line, bold, emoji, paragraph, quote, typed
from core.domain.gifts import GIVER_HAS
from core.domain.snapshots import AnonymousMessage, Complaint, Exchange, GiftNews, GiftSeen
from core.domain.talk import MAX_TEXT
from core.domain.types import GiftAnswer, GiftMark, Note, Side

DAYS = {2: "two days"}[GIVER_HAS.days]
UNNAMED = "They are not told who you are. "


def value_of(exchange: Exchange, other_id: str = "") -> str:
    """What a button carries: see `bot.forms.read_gift`."""
    return f"{exchange.exchange_id}:{other_id}" if other_id else exchange.exchange_id


def ready_button(exchange: Exchange, rescue_id: str = "") -> ButtonElement:
    return button("Gift is ready", ids.GIFT_READY, value_of(exchange, rescue_id))


def given_button(exchange: Exchange, rescue_id: str = "") -> ButtonElement:
    return button("Given", ids.GIFT_GIVEN, value_of(exchange, rescue_id))


def giving_buttons(exchange: Exchange, gift: GiftSeen, rescue_id: str = "") -> list[ButtonElement]:
    """The next step of whoever gives it, and the way back."""
    if gift.answer == GiftAnswer.CAME or (gift.is_rescued and not rescue_id):
        return []
    if gift.answer == GiftAnswer.MISSING:
        return [given_button(exchange, rescue_id)]
    back = value_of(exchange, rescue_id)
    if gift.mark == GiftMark.GIVEN:
        return [button("Not given yet", ids.GIFT_TAKE_BACK, back)]
    if gift.mark == GiftMark.READY:
        not_ready = button("Not ready yet", ids.GIFT_TAKE_BACK, back)
        return [given_button(exchange, rescue_id), not_ready]
    return [ready_button(exchange, rescue_id)]


def awaiting_buttons(exchange: Exchange, gift: GiftSeen) -> list[ButtonElement]:
    """What its recipient may say."""
    if gift.answer == GiftAnswer.CAME:
        return []
    buttons = [_came_button(exchange)]
    if gift.may_miss:
        buttons.append(_nothing_button(exchange))
    return buttons


def _came_button(exchange: Exchange, note_id: str = "") -> ButtonElement:
    """`note_id`: of the message in which a giver asks, who may be another one by now."""
    return button("My gift has come", ids.GIFT_CAME, value_of(exchange, note_id))


def _nothing_button(exchange: Exchange, note_id: str = "") -> ButtonElement:
    return button("Nothing has come", ids.GIFT_NOTHING, value_of(exchange, note_id))


def giving_words(gift: GiftSeen, rescue_id: str = "") -> str:
    """How it stands, for whoever gives it; empty while they have not said anything."""
    if gift.is_rescued and not rescue_id:
        return "Your gift had not come, so somebody else has stepped in for it."
    if gift.answer == GiftAnswer.CAME:
        return "Your gift has come."
    if gift.answer == GiftAnswer.MISSING:
        return "Whoever you give to says that nothing has come. Press Given once you have given it."
    if gift.mark == GiftMark.GIVEN:
        return "You have given your gift. Next: whoever you give to says that it has come."
    if gift.mark == GiftMark.READY:
        return "Your gift is ready. Next: give it, and press Given."
    return ""


def awaiting_words(gift: GiftSeen) -> str:
    """The same for its recipient."""
    if gift.answer == GiftAnswer.CAME:
        return "Your own gift has come."
    if gift.answer == GiftAnswer.MISSING:
        return (
            "Your own gift has not come. Unless that changes, the organizers hear that one gift is "
            "missing, and somebody may step in."
        )
    if gift.mark == GiftMark.GIVEN:
        return "Your Santa says that your own gift has been given. Has it come?"
    if gift.is_rescued and gift.may_miss:
        return "Somebody else was asked to step in, so that you get a gift, too. Has it come?"
    if gift.is_rescued:
        return "Somebody else steps in, so that you get a gift, too."
    if gift.mark == GiftMark.READY:
        return "Your own gift is ready, says your Santa."
    return ""


def _unnamed(exchange: Exchange, rescue_id: str) -> str:
    """Who was drawn for them they know once that is revealed, but not who steps in."""
    return "" if exchange.revealed_at and not rescue_id else UNNAMED


def noted(news: GiftNews) -> Message:
    """For the giver who has pressed a button."""
    words = giving_words(news.gift, news.rescue_id) or "Noted: your gift is not ready yet."
    if news.gift.mark == GiftMark.GIVEN and news.gift.answer is None:
        words = (
            "Noted. Whoever you give to is asked in a while whether it has come. "
            f"{_unnamed(news.exchange, news.rescue_id)}"
            "Until they have answered, you can take it back."
        )
    blocks: list[Block] = [section(words)]
    if buttons := giving_buttons(news.exchange, news.gift, news.rescue_id):
        blocks.append(actions(*buttons))
    return Message(words, tuple(blocks))


def thanks_form(
    exchange: Exchange, note_id: str = "", text: str = "", found: Sequence[Giveaway] = ()
) -> View:
    """For a recipient whose gift has come. `found`: what they are warned of before it is sent."""
    blocks: list[Block] = [
        paragraph(
            "Your gift in ",
            typed(exchange.name, strong=True),
            " has come: your Santa is told so. You can thank them.",
        )
    ]
    remember: dict[str, str | int] = {"exchange": value_of(exchange, note_id)}
    if found:
        blocks.append(paragraph(bold("Careful: "), warning(Side.RECIPIENT, found)))
        remember["previewed"] = mark(text)
    area = PlainTextInputElement(multiline=True, max_length=MAX_TEXT, initial_value=text or None)
    blocks.append(field(ids.THANKS_TEXT, "Your thanks", area, optional=True))
    secret = "" if exchange.revealed_at else "You are not told who they are. "
    blocks.append(small(f"{secret}They know that it is you."))
    return modal(
        ids.THANKS_VIEW,
        "My gift has come",
        blocks,
        submit="It has come",
        close="Cancel",
        remember=remember,
    )


def nothing_form(complaint: Complaint, note_id: str = "") -> View:
    """For a recipient who waits in vain: who is told what, before anybody is."""
    exchange = complaint.exchange
    secret = "" if exchange.revealed_at else "; nobody is told who your Santa is"
    first = "The organizers hear in a while"
    if complaint.giver_hears:
        first = (
            "Your Santa is told in a while, and has time to put it right. If that changes nothing, "
            f"the organizers hear after {DAYS}"
        )
    blocks = [
        paragraph("Nothing has come for you in ", typed(exchange.name, strong=True), "?"),
        section(
            f"{first} that one gift is missing: not whose, and not whose it was to give. They may "
            "ask somebody to step in. Only that person is told your name, so that they can give to "
            f"you{secret}."
        ),
    ]
    return modal(
        ids.NOTHING_VIEW,
        "Nothing has come",
        blocks,
        submit="Nothing has come",
        close="Cancel",
        remember={"exchange": value_of(exchange, note_id)},
    )


def thanked() -> Message:
    words = "How nice! Your Santa hears of it in a while."
    return Message(words, (section(words),))


def missed(complaint: Complaint) -> Message:
    words = (
        f"{_who_hears(complaint)} Should something come, press My gift has come in /santa status."
    )
    return Message(words, (section(words),))


def _who_hears(complaint: Complaint) -> str:
    if complaint.giver_hears:
        return (
            f"Your Santa is told in a while. If nothing changes within {DAYS}, the organizers hear "
            "that one gift is missing, and not whose."
        )
    return (
        "The organizers hear in a while that one gift is missing, and not whose. They may ask "
        "somebody to step in."
    )


def note(message: AnonymousMessage) -> Message:
    """What one side reads when the other has pressed a button; or its writer, when it came back."""
    if message.is_returned:
        return _returned(message)
    if message.note == Note.GIVEN:
        return _given(message.exchange, message.message_id)
    return _came(message) if message.note == Note.CAME else _nothing(message)


def _given(exchange: Exchange, note_id: str) -> Message:
    lead: Line = (
        emoji("gift"),
        " Your Secret Santa in ",
        typed(exchange.name, strong=True),
        " says that your gift has been given. Has it come?",
    )
    buttons = actions(_came_button(exchange, note_id), _nothing_button(exchange, note_id))
    return Message("Your gift has been given. Has it come?", (paragraph(*lead), buttons))


def _whom(message: AnonymousMessage) -> str:
    return "The person you step in for in " if message.rescue_id else "The person you give to in "


def _came(message: AnonymousMessage) -> Message:
    name = typed(message.exchange.name, strong=True)
    says = " says that your gift has come."
    if not message.text:
        blocks: list[Block] = [paragraph(emoji("tada"), " ", _whom(message), name, says)]
        return Message("Your gift has come.", tuple(blocks))
    blocks = [
        paragraph(emoji("tada"), " ", _whom(message), name, says, " They write:"),
        quote(typed(message.text)),
        actions(*letter_buttons(message.message_id, goes_on=not message.rescue_id)),
    ]
    return Message("Your gift has come, with thanks.", tuple(blocks))


def _nothing(message: AnonymousMessage) -> Message:
    exchange = message.exchange
    blocks = (
        paragraph(
            _whom(message), typed(exchange.name, strong=True), " says that nothing has come yet."
        ),
        section(
            "Please give your gift now, or find out where it is, and press Given once it is with "
            f"them. {_unnamed(exchange, message.rescue_id)}If nothing changes within {DAYS}, the "
            "organizers hear that one gift is missing: not whose, and not whose it was to give."
        ),
        actions(
            given_button(exchange, message.rescue_id),
            *([] if message.rescue_id else [ask_button(exchange)]),
        ),
    )
    return Message("Nothing has come yet, says whoever you give to.", blocks)


def _returned(message: AnonymousMessage) -> Message:
    """Why is not said: that may tell a recipient who gives to them."""
    name = typed(message.exchange.name, strong=True)
    said: dict[Note | None, Line] = {
        Note.GIVEN: ("the person you give to in ", name, " that your gift has been given."),
        Note.CAME: ("your Secret Santa in ", name, " that your gift has come."),
        Note.NOTHING: ("your Secret Santa in ", name, " that nothing has come."),
    }
    blocks: list[Block] = [paragraph("I could not tell ", said[message.note])]
    if message.text:
        blocks.append(quote(typed(message.text)))
    if message.note == Note.NOTHING:
        words = f"In {DAYS} the organizers hear that one gift is missing, and not whose."
        blocks.append(section(words))
    return Message("Somebody could not be told about a gift.", tuple(blocks))
