"""How the exchange ended, and whether that is a valid Secret Santa."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

Pair = tuple[str, str]


@dataclass(frozen=True)
class Rules:
    """Who takes part, by user id, and who must not draw whom."""

    names: Mapping[str, str]
    couple: Pair
    one_way: Pair


@dataclass(frozen=True)
class Records:
    """What stands in the database."""

    exchanges: Sequence[tuple[str, str, str | None]]  # name, status, drawn at
    assignments: Sequence[tuple[str, bytes]]  # giver, sealed recipient
    deliveries: Mapping[str, int]  # status -> how many


@dataclass(frozen=True)
class Outcome:
    """What there is to judge. A direct message that names somebody tells whom one gives to."""

    matches: Mapping[str, Sequence[Sequence[str]]]  # giver -> messages -> whom each one names
    records: Records
    complaints: Sequence[str]

    @property
    def pairs(self) -> list[Pair]:
        return [
            (giver, recipient)
            for giver, messages in self.matches.items()
            for message in messages
            for recipient in message
        ]


@dataclass(frozen=True)
class Finding:
    holds: bool
    words: str


def read_records(database: Path) -> Records:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        exchanges = connection.execute("SELECT name, status, drawn_at FROM exchanges")
        assignments = connection.execute("SELECT giver_id, recipient_encrypted FROM assignments")
        deliveries = connection.execute("SELECT status, count(*) FROM deliveries GROUP BY status")
        return Records(exchanges.fetchall(), assignments.fetchall(), dict(deliveries.fetchall()))


def findings(rules: Rules, outcome: Outcome) -> list[Finding]:
    """Line by line what has to hold, and whether it does."""
    return [Finding(bool(holds), words) for holds, words in _judged(rules, outcome)]


def _judged(rules: Rules, outcome: Outcome) -> Iterator[tuple[object, str]]:
    everyone, pairs = sorted(rules.names), outcome.pairs
    one, other = (rules.names[user_id] for user_id in rules.couple)
    giver, recipient = (rules.names[user_id] for user_id in rules.one_way)
    yield sorted(outcome.matches) == everyone, f"{len(everyone)} people took part"
    yield sorted(pair[0] for pair in pairs) == everyone, "everyone gives once"
    yield sorted(pair[1] for pair in pairs) == everyone, "everyone receives once"
    yield pairs and all(pair[0] != pair[1] for pair in pairs), "nobody drew their own name"
    apart = {rules.couple, rules.couple[::-1]}
    yield pairs and apart.isdisjoint(pairs), f"{one} and {other} did not draw each other"
    yield pairs and rules.one_way not in pairs, f"{giver} did not draw {recipient}"
    named = [[len(set(message)) for message in messages] for messages in outcome.matches.values()]
    yield (
        named and all(counts == [1] for counts in named),
        "each got exactly one match, in one direct message",
    )
    yield from _judged_records(everyone, outcome.records)
    broken = f": {'; '.join(outcome.complaints)}" if outcome.complaints else ""
    yield not outcome.complaints, f"no rule of Slack was broken{broken}"


def _judged_records(everyone: list[str], records: Records) -> Iterator[tuple[object, str]]:
    statuses = [status for _, status, _ in records.exchanges]
    yield statuses == ["drawn"], "the database holds one exchange, and it is drawn"
    sealed = [recipient for _, recipient in records.assignments]
    yield (
        sorted(giver for giver, _ in records.assignments) == everyone,
        "the database holds one recipient for each giver",
    )
    in_clear = [who for who in everyone for one in sealed if who.encode() in one]
    yield sealed and not in_clear, "no recipient stands there in clear"
    yield set(records.deliveries) == {"sent"}, "every message that was owed has been sent"
