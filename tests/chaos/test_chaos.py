"""A little of what `python -m tests.chaos` does for long: whatever happens, everybody has each of
their messages once."""

from __future__ import annotations

from tests.chaos.run import Result, Size, run
from tests.chaos.server import Server

SMALL = Size(
    people=10, exchanges=2, members=8, latecomers=2, seconds=4, every=0.8, settles_within=60
)


def test_everybody_has_each_message_once_on_sqlite(sqlite_url: str, seed: int) -> None:
    check(run(sqlite_url, None, seed, SMALL))


def test_everybody_has_each_message_once_on_postgresql(server: Server, seed: int) -> None:
    check(run(server.create(), server, seed, SMALL))


def check(result: Result) -> None:
    assert result.count.findings == (), f"see {result.count.evidence}"
    assert result.count.received == result.count.owed >= 2 * (6 + 1)
    assert result.injections
