"""Every view of the organizers' console and of the export."""

from __future__ import annotations

from dataclasses import replace

from bot.views import console, exporting
from core.domain.snapshots import ConsoleBoard, MessageReport, RosterPage
from core.domain.types import ExchangeStatus
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
    full = worlds.a_full_console(status)
    empty = ConsoleBoard(worlds.an_exchange(status=status), RosterPage())
    typical = replace(
        empty,
        roster=RosterPage(worlds.places(8)),
        joined_count=4,
        silent_count=3,
        remindable_count=1,
        drawability=worlds.FEW_CHOICES,
        invitations=MessageReport(7, 1, worlds.failures(1)),
    )
    return {
        f"console-empty-{status}": lambda: console.board(empty, worlds.NOW),
        f"console-typical-{status}": lambda: console.board(typical, worlds.NOW),
        f"console-overfull-{status}": lambda: console.board(full, worlds.NOW),
    }
