"""Files of people as views show them: empty, typical, and as large and hostile as they may be."""

from __future__ import annotations

from dataclasses import replace

from bot import wording
from bot.views import rosters
from core.domain.errors import FileProblem, FileRefused
from core.domain.snapshots import Exchange, Invited, RosterSaved
from core.rosters.resolving import Outcome, Resolution, ResolvedRow
from core.rosters.review import Review, Standing
from core.rosters.roster import Problem, Row, RowProblem
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make

LONG = worlds.HOSTILE * 10
PROBLEMS = tuple(Problem(kind, 99_999, (LONG[:80],) * 9) for kind in RowProblem)


def a_row(number: int, **changes: object) -> ResolvedRow:
    user_id = worlds.people(number + 1)[number]
    row = ResolvedRow(Row(number + 2, f"p{number}@example.com"), Outcome.INVITED, user_id)
    return replace(row, **changes)  # type: ignore[arg-type]


def a_review(
    rows: tuple[ResolvedRow, ...],
    standing: Standing = Standing.NEW,
    exchange: Exchange | None = None,
) -> Review:
    resolution = Resolution(rows, has_teams=True)
    standings = dict.fromkeys(resolution.invited, standing)
    return Review(exchange or worlds.an_exchange(), "r" * 32, resolution, standings)


def in_team(number: int, team: str) -> ResolvedRow:
    return a_row(number, row=Row(number + 2, f"p{number}@example.com", team))


TYPICAL = (
    *(in_team(number, "Sales" if number < 3 else "Legal") for number in range(6)),
    a_row(6, outcome=Outcome.WRONG, user_id=None, row=Row(8, "", problems=PROBLEMS[:1])),
    a_row(7, excludes=worlds.people(2)),
)
OVERFULL = tuple(
    replace(
        in_team(number, f"{number // 2} {LONG}"[:100]),
        row=Row(number + 2, "x" * 254, f"{number // 2} {LONG}"[:100], problems=PROBLEMS),
        outcome=[*Outcome][number % len(Outcome)] if number % 3 else Outcome.INVITED,
        excludes=worlds.people(100),
        unknown=(LONG[:80],) * 100,
        first_line=99_999,
    )
    for number in range(600)
)


def views() -> dict[str, Make]:
    full = worlds.a_full_exchange()
    refused = wording.explain(FileRefused(FileProblem.NO_ADDRESSES, 9999))
    made: dict[str, Make] = {
        "roster-form": lambda: rosters.form(worlds.an_exchange()),
        "roster-form-refused": lambda: rosters.form(full, refused),
        "roster-reading": rosters.reading,
        "roster-review-nothing": lambda: rosters.review(a_review(TYPICAL[6:7])),
        "roster-review-typical": lambda: rosters.review(a_review(TYPICAL)),
        "roster-refused-typical": lambda: rosters.form(
            worlds.an_exchange(), wording.explain(FileRefused(FileProblem.NO_ADDRESSES))
        ),
        "roster-saved-typical": lambda: rosters.saved(
            RosterSaved(Invited(worlds.an_exchange(), invited=worlds.people(7)), 2, 1)
        ),
        "roster-saved-nothing": lambda: rosters.saved(RosterSaved(Invited(worlds.an_exchange()))),
        "roster-saved-overfull": lambda: rosters.saved(
            RosterSaved(worlds.a_full_invited(), 1000, 1000)
        ),
    }
    for standing in Standing:
        made[f"roster-review-{standing}"] = _reviewing(a_review(TYPICAL[:1], standing))
    for page in (0, 1, 999):
        made[f"roster-review-overfull-{page}"] = _reviewing(a_review(OVERFULL, exchange=full), page)
    return made


def _reviewing(review: Review, page: int = 0) -> Make:
    return lambda: rosters.review(review, page)
