"""Writing one's wishlist: ordered, sealed, one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.db import models
from core.db.session import Database
from core.domain import errors, rules
from core.domain.errors import WishProblem
from core.domain.snapshots import Exchange, Wishlist
from core.domain.types import ExchangeStatus
from core.services.registry import Services
from core.services.wishlists import Move
from tests.builders import ANA, BEN, DAN, EVERYBODY, OLGA, a_wish, an_exchange, by
from tests.integration import looking

S = ExchangeStatus


@pytest.fixture
def exchange(services: Services) -> Exchange:
    return an_exchange(services)


def wished(services: Services, exchange: Exchange, *titles: str) -> Wishlist:
    for title in titles:
        services.wishlists.add_item(by(ANA), exchange.exchange_id, a_wish(title))
    return services.wishlists.show(by(ANA), exchange.exchange_id)


def titles(wishlist: Wishlist) -> list[str]:
    return [item.title for item in wishlist.items]


def test_a_wishlist_begins_empty(services: Services, exchange: Exchange) -> None:
    assert services.wishlists.show(by(ANA), exchange.exchange_id) == Wishlist(exchange)


def test_a_new_wish_is_added_to_the_end(services: Services, exchange: Exchange) -> None:
    wish = a_wish("Tea", link="https://example.org/tea", note="green")
    wished(services, exchange, "Book")

    wishlist = services.wishlists.add_item(by(ANA), exchange.exchange_id, wish)

    book, tea = wishlist.items
    assert (book.title, tea.title, tea.link, tea.note) == ("Book", "Tea", wish.link, "green")
    assert tea.wish_id == wish.wish_id
    assert services.wishlists.show(by(ANA), exchange.exchange_id) == wishlist


def test_a_wish_is_changed_where_it_stands(services: Services, exchange: Exchange) -> None:
    middle = wished(services, exchange, "Book", "Tea", "Socks").items[1]

    changed = services.wishlists.edit_item(
        by(ANA), exchange.exchange_id, a_wish("Coffee", wish_id=middle.wish_id)
    )

    assert titles(changed) == ["Book", "Coffee", "Socks"]
    assert changed.items[1].wish_id == middle.wish_id


def test_the_same_form_sent_again_adds_nothing(services: Services, exchange: Exchange) -> None:
    first = wished(services, exchange, "Book", "Tea").items[0]

    again = services.wishlists.add_item(
        by(ANA), exchange.exchange_id, a_wish("Big book", wish_id=first.wish_id)
    )

    assert titles(again) == ["Big book", "Tea"]


def test_a_wish_is_removed(services: Services, exchange: Exchange) -> None:
    middle = wished(services, exchange, "Book", "Tea", "Socks").items[1]

    left = services.wishlists.remove_item(by(ANA), exchange.exchange_id, middle.wish_id)

    assert titles(left) == ["Book", "Socks"]


MOVES = {
    "first_up": (0, Move.UP, ["Book", "Tea", "Socks"]),
    "first_down": (0, Move.DOWN, ["Tea", "Book", "Socks"]),
    "middle_up": (1, Move.UP, ["Tea", "Book", "Socks"]),
    "middle_down": (1, Move.DOWN, ["Book", "Socks", "Tea"]),
    "last_up": (2, Move.UP, ["Book", "Socks", "Tea"]),
    "last_down": (2, Move.DOWN, ["Book", "Tea", "Socks"]),
}


@pytest.mark.parametrize(("place", "move", "then"), MOVES.values(), ids=MOVES.keys())
def test_a_wish_moves_one_place_and_stops_at_the_end(
    services: Services, exchange: Exchange, place: int, move: Move, then: list[str]
) -> None:
    wish = wished(services, exchange, "Book", "Tea", "Socks").items[place]

    moved = services.wishlists.move_item(by(ANA), exchange.exchange_id, wish.wish_id, move)

    assert titles(moved) == then
    assert services.wishlists.show(by(ANA), exchange.exchange_id) == moved


def test_notes_are_kept_beside_the_wishes(services: Services, exchange: Exchange) -> None:
    wished(services, exchange, "Book")

    noted = services.wishlists.write_notes(
        by(ANA), exchange.exchange_id, dislikes="Cats", delivery_notes="At the desk"
    )

    assert (noted.dislikes, noted.delivery_notes) == ("Cats", "At the desk")
    assert titles(noted) == ["Book"]
    assert services.wishlists.show(by(ANA), exchange.exchange_id) == noted


Change = Callable[[Services, str, str], object]
CHANGES: dict[str, Change] = {
    "add": lambda s, who, e: s.wishlists.add_item(by(who), e, a_wish()),
    "edit": lambda s, who, e: s.wishlists.edit_item(by(who), e, a_wish(wish_id="gone")),
    "remove": lambda s, who, e: s.wishlists.remove_item(by(who), e, "gone"),
    "move": lambda s, who, e: s.wishlists.move_item(by(who), e, "gone", Move.UP),
    "notes": lambda s, who, e: s.wishlists.write_notes(by(who), e, dislikes="", delivery_notes=""),
    "show": lambda s, who, e: s.wishlists.show(by(who), e),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("who", [DAN, OLGA], ids=["stranger", "organizer_beside_it"])
def test_only_participants_have_a_wishlist(services: Services, change: Change, who: str) -> None:
    exchange = an_exchange(services, people=())

    with pytest.raises(errors.NotParticipant):
        change(services, who, exchange.exchange_id)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("status", [S.COMPLETED, S.CANCELLED])
def test_a_wishlist_ends_with_the_exchange(
    services: Services, database: Database, change: Change, status: S
) -> None:
    over = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus) as refused:
        change(services, ANA, over.exchange_id)

    assert refused.value.status == status
    assert looking.count(database, models.Wishlist) == 0


@pytest.mark.parametrize("status", [S.OPEN, S.STALLED, S.DRAWN])
def test_a_wishlist_is_written_until_completion(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    assert titles(wished(services, exchange, "Book")) == ["Book"]
    assert services.wishlists.editable(by(ANA)) == [exchange]


@pytest.mark.parametrize("change", ["edit", "remove", "move"])
def test_a_wish_that_is_gone_cannot_be_changed(
    services: Services, exchange: Exchange, change: str
) -> None:
    before = wished(services, exchange, "Book")

    with pytest.raises(errors.WishRefused) as refused:
        CHANGES[change](services, ANA, exchange.exchange_id)

    assert refused.value.problem == WishProblem.GONE
    assert services.wishlists.show(by(ANA), exchange.exchange_id) == before


def test_a_wish_that_breaks_a_rule_is_refused(services: Services, exchange: Exchange) -> None:
    with pytest.raises(errors.WishRefused) as refused:
        services.wishlists.add_item(
            by(ANA), exchange.exchange_id, a_wish(link="javascript:alert(1)")
        )

    assert refused.value.problem == WishProblem.NOT_A_LINK


@pytest.mark.parametrize("longer", ["dislikes", "delivery_notes"])
def test_long_notes_are_refused(services: Services, exchange: Exchange, longer: str) -> None:
    notes = {"dislikes": "x" * rules.MAX_NOTES, "delivery_notes": "x" * rules.MAX_NOTES}
    services.wishlists.write_notes(by(ANA), exchange.exchange_id, **notes)

    with pytest.raises(errors.WishRefused) as refused:
        services.wishlists.write_notes(
            by(ANA), exchange.exchange_id, **{**notes, longer: "x" * (rules.MAX_NOTES + 1)}
        )

    assert refused.value.problem == WishProblem.TOO_LONG


def test_there_is_an_end_to_wishes(
    services: Services, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_WISHES", 2)
    full = wished(services, exchange, "Book", "Tea")

    with pytest.raises(errors.WishRefused) as refused:
        wished(services, exchange, "Socks")
    changed = services.wishlists.edit_item(
        by(ANA), exchange.exchange_id, a_wish("Coffee", wish_id=full.items[1].wish_id)
    )

    assert refused.value.problem == WishProblem.TOO_MANY
    assert titles(changed) == ["Book", "Coffee"]


def test_wishlists_are_per_person_and_exchange(services: Services, exchange: Exchange) -> None:
    other = an_exchange(services)
    wished(services, exchange, "Book")

    assert services.wishlists.show(by(BEN), exchange.exchange_id).items == ()
    assert services.wishlists.show(by(ANA), other.exchange_id).items == ()


def test_editable_leaves_out_what_one_only_organizes(services: Services) -> None:
    an_exchange(services, people=())
    an_exchange(services, status=S.CANCELLED)
    mine = an_exchange(services)

    assert services.wishlists.editable(by(OLGA)) == [mine]
    assert services.wishlists.editable(by(DAN)) == []


def test_wishes_are_sealed(services: Services, database: Database, exchange: Exchange) -> None:
    services.wishlists.add_item(
        by(ANA), exchange.exchange_id, a_wish("CANARY-title", note="CANARY-note")
    )
    services.wishlists.write_notes(
        by(ANA), exchange.exchange_id, dislikes="CANARY-cats", delivery_notes="CANARY-desk"
    )

    with database.read() as session:
        (row,) = session.scalars(select(models.Wishlist))
    assert b"CANARY" not in row.content_encrypted
    assert len(row.content_encrypted) > 100
