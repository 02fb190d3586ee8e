"""What a forgotten organizer has set for others stays what it was: a rule of the organizers."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.rules import is_private
from core.domain.snapshots import Exclusion
from core.domain.types import NewExclusion, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, one_way, person

FIVE = (OLGA, ANA, BEN, CLEO, DAN)


def handed_on(
    services: Services, organizers: Sequence[UserId], *set_before: NewExclusion
) -> tuple[str, Sequence[Exclusion]]:
    """Olga has set something about each of these, who organize it with her, and is forgotten. What
    the first one sees then."""
    exchange_id = an_exchange(services, people=FIVE).exchange_id
    services.organizers.change(by(OLGA), exchange_id, [person(one) for one in organizers], ())
    if set_before:
        services.exclusions.add(by(organizers[-1]), exchange_id, set_before)
    for one in organizers:
        services.exclusions.add(by(OLGA), exchange_id, [one_way(one, CLEO)])

    services.forgetting.forget(by(OLGA))

    return exchange_id, services.exclusions.board(by(organizers[0]), exchange_id).exclusions


def rules_of(found: Sequence[Exclusion]) -> list[tuple[UserId, ...]]:
    return sorted(one.people for one in found)


def test_it_goes_to_an_organizer_whom_it_is_not_about(services: Services) -> None:
    exchange_id, seen = handed_on(services, (ANA, BEN))

    assert rules_of(seen) == [(ANA, CLEO), (BEN, CLEO)]
    assert {one.people[0]: one.set_by for one in seen} == {ANA: BEN, BEN: ANA}
    assert not any(map(is_private, seen))
    assert services.exclusions.board(by(BEN), exchange_id).exclusions == seen


def test_where_there_is_no_other_organizers_still_see_it(services: Services) -> None:
    exchange_id, seen = handed_on(services, (ANA,))

    assert rules_of(seen) == [(ANA, CLEO)]
    assert not any(map(is_private, seen))
    services.organizers.change(by(ANA), exchange_id, [person(DAN)], ())
    assert services.exclusions.board(by(DAN), exchange_id).exclusions == seen
    services.exclusions.remove(by(DAN), exchange_id, seen[0].exclusion_id)
    assert services.exclusions.board(by(ANA), exchange_id).exclusions == ()


def test_what_the_other_one_has_set_as_well_stands_once(services: Services) -> None:
    _, seen = handed_on(services, (ANA, BEN), one_way(ANA, CLEO))

    assert rules_of(seen) == [(ANA, CLEO), (BEN, CLEO)]
