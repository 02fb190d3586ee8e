"""Writing one's wishlist."""

from __future__ import annotations

import secrets

from slack_bolt import App

from bot import forms, ids, wording
from bot.listeners.binding import bind
from bot.listeners.choosing import choose_one
from bot.listeners.incoming import Incoming
from bot.views import wishlists as views
from core.domain.errors import WishField, WishProblem, WishRefused
from core.domain.types import Wish, WishId
from core.services.registry import Services
from core.services.wishlists import Move

FIELDS = {
    WishField.TITLE: ids.WISH_TITLE,
    WishField.LINK: ids.WISH_LINK,
    WishField.NOTE: ids.WISH_NOTE,
}


def open_by_command(incoming: Incoming, services: Services) -> None:
    candidates = services.wishlists.editable(incoming.caller)
    choose_one(incoming, services, "wishlist", candidates, begin, name=incoming.command.rest)


def begin(incoming: Incoming, services: Services, exchange_id: str, carried: str = "") -> None:
    incoming.open(views.editor(services.wishlists.show(incoming.caller, exchange_id)))


def open_editor(incoming: Incoming, services: Services) -> None:
    begin(incoming, services, incoming.value)


def open_new_wish(incoming: Incoming, services: Services) -> None:
    services.wishlists.show(incoming.caller, incoming.value)  # refuses whom it is not for
    new = Wish(WishId(secrets.token_hex(8)), title="")
    incoming.open(views.wish_form(incoming.value, new, is_new=True))


def use_menu(incoming: Incoming, services: Services) -> None:
    what, exchange_id, wish_id = (*incoming.value.split(":"), "", "")[:3]
    if what == "edit":
        wishlist = services.wishlists.show(incoming.caller, exchange_id)
        for wish in wishlist.items:
            if wish.wish_id == wish_id:
                incoming.open(views.wish_form(exchange_id, wish, is_new=False))
                return
        raise WishRefused(WishProblem.GONE)
    if what == "remove":
        services.wishlists.remove_item(incoming.caller, exchange_id, wish_id)
    else:
        services.wishlists.move_item(incoming.caller, exchange_id, wish_id, Move(what))
    _renew_editor(incoming, services, exchange_id)


def submit_wish(incoming: Incoming, services: Services) -> None:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    is_new = bool(forms.remembered(incoming.view).get("new"))
    put = services.wishlists.add_item if is_new else services.wishlists.edit_item
    try:
        put(incoming.caller, exchange_id, forms.read_wish(incoming.view))
    except WishRefused as refused:
        incoming.refuse({FIELDS[refused.field]: wording.explain(refused)})
        return
    _renew_editor(incoming, services, exchange_id, incoming.view["previous_view_id"])


def submit_notes(incoming: Incoming, services: Services) -> None:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    dislikes, delivery_notes = forms.read_notes(incoming.view)
    services.wishlists.write_notes(
        incoming.caller, exchange_id, dislikes=dislikes, delivery_notes=delivery_notes
    )
    incoming.acknowledge()


def _renew_editor(
    incoming: Incoming, services: Services, exchange_id: str, view_id: str | None = None
) -> None:
    incoming.renew(
        lambda: views.editor(services.wishlists.show(incoming.caller, exchange_id)),
        view_id=view_id,
    )


def register(app: App, services: Services) -> None:
    app.block_action(ids.WISHLIST)(bind(open_editor, services))
    app.block_action(ids.WISH_ADD)(bind(open_new_wish, services))
    app.block_action(ids.WISH_MENU)(bind(use_menu, services))
    app.view_submission(ids.WISH_VIEW)(bind(submit_wish, services))
    app.view_submission(ids.WISHLIST_VIEW)(bind(submit_notes, services))
