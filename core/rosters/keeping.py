"""A resolution as bytes and back, for the while between looking it over and saving it."""

from __future__ import annotations

import json
import zlib
from typing import Any

from core.domain.types import UserId
from core.rosters.resolving import Outcome, Resolution, ResolvedRow
from core.rosters.roster import Problem, Row, RowProblem


def packed(resolution: Resolution) -> bytes:
    """Ten thousand rows take about a tenth of what they would as they are."""
    rows = [_written(row) for row in resolution.rows]
    text = json.dumps({"has_teams": resolution.has_teams, "rows": rows}, separators=(",", ":"))
    return zlib.compress(text.encode(), level=1)


def unpacked(kept: bytes) -> Resolution:
    """The same again, but for the addresses of exclusions: it stands in the rows who is meant."""
    said = json.loads(zlib.decompress(kept))
    return Resolution(tuple(_read(*row) for row in said["rows"]), said["has_teams"])


def _written(resolved: ResolvedRow) -> list[Any]:
    row = resolved.row
    problems = [[one.kind, one.first_line, one.texts] for one in row.problems]
    return [
        *(row.line, row.address, row.team, problems),
        *(resolved.outcome, resolved.user_id, resolved.first_line),
        *(resolved.excludes, resolved.unknown),
    ]


def _read(
    line: int,
    address: str,
    team: str,
    problems: list[list[Any]],
    outcome: str,
    user_id: str | None,
    first_line: int | None,
    excludes: list[str],
    unknown: list[str],
) -> ResolvedRow:
    found = (Problem(RowProblem(kind), where, tuple(about)) for kind, where, about in problems)
    return ResolvedRow(
        row=Row(line, address, team, problems=tuple(found)),
        outcome=Outcome(outcome),
        user_id=UserId(user_id) if user_id else None,
        first_line=first_line,
        excludes=tuple(map(UserId, excludes)),
        unknown=tuple(unknown),
    )
