"""Every view of what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.views import copying, history
from core.domain.snapshots import PastExchange, PastPage, Turnout
from tests.unit.views import worlds
from tests.unit.views.catalogue.office import OVER
from tests.unit.views.catalogue.samples import COUNTS, Make

FULL = worlds.a_full_exchange()
TURNOUT = Turnout(100_000, 100_000, 100_000, 100_000, 100_000)
PAST = PastExchange(FULL, worlds.RECIPIENT, giver_id=worlds.ORGANIZER, turnout=TURNOUT)
ENVELOPE = PastExchange(FULL, None, in_envelope=True, turnout=TURNOUT)
HERE, TWELVE = worlds.people(4)[3], Turnout(12, 15, 1, 12, 0)


def views() -> dict[str, Make]:
    made: dict[str, Make] = {"history-empty": lambda: history.history(PastPage())}
    made["history-organizer-typical"] = lambda: history.history(
        PastPage((PastExchange(OVER, worlds.RECIPIENT, giver_id=HERE, turnout=TWELVE),)), [OVER]
    )
    for count in COUNTS:
        made[f"history-{count}"] = _history(PAST, count)
        made[f"history-envelopes-{count}"] = _history(ENVELOPE, count)
    return made


def _history(past: PastExchange, count: int) -> Make:
    over = ([FULL] * count)[: copying.MOST]
    return lambda: history.history(_some(past, count), over)


def _some(past: PastExchange, count: int) -> PastPage:
    """The middle one of several pages, each of another year, where there are many."""
    most = min(count, 10)
    years = [timedelta(days=366 * number) for number in range(most)]
    each = [
        replace(past, exchange=replace(past.exchange, drawn_at=worlds.DRAW_AT - before))
        for before in years
    ]
    return PastPage(tuple(each), page=int(count > 1), page_count=-(-count // 10))
