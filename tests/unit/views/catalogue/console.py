"""Every view of the organizers' console and of the export."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.views import console, exporting
from core.domain.roster import Standing
from core.domain.snapshots import (
    ConsoleBoard,
    FailedDelivery,
    MessageReport,
    Opened,
    Placed,
    RosterPage,
)
from core.domain.types import ExchangeStatus, UserId
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "reminded-nobody": lambda: console.reminded(0),
        "reminded": lambda: console.reminded(12),
        "trying-nothing-again": lambda: console.trying_again(0),
        "trying-again": lambda: console.trying_again(1),
        "export-writing": exporting.writing,
        "export-sent": exporting.sent,
        "export-not-sent": exporting.not_sent,
        "export-not-allowed": exporting.not_allowed,
    }
    for status in ExchangeStatus:
        made |= _of(status)
    return made


def _of(status: ExchangeStatus) -> dict[str, Make]:
    full, typical = worlds.a_full_console(status), _typical(status)
    empty = ConsoleBoard(worlds.an_exchange(status=status), RosterPage())
    return {
        f"console-empty-{status}": lambda: console.board(empty, worlds.NOW),
        f"console-typical-{status}": lambda: console.board(typical, worlds.NOW),
        f"console-overfull-{status}": lambda: console.board(full, worlds.NOW),
    }


def _typical(status: ExchangeStatus) -> ConsoleBoard:
    """Eight people are in, three have not answered, one has left; once names are drawn, a match
    was opened."""
    exchange = worlds.an_exchange(status=status, joined_count=8)
    everybody = worlds.people(12)
    standings = [Standing.JOINED] * 8 + [Standing.INVITED] * 3 + [Standing.LEFT]
    lost = FailedDelivery(everybody[8], "user_disabled")
    board = ConsoleBoard(
        exchange,
        RosterPage(tuple(map(_placed, everybody, standings))),
        joined_count=8,
        silent_count=3,
        left_count=1,
        invitations=MessageReport(10, 0, (lost,)),
    )
    if status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
        return replace(board, remindable_count=2, drawability=worlds.FEW_CHOICES)
    opened = Opened(worlds.DRAW_AT + timedelta(days=1), worlds.ORGANIZER, everybody[0])
    return replace(board, report=worlds.a_report(exchange), openings=(opened,))


def _placed(user_id: UserId, standing: Standing) -> Placed:
    return Placed(user_id, standing, worlds.NOW if standing == Standing.JOINED else None)
