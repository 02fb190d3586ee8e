"""Every view of who must not draw whom."""

from __future__ import annotations

from dataclasses import replace

from bot.views import drawing, excluding, exclusions
from core.domain.snapshots import Drawability, Exchange
from core.domain.types import ExchangeStatus, ExclusionId, Origin, OriginKind
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import (
    GROUP,
    HUGE,
    PAIR,
    STATES,
    USERGROUPS,
    Make,
    each_exchange,
)
from tests.unit.views.worlds import a_board, a_full_exchange

OF_MEMBERS = tuple(
    replace(GROUP, people=worlds.people(count), origin=Origin(kind, "C0CHANNEL01", worlds.HOSTILE))
    for kind in OriginKind
    for count in (2, 10_000)
)
MANY = tuple(
    replace(GROUP, exclusion_id=ExclusionId(f"xc_{number:016d}")) for number in range(1000)
)
FULL = a_board(MANY, exchange=a_full_exchange(), drawability=HUGE, has_past=True)


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "exclusions-empty": lambda: exclusions.board(a_board()),
        "exclusions-typical": lambda: exclusions.board(a_board((GROUP, PAIR))),
        "exclusions-with-a-past": lambda: exclusions.board(a_board((GROUP, PAIR), has_past=True)),
        "exclusions-private": lambda: exclusions.board(a_board(private_count=3)),
        "exclusions-of-members": lambda: exclusions.board(a_board(OF_MEMBERS)),
        "exclusions-own": lambda: exclusions.board(
            a_board((worlds.ONE_WAY,), is_organizer=False, drawability=None)
        ),
        "exclusions-overfull": lambda: exclusions.board(FULL, 1),
        "asked-one": lambda: exclusions.asked(1),
        "asked": lambda: exclusions.asked(500),
        "add-group-without-usergroups": lambda: excluding.add("ex_1", "group"),
        "members-reading": excluding.reading_members,
        "members-kept-apart": lambda: excluding.kept_apart("ex_1"),
        "exclusion-added": lambda: exclusions.added(a_board((GROUP,), drawability=HUGE), [GROUP]),
        "exclusion-added-own": lambda: exclusions.added(
            a_board((worlds.ONE_WAY,), is_organizer=False, drawability=None), [worlds.ONE_WAY]
        ),
        "exclusions-added": lambda: exclusions.added(
            a_board((PAIR,), drawability=None), [PAIR] * 100
        ),
    }
    made |= {f"add-{form}": _adding(form) for form in ("group", "one_way", "own")}
    for name, state in STATES.items():
        for status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
            made |= _in_state(f"{name}-{status}", worlds.an_exchange(status=status), state)
    for name, exchange in each_exchange().items():
        made[f"reconsider-{name}"] = _reconsidering(exchange)
    return made


def _adding(form: str) -> Make:
    return lambda: excluding.add("ex_1", form, USERGROUPS)


def _in_state(name: str, exchange: Exchange, state: Drawability) -> dict[str, Make]:
    board = a_board((GROUP, PAIR), exchange=exchange, drawability=state)
    made: dict[str, Make] = {
        f"exclusions-{name}": lambda: exclusions.board(board),
        f"relaxed-{name}": lambda: exclusions.relaxed(board),
        f"added-{name}": lambda: exclusions.added(board, [PAIR]),
    }
    if relax := drawing.removable(state):
        made[f"relax-{name}"] = lambda: exclusions.relax(exchange, relax)
    return made


def _reconsidering(exchange: Exchange) -> Make:
    return lambda: exclusions.reconsider(exchange)
