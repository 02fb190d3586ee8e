"""What somebody wishes for: sealed at rest, read by its owner, after the draw by their giver."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from core.clock import Clock
from core.crypto import Binding
from core.db import models
from core.db.repository import deliveries, exchanges, participants
from core.db.session import Database
from core.db.vault import Vault
from core.domain import rules
from core.domain.errors import WishProblem, WishRefused
from core.domain.snapshots import Exchange, Wishlist
from core.domain.types import Caller, DeliveryKind, ExchangeStatus, UserId, Wish
from core.services.givers import giver_of
from core.services.owing import owe_again
from core.services.pausing import LONGEST, a_pause
from core.services.requests import load, once

#: After the draw, news of a wishlist wait for a pause, in which more changes may come, and then for
#: so long at least.
BETWEEN_NEWS = LONGEST


class Move(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Wishlists:
    database: Database
    vault: Vault
    clock: Clock

    def editable(self, caller: Caller) -> list[Exchange]:
        """The exchanges in which the caller may edit their wishlist now."""
        statuses = (ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN)
        with self.database.read() as session:
            rows = exchanges.of_person(session, caller.team_id, caller.user_id, statuses)
            mine = [row for row in rows if participants.has_joined(session, row, caller.user_id)]
            return exchanges.snapshot_all(mine)

    def show(self, caller: Caller, exchange_id: str) -> Wishlist:
        """The caller's own. Raises `NotParticipant`, or `WrongStatus` once it is over."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            _check(session, row, caller)
            return read_wishlist(session, self.vault, row, caller.user_id)

    def add_item(self, caller: Caller, exchange_id: str, wish: Wish) -> Wishlist:
        """Add the item to the end. One with this id is the same form, sent again: what it says now
        counts. Raises `WishRefused`."""
        rules.check_wish(wish)
        return self._change(caller, exchange_id, lambda wishlist: _added(wishlist, wish))

    def edit_item(self, caller: Caller, exchange_id: str, wish: Wish) -> Wishlist:
        """Change the item with this id. Raises `WishRefused`; GONE when it was removed
        meanwhile."""
        rules.check_wish(wish)
        return self._change(caller, exchange_id, lambda wishlist: _edited(wishlist, wish))

    def remove_item(self, caller: Caller, exchange_id: str, wish_id: str) -> Wishlist:
        def without(wishlist: Wishlist) -> Wishlist:
            _position(wishlist, wish_id)
            kept = tuple(item for item in wishlist.items if item.wish_id != wish_id)
            return replace(wishlist, items=kept)

        return self._change(caller, exchange_id, without)

    def move_item(self, caller: Caller, exchange_id: str, wish_id: str, move: Move) -> Wishlist:
        """One place up or down; at the end it stays where it is."""
        return self._change(caller, exchange_id, lambda wishlist: _moved(wishlist, wish_id, move))

    def write_notes(
        self, caller: Caller, exchange_id: str, *, dislikes: str, delivery_notes: str
    ) -> Wishlist:
        """Raises `WishRefused` when one is longer than `rules.MAX_NOTES`."""
        if max(len(dislikes), len(delivery_notes)) > rules.MAX_NOTES:
            raise WishRefused(WishProblem.TOO_LONG)

        def noted(wishlist: Wishlist) -> Wishlist:
            return replace(wishlist, dislikes=dislikes, delivery_notes=delivery_notes)

        return self._change(caller, exchange_id, noted)

    def _change(
        self, caller: Caller, exchange_id: str, change: Callable[[Wishlist], Wishlist]
    ) -> Wishlist:
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            _check(session, row, caller)
            before = read_wishlist(session, self.vault, row, caller.user_id)
            wishlist = change(before)
            self._write(session, row, caller, wishlist)
            if row.status == ExchangeStatus.DRAWN and wishlist != before:
                self._owe_news(session, row, caller.user_id)
            return wishlist

    def _owe_news(self, session: Session, exchange: models.Exchange, user_id: UserId) -> None:
        """To whoever gives to them, once for all that is changed in a while; but not while their
        match itself waits to be sent, which then says what is wished for."""
        giver_id = giver_of(session, self.vault, exchange, user_id)
        if giver_id and deliveries.is_match_waiting(session, exchange, giver_id):
            return
        pause = a_pause()
        if giver_id and exchange.drawn_at:
            owe_again(
                session,
                exchange,
                DeliveryKind.WISHES,
                giver_id,
                # As if it were as old as the draw: the row does not tell when somebody wished.
                owed_at=exchange.drawn_at,
                not_before=self.clock.steady() + pause,
                between=BETWEEN_NEWS,
            )

    def _write(
        self, session: Session, exchange: models.Exchange, caller: Caller, wishlist: Wishlist
    ) -> None:
        now = self.clock.now()
        content = {
            "items": [asdict(item) for item in wishlist.items],
            "dislikes": wishlist.dislikes,
            "delivery_notes": wishlist.delivery_notes,
        }
        sealed = self.vault.seal(
            session, _binding(exchange, caller.user_id), json.dumps(content).encode(), now
        )
        row = participants.wishlist(session, exchange, caller.user_id)
        if row is None:
            row = models.Wishlist(
                exchange_id=exchange.exchange_id, user_id=caller.user_id, team_id=exchange.team_id
            )
            session.add(row)
        row.content_encrypted = sealed


def read_wishlist(
    session: Session, vault: Vault, exchange: models.Exchange, user_id: str
) -> Wishlist:
    """Somebody's wishlist; empty when they have written none. Whoever calls has made sure that the
    reader may see it."""
    picture = exchanges.snapshot(exchange)
    row = participants.wishlist(session, exchange, user_id)
    if row is None:
        return Wishlist(picture)
    opened = vault.open(session, _binding(exchange, user_id), row.content_encrypted)
    content = json.loads(opened)
    return Wishlist(
        picture,
        items=tuple(Wish(**item) for item in content["items"]),
        dislikes=content["dislikes"],
        delivery_notes=content["delivery_notes"],
    )


def _binding(exchange: models.Exchange, user_id: str) -> Binding:
    row = (exchange.exchange_id, user_id)
    return Binding(exchange.team_id, "wishlists", row, "content_encrypted")


def _check(session: Session, row: models.Exchange, caller: Caller) -> None:
    takes_part = participants.has_joined(session, row, caller.user_id)
    rules.check_can_edit_wishlist(exchanges.snapshot(row), takes_part=takes_part)


def _added(wishlist: Wishlist, wish: Wish) -> Wishlist:
    if any(item.wish_id == wish.wish_id for item in wishlist.items):
        return _edited(wishlist, wish)
    if len(wishlist.items) >= rules.MAX_WISHES:
        raise WishRefused(WishProblem.TOO_MANY)
    return replace(wishlist, items=(*wishlist.items, wish))


def _edited(wishlist: Wishlist, wish: Wish) -> Wishlist:
    position = _position(wishlist, wish.wish_id)
    items = (*wishlist.items[:position], wish, *wishlist.items[position + 1 :])
    return replace(wishlist, items=items)


def _moved(wishlist: Wishlist, wish_id: str, move: Move) -> Wishlist:
    items = list(wishlist.items)
    position = _position(wishlist, wish_id)
    other = position + (-1 if move == Move.UP else 1)
    if 0 <= other < len(items):
        items[position], items[other] = items[other], items[position]
    return replace(wishlist, items=tuple(items))


def _position(wishlist: Wishlist, wish_id: str) -> int:
    for position, item in enumerate(wishlist.items):
        if item.wish_id == wish_id:
            return position
    raise WishRefused(WishProblem.GONE)
