"""What may stand on a wishlist, and until when."""

from __future__ import annotations

from core.domain import errors
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, Wish

MAX_WISHES = 50
MAX_WISH_TITLE = 150
MAX_WISH_LINK = 500
MAX_WISH_NOTE = 300
MAX_NOTES = 1000


def check_can_edit_wishlist(exchange: Exchange, *, takes_part: bool) -> None:
    """Until completion, also after the draw: the giver sees the newest wishes."""
    if not takes_part:
        raise errors.NotParticipant
    if exchange.status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED, ExchangeStatus.DRAWN):
        raise errors.WrongStatus(exchange.status)


def check_wish(wish: Wish) -> None:
    """A title, and a link that is empty or an http(s) address with a host and no blanks."""
    if not wish.title.strip():
        raise errors.WishRefused(errors.WishProblem.NO_TITLE)
    limits = (
        (errors.WishField.TITLE, wish.title, MAX_WISH_TITLE),
        (errors.WishField.LINK, wish.link, MAX_WISH_LINK),
        (errors.WishField.NOTE, wish.note, MAX_WISH_NOTE),
    )
    for field, text, limit in limits:
        if len(text) > limit:
            raise errors.WishRefused(errors.WishProblem.TOO_LONG, field)
    if wish.link and not _is_web_address(wish.link):
        raise errors.WishRefused(errors.WishProblem.NOT_A_LINK, errors.WishField.LINK)


def _is_web_address(link: str) -> bool:
    scheme, separator, rest = link.partition("://")
    host = rest.split("/", 1)[0]
    clean = link.isprintable() and not any(mark in link for mark in ' <>|"')
    return scheme.lower() in ("http", "https") and bool(separator and host) and clean
