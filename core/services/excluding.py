"""Writing down who must not draw whom."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import bulk, exclusions
from core.domain import rules
from core.domain.errors import ExclusionProblem, ExclusionRefused
from core.domain.snapshots import Exchange
from core.domain.types import Caller, ExclusionKind, NewExclusion, OriginKind, UserId
from core.rosters.resolving import Resolution


def add_new(
    session: Session,
    row: models.Exchange,
    caller: Caller,
    added: Sequence[NewExclusion],
    now: datetime,
) -> int:
    """How many of them change anything. Those of the caller's stay that say the same; a group with
    an origin takes the place of the one that has it, whoever set that."""
    is_set = exclusions.fingerprints(session, row, caller.user_id)
    groups = exclusions.by_origin(session, row) if any(one.origin for one in added) else {}
    new, count = list[NewExclusion](), 0
    for rule in added:
        known = groups.get(exclusions.mark(rule.origin)) if rule.origin else None
        if known:
            count += _renew(known, rule, caller, now)
        elif (mark := fingerprint(rule)) not in is_set:
            is_set.add(mark)
            new.append(rule)
    _write(session, row, caller, new, now)
    row.revision += count + len(new)
    session.flush()
    return count + len(new)


def keep_teams_apart(
    session: Session,
    row: models.Exchange,
    caller: Caller,
    resolution: Resolution,
    now: datetime,
) -> int:
    """Nobody draws their own team, as the file says it; how many of its teams are kept apart then.

    Whom it names is in the team that it says, and in no other any more. Whom it does not name stays
    where an earlier file has put them, so that a file of newcomers takes nobody out of their team.
    """
    named = frozenset(resolution.invited)
    staying = {
        origin: tuple(one.user_id for one in known.people if one.user_id not in named)
        for origin, known in exclusions.by_origin(session, row, OriginKind.TEAM).items()
    }
    wanted: list[NewExclusion] = []
    for team in resolution.all_teams:
        origin = exclusions.mark(team.origin)
        people = (*team.people, *map(UserId, staying.get(origin, ())))
        if len(people) > 1:
            staying.pop(origin, None)
            wanted.append(NewExclusion(ExclusionKind.GROUP, people, team.origin))
    _let_go(session, row, staying)
    add_new(session, row, caller, wanted, now)
    return len(wanted)


def _let_go(session: Session, row: models.Exchange, staying: dict[str, tuple[str, ...]]) -> None:
    """Of teams that the file does not name any more, only those stay whom it does not name."""
    for origin, known in exclusions.by_origin(session, row, OriginKind.TEAM).items():
        people = staying.get(origin)
        if people is None or len(people) == len(known.people):
            continue
        row.revision += 1
        if len(people) < 2:
            session.delete(known)
        else:
            _put_people(known, people)
    session.flush()


def check_room(
    session: Session,
    row: models.Exchange,
    exchange: Exchange,
    caller: Caller,
    kind: ExclusionKind,
) -> None:
    """A participant's own exclusions never use up the room of all the others. Raises
    `ExclusionRefused`."""
    own = exclusions.count(session, row, caller.user_id)
    is_organizer = caller.user_id in exchange.organizer_ids
    if own > (rules.MAX_EXCLUSIONS if is_organizer else rules.MAX_OWN_EXCLUSIONS):
        raise ExclusionRefused(kind, ExclusionProblem.TOO_MANY)


def _renew(known: models.Exclusion, rule: NewExclusion, caller: Caller, now: datetime) -> bool:
    """Whether anybody comes or goes. Then it is the caller's from now on, and no more what it was
    copied from."""
    known.origin_name = rule.origin.name if rule.origin else None
    if {one.user_id for one in known.people} == set(rule.people):
        return False
    known.set_by, known.created_at = caller.user_id, now
    _put_people(known, rule.people)
    return True


def _put_people(known: models.Exclusion, people: Collection[str]) -> None:
    there = {one.user_id: one for one in known.people}
    known.people = [
        there.get(user_id) or models.ExcludedPerson(user_id=user_id, team_id=known.team_id)
        for user_id in people
    ]
    for position, person in enumerate(known.people):
        person.position = position


def _write(
    session: Session,
    exchange: models.Exchange,
    caller: Caller,
    new: Sequence[NewExclusion],
    now: datetime,
) -> None:
    """Past the session's own objects: a file may have hundreds of teams and thousands of people."""
    ids = [secrets.token_hex(16) for _ in new]
    written = [
        {
            "exclusion_id": exclusion_id,
            "exchange_id": exchange.exchange_id,
            "team_id": exchange.team_id,
            "kind": rule.kind,
            "fingerprint": fingerprint(rule),
            "set_by": caller.user_id,
            "created_at": now,
            "origin": exclusions.mark(rule.origin) if rule.origin else None,
            "origin_name": rule.origin.name if rule.origin else None,
        }
        for exclusion_id, rule in zip(ids, new, strict=True)
    ]
    people = [
        {
            "exclusion_id": exclusion_id,
            "user_id": user_id,
            "team_id": exchange.team_id,
            "position": position,
        }
        for exclusion_id, rule in zip(ids, new, strict=True)
        for position, user_id in enumerate(rule.people)
    ]
    if new:
        bulk.insert(session, models.Exclusion, written)
        bulk.insert(session, models.ExcludedPerson, people)


def new_row(
    exchange: models.Exchange, set_by: UserId, rule: NewExclusion, now: datetime
) -> models.Exclusion:
    """One exclusion with its people, for the session to add."""
    return models.Exclusion(
        exclusion_id=secrets.token_hex(16),
        exchange_id=exchange.exchange_id,
        team_id=exchange.team_id,
        kind=rule.kind,
        fingerprint=fingerprint(rule),
        set_by=set_by,
        created_at=now,
        origin=exclusions.mark(rule.origin) if rule.origin else None,
        origin_name=rule.origin.name if rule.origin else None,
        people=[
            models.ExcludedPerson(user_id=user_id, team_id=exchange.team_id, position=position)
            for position, user_id in enumerate(rule.people)
        ],
    )


def fingerprint(rule: NewExclusion) -> str:
    """The same for two rules that say the same: only a one-way exclusion has an order, and the
    members of something are the same rule whoever they are."""
    if rule.origin:
        return sha256(exclusions.mark(rule.origin).encode()).hexdigest()
    one_way = rule.kind == ExclusionKind.ONE_WAY
    people = rule.people if one_way else tuple(sorted(rule.people))
    return sha256((">" if one_way else "=").join(people).encode()).hexdigest()
