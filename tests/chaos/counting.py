"""What was owed, what each person has received of it, and every difference between the two."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import exchanges, participants
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from core.services.assignments import recipient_of
from core.services.draw_input import draw_input
from playground.driver_records import Received
from tests.chaos.office import Exchange, Office
from tests.chaos.processes import End
from tests.chaos.trouble import SERVER_BLOWS, Event

DRAWN = "Names have been drawn."
UNFINISHED = (DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
IN_THE_CHANNEL = (DeliveryKind.ANNOUNCEMENT, DeliveryKind.REFRESH)
#: After these Kringle cannot know whether a message is out.
AMBIGUOUS = {"fail", "lose_reply", "drop_request", "hang", "late", "garble"}
#: So long after a call its outcome may still be lost with a process or the database.
OPEN_FOR = 10.0

Row = TypeVar("Row", bound=models.Base)


@dataclass(frozen=True)
class Finding:
    """`kind` is lost, double, stuck or wrong; `whom` and `delivery_id` where there is one."""

    kind: str
    words: str
    exchange_id: str
    whom: str = ""
    delivery_id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.words} (exchange {self.exchange_id}, {self.whom or 'all'})"


@dataclass
class Count:
    """`owed` and `received` are messages to persons. An announcement counts as `repeated` when it
    was posted again because nobody could know whether it was out, which is allowed. `evidence` is
    kept where something was found."""

    owed: int = 0
    received: int = 0
    announcements: int = 0
    repeated: int = 0
    findings: tuple[Finding, ...] = ()
    evidence: Path | None = None

    def of(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.findings)


def count(office: Office, events: Sequence[Event], ends: Iterable[End]) -> Count:
    """Of all exchanges there are, when everything has come to rest."""
    result = _Counting(office, events).count()
    fallen = (end for end in ends if not (end.gave_up and _was_away(end.at, events)))
    result.findings += tuple(Finding("wrong", f"{end.bot}: {end.how}", "?") for end in fallen)
    return result


def _was_away(at: float, events: Iterable[Event]) -> bool:
    """Whether the database was, while a process started that ended then."""
    return any(event.what in SERVER_BLOWS and event.at <= at <= event.at + 20 for event in events)


def unfinished(office: Office) -> list[str]:
    """What is still to be done: draws, messages, late calls of Slack's."""
    with office.database.read() as session:
        drawn_soon = _all(session, models.Exchange, status=ExchangeStatus.OPEN)
        owed = select(models.Delivery).where(models.Delivery.status.in_(UNFINISHED))
        rest = [f"exchange {one.exchange_id} is not drawn" for one in drawn_soon]
        rest += [_described(row) for row in session.scalars(owed)]
    late = office.slack.late_calls()
    return rest + ([f"{late} late calls"] if late else [])


def _described(row: models.Delivery) -> str:
    return f"{row.kind} {row.delivery_id} to {row.addressee_id} is {row.status}: {row.error}"


