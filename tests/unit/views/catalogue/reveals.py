"""Every view of the exchange day and the reveal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.views import exchange_day, exchanges, overview, reveals
from core.domain.snapshots import Circle, Exchange, GiftSeen, Revealed
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make

DAY = timedelta(days=10)


def a_circle(count: int = 3, **changes: object) -> Circle:
    everybody = worlds.people(count)
    chain = (*everybody, everybody[0])
    exchange = worlds.a_full_exchange(status=ExchangeStatus.DRAWN, revealed_at=worlds.DRAW_AT)
    return replace(Circle(exchange, (chain,), 1, 1, count), **changes)  # type: ignore[arg-type]


def views() -> dict[str, Make]:
    ordinary = worlds.an_exchange(status=ExchangeStatus.DRAWN)
    full = worlds.a_full_exchange(
        status=ExchangeStatus.DRAWN, reveal_at=worlds.DRAW_AT, posts_circle=True
    )
    known = replace(full, revealed_at=worlds.DRAW_AT)
    organized = worlds.an_involvement(is_organizer=True)
    pairs = worlds.people(150)
    couples = tuple((one, other, one) for one, other in zip(pairs[::2], pairs[1::2], strict=True))
    planned = replace(ordinary, reveal_at=worlds.DRAW_AT + DAY, posts_circle=True)
    told = worlds.an_involvement(
        replace(planned, revealed_at=worlds.DRAW_AT + DAY),
        gift=GiftSeen(),
        awaited=GiftSeen(may_miss=True),
    )
    made: dict[str, Make] = {
        "reveal-saved-typical": lambda: reveals.saved(planned),
        "announcement-with-a-reveal-typical": lambda: exchanges.announcement(
            replace(planned, status=ExchangeStatus.OPEN)
        ),
        "status-revealed-typical": lambda: overview.status([told], worlds.NOW),
        "circle-ordinary": lambda: reveals.circle(a_circle(exchange=ordinary)),
        "status-of-an-organizer": lambda: overview.status([organized], worlds.NOW),
        "circle-overfull": lambda: reveals.circle(a_circle(150, part=2, parts=4)),
        "circle-couples": lambda: reveals.circle(a_circle(chains=couples)),
        "circle-too-many": lambda: reveals.circle(a_circle(chains=(), count=10_000)),
        "status-revealed": lambda: overview.status([worlds.an_involvement(known)], worlds.NOW),
        "announcement-revealed": lambda: exchanges.announcement(known),
    }
    for name, exchange in {"ordinary": ordinary, "overfull": full, "revealed": known}.items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    return {
        f"day-{name}": lambda: exchange_day.today(exchange),
        f"reveal-form-{name}": lambda: reveals.form(exchange),
        f"reveal-saved-{name}": lambda: reveals.saved(exchange),
        f"revealed-{name}": lambda: reveals.revealed(Revealed(exchange, worlds.RECIPIENT)),
        f"revealed-envelope-{name}": lambda: reveals.revealed(Revealed(exchange, None)),
        f"giver-{name}": lambda: reveals.giver(Revealed(exchange, worlds.RECIPIENT)),
    }
