"""Which buttons organizers have: what matters now in App Home, and everything in the console."""

from __future__ import annotations

import pytest

from bot import ids
from bot.views import console, organizing
from core.domain.snapshots import ConsoleBoard, Drawability, RosterPage
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import buttons
from tests.unit.views.worlds import (
    DRAWABLE,
    IMPOSSIBLE,
    NOW,
    PRIVATE,
    RELAXABLE,
    TOO_FEW,
    a_report,
    an_exchange,
    failures,
)

S = ExchangeStatus

WHILE_OPEN = {ids.INVITE, ids.EXCLUSIONS, ids.POSTPONE}
WHILE_ANYTHING_CHANGES = {ids.ORGANIZERS, ids.EDIT, ids.BULLETIN, ids.REVEAL_OPEN, ids.CANCEL}
TO_SEND = {ids.RETRY, ids.RESEND}
EVERYTHING = {
    S.OPEN: {*WHILE_OPEN, ids.DRAW, *WHILE_ANYTHING_CHANGES},
    S.STALLED: {*WHILE_OPEN - {ids.INVITE}, ids.DRAW, *WHILE_ANYTHING_CHANGES},
    S.DRAWN: {*TO_SEND, ids.REPAIRS, ids.BREAK_GLASS, *WHILE_ANYTHING_CHANGES},
    S.COMPLETED: {*TO_SEND, ids.BULLETIN},
    S.CANCELLED: set(),
}
TO_LOOK_AROUND = {ids.EXPORT, ids.CONSOLE_REFRESH}


@pytest.mark.parametrize("status", S)
def test_the_console_has_everything_that_is_allowed(status: ExchangeStatus) -> None:
    is_undrawn = status in (S.OPEN, S.STALLED)
    report = a_report(an_exchange(status=status), failed=failures(1))
    board = ConsoleBoard(
        an_exchange(status=status),
        RosterPage(),
        drawability=DRAWABLE if is_undrawn else None,
        report=report if status in (S.DRAWN, S.COMPLETED) else None,
    )

    assert set(buttons(console.board(board, NOW))) == EVERYTHING[status] | TO_LOOK_AROUND


@pytest.mark.parametrize(
    ("status", "state", "first"),
    [
        (S.OPEN, DRAWABLE, [ids.INVITE, ids.DRAW]),
        (S.OPEN, TOO_FEW, [ids.INVITE]),
        (S.OPEN, IMPOSSIBLE, [ids.INVITE]),
        (S.OPEN, RELAXABLE, [ids.INVITE, ids.RELAX]),
        (S.OPEN, PRIVATE, [ids.INVITE, ids.RECONSIDER]),
        (S.STALLED, DRAWABLE, [ids.DRAW, ids.POSTPONE]),
        (S.STALLED, TOO_FEW, [ids.POSTPONE]),
        (S.STALLED, RELAXABLE, [ids.RELAX, ids.POSTPONE]),
        (S.DRAWN, None, []),
        (S.COMPLETED, None, []),
        (S.CANCELLED, None, []),
    ],
)
def test_what_matters_now_are_few(
    status: ExchangeStatus, state: Drawability | None, first: list[str]
) -> None:
    ways = organizing.ways(an_exchange(status=status), state, NOW)

    assert [way.action_id for way in ways.first] == first


@pytest.mark.parametrize("status", S)
def test_no_button_stands_in_two_rows(status: ExchangeStatus) -> None:
    rows = organizing.ways(an_exchange(status=status), DRAWABLE, NOW).rows

    every = [way.action_id for row in rows for way in row]
    assert len(every) == len(set(every))