class _Counting:
    def __init__(self, office: Office, events: Sequence[Event]) -> None:
        self.office = office
        self.events = events
        self.result = Count()
        self.findings: list[Finding] = []
        self.received = office.slack.received()
        self.posts = office.slack.posts(office.channel)
        self.by_key: dict[str | None, list[tuple[str, Received]]] = defaultdict(list)
        for user_id, messages in self.received.items():
            for message in messages:
                self.by_key[message.key].append((user_id, message))

    def count(self) -> Count:
        known: set[str] = set()
        with self.office.database.read() as session:
            for exchange in self.office.exchanges:
                row = exchanges.get(session, self.office.slack.team_id, exchange.exchange_id)
                rows = _all(session, models.Delivery, exchange_id=exchange.exchange_id)
                known |= {one.delivery_id for one in rows}
                self._draw(session, exchange, row, rows)
                self._messages(session, row, rows)
                self._reports(row, rows)
                self._announcement(row, rows)
        self._strays(known)
        self.result.findings = tuple(self.findings)
        return self.result

    def _draw(
        self,
        session: Session,
        exchange: Exchange,
        row: models.Exchange,
        rows: Collection[models.Delivery],
    ) -> None:
        """Drawn, once, among all who have joined, by the rules; and a match owed to each."""
        if row.status != ExchangeStatus.DRAWN:
            self._find("stuck", f"{exchange.name} is {row.status}", row)
            return
        joined = set(participants.joined(session, row))
        for user_id in exchange.told - joined:
            self._find("lost", "was told to be in, and is not", row, user_id)
        givers = {
            one.giver_id for one in _all(session, models.Assignment, exchange_id=row.exchange_id)
        }
        drawn = {
            giver: str(recipient_of(session, self.office.vault, row, giver)) for giver in givers
        }
        if not joined == givers == set(drawn.values()):
            self._find("wrong", "the draw is no permutation of those who joined", row)
        given = draw_input(session, row)
        apart = {
            *given.pairs,
            *((one, two) for group in given.groups for one in group for two in group),
        }
        for giver, recipient in drawn.items():
            if giver == recipient or (giver, recipient) in apart:
                self._find("wrong", "drew somebody they must not draw", row, giver)
        owed = Counter(one.addressee_id for one in rows if one.kind == DeliveryKind.MATCH)
        if owed != Counter(joined):
            self._find("wrong", "not everybody is owed one match", row)

    def _messages(
        self, session: Session, row: models.Exchange, rows: Iterable[models.Delivery]
    ) -> None:
        """Each message to a person is there once, in their own conversation, and is right."""
        for one in rows:
            if one.status in UNFINISHED:
                self._find("stuck", _described(one), row, one.addressee_id, one.delivery_id)
            elif one.kind not in IN_THE_CHANNEL and one.status != DeliveryStatus.SENT:
                self._find("wrong", _described(one), row, one.addressee_id, one.delivery_id)
            if one.kind in IN_THE_CHANNEL:
                continue
            self.result.owed += 1
            found = self.by_key[one.delivery_id]
            self.result.received += len(found)
            mine = [message for user_id, message in found if user_id == one.addressee_id]
            about = (row, one.addressee_id, one.delivery_id)
            if not mine:
                self._find("lost", f"{one.kind} has not arrived", *about)
            if len(found) > max(1, len(mine)):
                self._find("wrong", f"{one.kind} has gone to somebody else", *about)
            if len(mine) > 1:
                self._find("double", f"{one.kind} has arrived {len(mine)} times", *about)
            if one.kind == DeliveryKind.MATCH:
                right = [recipient_of(session, self.office.vault, row, one.addressee_id)]
                if any(message.mentions != right for message in mine):
                    self._find("wrong", "the message names another match", *about)

    def _reports(self, row: models.Exchange, rows: Collection[models.Delivery]) -> None:
        reports = [one for one in rows if one.kind == DeliveryKind.REPORT]
        matches = sum(one.kind == DeliveryKind.MATCH for one in rows)
        owed = Counter(one.addressee_id for one in reports)
        if owed != Counter(organizer.user_id for organizer in row.organizers):
            self._find("lost", "not every organizer is owed one report", row)
        for one in reports:
            for _, message in self.by_key[one.delivery_id]:
                if f"{matches} of {matches} matches have been sent" not in message.text:
                    about = (row, one.addressee_id, one.delivery_id)
                    self._find("wrong", f"the report says: {message.text}", *about)

    def _announcement(self, row: models.Exchange, rows: Iterable[models.Delivery]) -> None:
        """Posted, again only when nobody could know, and the last one says that names are drawn."""
        for one in rows:
            if one.kind != DeliveryKind.ANNOUNCEMENT:
                continue
            posted = sum(post.key == one.delivery_id for post in self.posts)
            about = (row, one.addressee_id, one.delivery_id)
            self.result.announcements += 1
            if not posted:
                self._find("lost", "the announcement has not been posted", *about)
            self.result.repeated += max(0, posted - 1)
            if posted - 1 > self._doubts(one.delivery_id):
                self._find("double", f"the announcement was posted {posted} times", *about)
        shown = self._shown(row.announced_ts)
        if DRAWN not in shown:
            self._find("wrong", f"the announcement says: {shown}", row)

    def _doubts(self, key: str) -> int:
        """How many calls with this mark Kringle could not know the outcome of."""
        moments = [event.at for event in self.events]
        calls = [one for one in self.office.slack.calls("chat.postMessage") if mark_of(one) == key]
        return sum(
            one["fault"] in AMBIGUOUS
            or any(one["at"] - OPEN_FOR <= moment <= one["at"] + OPEN_FOR for moment in moments)
            for one in calls
        )

    def _shown(self, ts: str | None) -> str:
        reader = self.office.people[0]
        found = (one.text for one in reader.sees(self.office.channel) if one.ts == ts)
        return next(found, "nothing")

    def _strays(self, known: Collection[str]) -> None:
        """Nobody has a message that nobody owes."""
        for key, found in self.by_key.items():
            if key not in known:
                for user_id, message in found:
                    words = f"a message that nobody owes: {message.text}"
                    self.findings.append(Finding("wrong", words, "?", user_id, key or ""))

    def _find(
        self, kind: str, words: str, row: models.Exchange, whom: str = "", delivery_id: str = ""
    ) -> None:
        self.findings.append(Finding(kind, words, row.exchange_id, whom, delivery_id))


def _all(session: Session, model: type[Row], **wanted: object) -> list[Row]:
    return list(session.scalars(select(model).filter_by(**wanted)))


def mark_of(call: dict[str, Any]) -> str | None:
    metadata = call["args"].get("metadata") or {}
    given = json.loads(metadata) if isinstance(metadata, str) else metadata
    key: str | None = given.get("event_payload", {}).get("k")
    return key
