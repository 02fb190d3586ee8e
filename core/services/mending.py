"""Mending a draw: from a drawn exchange as it stands to all that is to be written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from core import crypto
from core.crypto import Binding
from core.db import models
from core.db.repository import exclusions, participants, repairs
from core.db.repository.bulk import Rows
from core.db.vault import Vault
from core.domain.draw import DrawImpossible, Repair, check_draw, repair
from core.domain.errors import NotRepairable
from core.domain.rules import MIN_PEOPLE, is_private
from core.domain.snapshots import Exclusion
from core.domain.types import DeliveryStatus, UserId
from core.services.assignments import opened, sealed
from core.services.draw_input import DrawInput, draw_input_of
from core.services.givers import seed_of
from core.services.looks import lookers
from core.services.repeats import Round, recipients_before

#: The message has certainly told nobody anything yet.
UNTOLD = (DeliveryStatus.PENDING, DeliveryStatus.FAILED)


@dataclass(frozen=True)
class Wanted:
    """Who is to be out, and who in, and in which time zone, if that is known; and the ids of
    exclusions that are to count no more."""

    left: UserId | None = None
    joined: UserId | None = None
    relaxed: frozenset[str] = frozenset()
    time_zone: str = ""


@dataclass(frozen=True)
class Drawn:
    """A drawn exchange as it stood at `revision`. `given`: those who are to be in it, and what the
    exclusions say about them; `seen`: the givers who know, or may know, whom they give to."""

    team_id: str
    exchange_id: str
    revision: int
    wanted: Wanted
    assignments: Mapping[str, str] = field(repr=False)
    given: DrawInput
    seen: frozenset[str]
    past: tuple[Round, ...]
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class Mended:
    """The same, mended. `new` is whom those give to who give to somebody else now, or had nobody;
    `rows` say it. `changed`: those of them who have been in before."""

    drawn: Drawn
    new: Mapping[str, str]
    changed: tuple[str, ...]
    rows: Rows
    repeat_count: int


def read(session: Session, vault: Vault, exchange: models.Exchange, wanted: Wanted) -> Drawn:
    """Raises what `Vault.open` does."""
    ids = (exchange.team_id, exchange.exchange_id)
    late = () if wanted.joined is None else (wanted.joined,)
    assignments = {
        row.giver_id: opened(session, vault, *ids, row.giver_id, row.recipient_encrypted)
        for row in repairs.assignments(session, exchange)
    }
    seed = seed_of(session, vault, exchange)
    return Drawn(
        *ids,
        revision=exchange.revision,
        wanted=wanted,
        assignments=assignments,
        given=input_of(session, exchange, wanted),
        seen=_seen(session, exchange, lookers(session, exchange, assignments, seed)),
        past=recipients_before(session, vault, exchange, late),
        seed=seed,
    )


def input_of(session: Session, exchange: models.Exchange, wanted: Wanted) -> DrawInput:
    """What a draw without those who leave, and with those who are let in, would be made from."""
    people = {*participants.joined(session, exchange)} - {wanted.left}
    late = () if wanted.joined is None else (wanted.joined,)
    stated = map(exclusions.snapshot, exclusions.of_exchange(session, exchange))
    kept = [one for one in stated if not is_relaxed(one, wanted)]
    return draw_input_of({*people, *late}, kept)


def is_relaxed(stated: Exclusion, wanted: Wanted) -> bool:
    """What somebody has set for themselves, no organizer removes."""
    return stated.exclusion_id in wanted.relaxed and not is_private(stated)


def _seen(session: Session, exchange: models.Exchange, looked: frozenset[str]) -> frozenset[str]:
    """In envelopes whoever has looked; otherwise also whoever may have read the message."""
    if exchange.has_envelopes:
        return looked
    statuses = repairs.match_statuses(session, exchange)
    return looked.union(
        user_id for user_id, status, may_be_out in statuses if may_be_out or status not in UNTOLD
    )


def mend(drawn: Drawn, seal: Callable[[Binding, bytes], bytes]) -> Mended:
    """As few as possible give to somebody else, of those rather who have not seen whom they had;
    and then as few as possible to somebody whom they should not draw again. The same exchange is
    mended in the same way. Raises `NotRepairable`."""
    given, count = drawn.given, len(drawn.given.people)
    if count < MIN_PEOPLE:
        raise NotRepairable(count, is_too_few=True)
    try:
        repaired = _repaired(drawn)
    except DrawImpossible as why:
        raise NotRepairable(count) from why
    check_draw(repaired.assignments, given.people, given.pairs, given.groups)
    new = {
        giver: recipient
        for giver, recipient in repaired.assignments.items()
        if drawn.assignments.get(giver) != recipient
    }
    ids = (drawn.team_id, drawn.exchange_id)
    return Mended(
        drawn,
        new=new,
        changed=repaired.changed,
        rows=sealed(seal, *ids, new, drawn.seed).rows,
        repeat_count=sum(len(one.items() & repaired.assignments.items()) for one in drawn.past),
    )


def _repaired(drawn: Drawn) -> Repair:
    wanted = drawn.wanted
    return repair(
        drawn.assignments,
        left=() if wanted.left is None else (wanted.left,),
        joined=() if wanted.joined is None else (wanted.joined,),
        exclusions=drawn.given.pairs,
        groups=drawn.given.groups,
        seen=drawn.seen,
        past=drawn.past,
        seed=crypto.derive(drawn.seed, f"repair {drawn.revision}"),
    )
