"""Drawing names: from an exchange as it stands to all that is to be written down."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from core.crypto import Binding
from core.db import models
from core.db.repository.bulk import Rows
from core.domain import rules
from core.domain.draw import Draw, DrawImpossible, check_draw, draw
from core.domain.errors import NotDrawable
from core.domain.types import DeliveryKind, UserId
from core.services.assignments import sealed
from core.services.draw_input import DrawInput
from core.services.owing import row_of


@dataclass(frozen=True)
class Given:
    """What is to be drawn, as the exchange stood at `revision`. `past` is whom they should not draw
    again: see `core.services.repeats`."""

    team_id: str
    exchange_id: str
    revision: int
    input: DrawInput
    past: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Drawn:
    """The same, drawn: everything that is to be written down, and the seed. `repeat_count`: how
    many have drawn somebody whom they should not have drawn again."""

    given: Given
    seed: bytes = field(repr=False)
    seed_encrypted: bytes
    rows: Mapping[type[models.Base], Rows]
    how: str
    repeat_count: int


@dataclass(frozen=True)
class Impossible:
    """There is no draw of what was given, and nothing to write into any table."""

    given: Given
    why: NotDrawable
    rows: Mapping[type[models.Base], Rows] = field(default_factory=dict)


def draw_names(
    given: Given, seal: Callable[[Binding, bytes], bytes], now: datetime
) -> Drawn | Impossible:
    """Takes seconds for very many people. `seal` is the vault's, see
    `core.db.vault.Vault.sealer`."""
    ids = (given.team_id, given.exchange_id)
    people, seed = given.input.people, secrets.token_bytes(32)
    try:
        result = _draw(given.input, given.past, seed)
    except NotDrawable as why:
        return Impossible(given, why)
    check_draw(result.assignments, people, given.input.pairs, given.input.groups)
    kept = sealed(seal, *ids, result.assignments, seed)
    matches = [row_of(*ids, DeliveryKind.MATCH, one, now) for one in people]
    # Their ids are random: in this order they tell nothing and go quickest into the indexes.
    matches.sort(key=itemgetter("delivery_id"))
    return Drawn(
        given=given,
        seed=seed,
        seed_encrypted=kept.seed_encrypted,
        rows={models.Assignment: kept.rows, models.Delivery: matches},
        how=f"{result.sampler}, {'exact' if result.is_exact else 'not exact'}",
        repeat_count=sum(result.repeats),
    )


def _draw(given: DrawInput, past: Sequence[Mapping[str, str]], seed: bytes) -> Draw:
    """Raises `NotDrawable`."""
    count = len(given.people)
    if count < rules.MIN_PEOPLE:
        raise NotDrawable(count, is_too_few=True)
    try:
        return draw(given.people, given.pairs, seed=seed, groups=given.groups, past=past)
    except DrawImpossible as why:
        givers, recipients = tuple(map(UserId, why.givers)), tuple(map(UserId, why.recipients))
        raise NotDrawable(count, givers=givers, recipients=recipients) from why
