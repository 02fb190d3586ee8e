"""What speaks for a finding, written down for whoever looks for its root."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.db import models
from tests.chaos.counting import Finding, mark_of
from tests.chaos.office import Office
from tests.chaos.trouble import Event

Call = dict[str, Any]


def write_down(
    folder: Path, office: Office, events: Iterable[Event], findings: Sequence[Finding]
) -> None:
    """Three files beside the logs: what was found and what belongs to it, what was done to whom,
    and every call."""
    calls = office.slack.calls()
    found = "\n\n".join("\n".join(_about(office, one, calls)) for one in findings)
    (folder / "findings.txt").write_text(found)
    told = (f"{_moment(one.at)} {one.what}: {one.whom}" for one in events)
    (folder / "events.txt").write_text("\n".join(told))
    (folder / "calls.jsonl").write_text("\n".join(json.dumps(call) for call in calls))


def _about(office: Office, finding: Finding, calls: Iterable[Call]) -> Iterator[str]:
    """The finding, its row, and in order each call for its message or to its person."""
    yield str(finding)
    with office.database.read() as session:
        row = session.get(models.Delivery, finding.delivery_id)
    if row is not None:
        names = (column.name for column in models.Delivery.__table__.columns)
        yield from (f"  {name} = {getattr(row, name)}" for name in names)
    places = {finding.whom, row.channel_id if row is not None else None} - {None, ""}
    for call in calls:
        asked = {call["args"].get(name) for name in ("channel", "users")}
        if asked & places:
            words = (mark_of(call), call["status"], call["error"], call["fault"])
            said = " ".join(str(word) for word in words if word not in (None, ""))
            yield f"  {_moment(call['at'])} {call['method']} {said}"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S.%f")
