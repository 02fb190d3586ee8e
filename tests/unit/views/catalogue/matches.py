"""Every view of a match: as it is told, in its envelope, and looked at again."""

from __future__ import annotations

from dataclasses import replace

from bot.views import drawing, matches
from core.domain.snapshots import Envelope, Exchange, Wishlist
from core.domain.types import ExchangeStatus, MatchNews
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make, each_exchange, each_wishlist


def views() -> dict[str, Make]:
    empty = worlds.a_match()
    made: dict[str, Make] = {
        "match-empty": lambda: drawing.match(empty),
        "shown-empty": lambda: matches.shown(empty),
    }
    for name, exchange in each_exchange().items():
        made[f"envelope-{name}"] = _envelope(Envelope(exchange))
    for name, wishlist in each_wishlist().items():
        made |= _of(name, wishlist)
    drawn = {"typical": worlds.an_exchange, "full": worlds.a_full_exchange}
    for name, an_exchange in drawn.items():
        made |= _of_news(name, an_exchange(status=ExchangeStatus.DRAWN))
    return made


def _of(name: str, wishlist: Wishlist) -> dict[str, Make]:
    exchange = worlds.a_full_exchange(status=ExchangeStatus.DRAWN)
    match = replace(worlds.a_match(wishlist), exchange=exchange)
    return {
        f"shown-{name}": lambda: matches.shown(match),
        f"match-{name}": lambda: drawing.match(match),
    }


def _of_news(name: str, exchange: Exchange) -> dict[str, Make]:
    made: dict[str, Make] = {}
    for news in MatchNews:
        made[f"envelope-{news}-{name}"] = _envelope(Envelope(exchange, news))
        made[f"match-{news}-{name}"] = _match(news)
    return made


def _envelope(envelope: Envelope) -> Make:
    return lambda: matches.envelope(envelope)


def _match(news: MatchNews) -> Make:
    return lambda: drawing.match(replace(worlds.a_match(worlds.a_full_wishlist()), news=news))
