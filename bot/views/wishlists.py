"""A person's own wishlist to edit, and how a wish reads to somebody else."""

from __future__ import annotations

from collections.abc import Callable

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    SectionBlock,
    UrlInputElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, field, modal, plain, section, small
from bot.views.message import Message
from bot.views.text import Line, Part, cut, emoji, link, paragraph, typed
from core.domain.rules import MAX_NOTES, MAX_WISH_NOTE, MAX_WISH_TITLE, MAX_WISHES
from core.domain.snapshots import Exchange, Wishlist
from core.domain.types import Wish

SHORT_LINK = 60
SHORT_NOTE = 80


def editor(wishlist: Wishlist) -> View:
    exchange_id = wishlist.exchange.exchange_id
    blocks: list[Block] = [
        paragraph(
            "What would you like to get in ", typed(wishlist.exchange.name, strong=True), "?"
        ),
        small(
            "Only the person who draws you sees this. You can change it until the exchange ends. "
            "Wishes are kept as soon as you add them; Save keeps the two fields at the end."
        ),
        *_own_wishes(wishlist),
        *_adding(wishlist),
        _notes_field(
            ids.DISLIKES, "Rather not", wishlist.dislikes, "Allergies, or what you already have."
        ),
        _notes_field(
            ids.DELIVERY_NOTES,
            "Delivery notes",
            wishlist.delivery_notes,
            "How a gift reaches you: an address, a desk, a size.",
        ),
    ]
    remember: dict[str, str | int] = {"exchange": exchange_id}
    return modal(ids.WISHLIST_VIEW, "My wishlist", blocks, submit="Save", remember=remember)


def news(exchange: Exchange) -> Message:
    """For whoever gives to them. It names nobody, as in a sealed envelope."""
    words = paragraph(
        emoji("gift"),
        " The wishlist of the person you give to in ",
        typed(exchange.name, strong=True),
        " has changed.",
    )
    see = button("See the wishlist", ids.SHOW_MATCH, exchange.exchange_id)
    return Message("A wishlist that matters to you has changed.", (words, actions(see)))


def _own_wishes(wishlist: Wishlist) -> list[SectionBlock]:
    last = len(wishlist.items) - 1
    return [
        section(
            f"{index + 1}. {_short(wish)}",
            _menu(wishlist, wish, up=index > 0, down=index < last),
        )
        for index, wish in enumerate(wishlist.items)
    ]


def _short(wish: Wish) -> str:
    """Title, link and note in brief; the form behind "Edit" has them in full."""
    lines = (wish.title, cut(wish.link, SHORT_LINK), cut(wish.note, SHORT_NOTE))
    return "\n".join(line for line in lines if line)


def _menu(wishlist: Wishlist, wish: Wish, *, up: bool, down: bool) -> OverflowMenuElement:
    choices = [("edit", "Edit")]
    choices += [("up", "Move up")] if up else []
    choices += [("down", "Move down")] if down else []
    choices.append(("remove", "Remove"))
    target = f"{wishlist.exchange.exchange_id}:{wish.wish_id}"
    options = [Option(text=plain(label), value=f"{what}:{target}") for what, label in choices]
    return OverflowMenuElement(action_id=ids.WISH_MENU, options=options)


def _adding(wishlist: Wishlist) -> list[Block]:
    if len(wishlist.items) >= MAX_WISHES:
        return [small(f"Your list holds {MAX_WISHES} wishes, and that is all it holds.")]
    label = "Add a wish"
    return [actions(button(label, ids.WISH_ADD, wishlist.exchange.exchange_id))]


def _notes_field(field_id: str, label: str, text: str, hint: str) -> InputBlock:
    area = PlainTextInputElement(
        multiline=True, max_length=MAX_NOTES, initial_value=text if text else None
    )
    return field(field_id, label, area, hint=hint, optional=True)


def wish_form(exchange_id: str, wish: Wish, *, is_new: bool) -> View:
    """To edit a wish, or to add one: that has an id already, so that the form sent twice adds it
    once."""
    title = PlainTextInputElement(
        max_length=MAX_WISH_TITLE, initial_value=wish.title or None, focus_on_load=True
    )
    address = UrlInputElement(initial_value=wish.link or None)
    note = PlainTextInputElement(
        multiline=True,
        max_length=MAX_WISH_NOTE,
        initial_value=wish.note or None,
    )
    blocks = [
        field(ids.WISH_TITLE, "Wish", title),
        field(ids.WISH_LINK, "Link", address, hint="Where to find it.", optional=True),
        field(ids.WISH_NOTE, "Note", note, hint="Size, colour, why.", optional=True),
    ]
    remember: dict[str, str | int] = {"exchange": exchange_id, "wish": wish.wish_id}
    if is_new:
        remember["new"] = 1
    return modal(
        ids.WISH_VIEW,
        "Add a wish" if is_new else "Edit a wish",
        blocks,
        submit="Save",
        close="Cancel",
        remember=remember,
    )


def wish_line(wish: Wish, show: Callable[[str], Part] = typed) -> Line:
    parts: list[Part] = [show(wish.title)]
    if wish.link:
        parts += ["\n", link(wish.link)]
    if wish.note:
        parts += ["\n", show(wish.note)]
    return tuple(parts)
