"""Who may keep whom apart, until when, and which exclusions make no sense."""

from __future__ import annotations

import pytest

from core.domain import errors, rules
from core.domain.errors import ExclusionProblem
from core.domain.types import ExclusionKind, NewExclusion, UserId
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, group, mutual, one_way
from tests.unit.rules.checking import ROLES, S, an_exchange, refusal


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize(("who", "takes_part"), ROLES.values(), ids=ROLES.keys())
def test_exclusions_are_changed_by_those_in_it_before_the_draw(
    status: S, who: UserId, takes_part: bool
) -> None:
    exchange = an_exchange(status)
    refused = refusal(lambda: rules.check_exclusions_open(exchange, who, takes_part=takes_part))

    if who == DAN:
        assert refused is errors.NotParticipant
    else:
        assert refused is (None if status in (S.OPEN, S.STALLED) else errors.WrongStatus)


EXCLUSIONS = {
    "own": (one_way(ANA, BEN), True),
    "of_another": (one_way(BEN, ANA), False),
    "mutual": (mutual(ANA, BEN), False),
    "group": (group(ANA, BEN, CLEO), False),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize(("who", "takes_part"), ROLES.values(), ids=ROLES.keys())
@pytest.mark.parametrize(("rule", "is_anas"), EXCLUSIONS.values(), ids=EXCLUSIONS.keys())
def test_a_participant_excludes_only_whom_they_would_draw_themselves(
    status: S, who: UserId, takes_part: bool, rule: NewExclusion, is_anas: bool
) -> None:
    exchange = an_exchange(status)
    refused = refusal(lambda: rules.check_can_exclude(exchange, who, rule, takes_part=takes_part))

    if who == DAN:
        assert refused is errors.NotParticipant
    elif status not in (S.OPEN, S.STALLED):
        assert refused is errors.WrongStatus
    else:
        may = who in (OLGA, CLEO) or is_anas
        assert refused is (None if may else errors.ExclusionRefused)


def pair(*people: UserId) -> NewExclusion:
    return NewExclusion(ExclusionKind.MUTUAL, people)


SENSELESS = {
    "oneself": (one_way(ANA, ANA), ExclusionProblem.SAME_PERSON),
    "one_alone": (pair(ANA), ExclusionProblem.SAME_PERSON),
    "twice_in_a_group": (group(ANA, BEN, ANA), ExclusionProblem.SAME_PERSON),
    "a_group_of_one": (group(ANA), ExclusionProblem.TOO_FEW_PEOPLE),
    "a_group_of_nobody": (group(), ExclusionProblem.TOO_FEW_PEOPLE),
    "a_pair_of_nobody": (pair(), ExclusionProblem.TOO_FEW_PEOPLE),
    "three_in_a_pair": (pair(ANA, BEN, CLEO), ExclusionProblem.TOO_MANY),
    "a_crowd": (
        group(*(UserId(f"U{n}") for n in range(rules.MAX_GROUP + 1))),
        ExclusionProblem.TOO_MANY,
    ),
    "not_their_own": (one_way(BEN, ANA), ExclusionProblem.NOT_YOUR_OWN),
}


@pytest.mark.parametrize(("rule", "problem"), SENSELESS.values(), ids=SENSELESS.keys())
def test_a_senseless_exclusion_is_refused_with_its_reason(
    rule: NewExclusion, problem: ExclusionProblem
) -> None:
    with pytest.raises(errors.ExclusionRefused) as refused:
        rules.check_can_exclude(an_exchange(), ANA, rule, takes_part=True)

    assert (refused.value.kind, refused.value.problem) == (rule.kind, problem)


def test_the_largest_group_is_taken() -> None:
    crowd = group(*(UserId(f"U{n}") for n in range(rules.MAX_GROUP)))

    rules.check_can_exclude(an_exchange(), OLGA, crowd, takes_part=False)
