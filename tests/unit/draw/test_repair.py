"""Repairing a draw: valid, and as few givers as possible are affected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from core.domain.draw import DrawImpossible, check_draw, draw, repair
from tests.unit.draw.brute import Case, Row, names, row_of, seed_of


def drawn(case: Case, seed: bytes = b"before") -> Mapping[str, str] | None:
    try:
        return draw(case.people, case.exclusions, seed=seed, groups=case.groups).assignments
    except DrawImpossible:
        return None


def cost(case: Case, row: Row, former: Mapping[str, str], seen: Collection[str]) -> tuple[int, int]:
    """How many givers have another recipient than before, and how many of those had looked."""
    changed = [
        giver
        for giver, recipient in zip(case.givers, row, strict=True)
        if former.get(giver, recipient) != recipient
    ]
    return len(changed), len(set(changed) & set(seen))


def some_case(random: Random, size: int) -> Case:
    people = names(size)
    exclusions = [
        (random.choice(people), random.choice(people)) for _ in range(random.randint(0, size))
    ]
    groups = [random.sample(people, 2) for _ in range(random.randint(0, 2))]
    return Case(people, exclusions, groups)


def after(case: Case, left: Collection[str], joined: Collection[str]) -> Case:
    staying = [name for name in case.people if name not in left]
    return Case([*staying, *joined], case.exclusions, case.groups)


def assert_best(
    case: Case,
    former: Mapping[str, str],
    left: Collection[str],
    joined: Collection[str],
    seen: Collection[str],
) -> bool:
    """The repair against every valid draw; whether there was one."""
    now = after(case, left, joined)
    try:
        repaired = repair(former, left=left, joined=joined, **now.rules, seen=seen, seed=b"after")
    except DrawImpossible:
        assert not now.draws
        return False
    row = row_of(repaired.assignments)
    assert now.allows(row)
    assert cost(now, row, former, seen) == min(cost(now, one, former, seen) for one in now.draws)
    assert len(repaired.changed) == cost(now, row, former, seen)[0]
    return True


@pytest.mark.parametrize("size", range(3, 9))
def test_every_single_leave_changes_the_fewest_givers(size: int) -> None:
    random = Random(size)
    repaired = 0
    for _ in range(25):
        case = some_case(random, size)
        former = drawn(case)
        for name in case.people if former else ():
            seen = random.sample(case.people, random.randint(0, size))
            repaired += assert_best(case, former or {}, [name], [], seen)

    assert repaired >= 3 * size


@pytest.mark.parametrize("size", range(2, 8))
def test_every_single_join_changes_the_fewest_givers(size: int) -> None:
    random = Random(size)
    repaired = 0
    for _ in range(60):
        case = some_case(random, size)
        former = drawn(case)
        if former:
            unliked = [(random.choice(case.people), "new") for _ in range(random.randint(0, 2))]
            with_rules = Case(case.people, [*case.exclusions, *unliked], case.groups)
            seen = random.sample(case.people, random.randint(0, size))
            repaired += assert_best(with_rules, former, [], ["new"], seen)

    assert repaired > 10


def test_several_at_once_and_new_exclusions_change_the_fewest_givers() -> None:
    random = Random(1)
    repaired = 0
    for _ in range(250):
        case = some_case(random, random.randint(4, 6))
        former = drawn(case)
        if former:
            giver = random.choice(case.people)
            stricter = Case(case.people, [*case.exclusions, (giver, former[giver])], case.groups)
            left = random.sample(case.people, random.randint(0, 2))
            joined = ["new 1", "new 2"][: random.randint(0, 2)]
            seen = random.sample(case.people, random.randint(0, 4))
            repaired += assert_best(stricter, former, left, joined, seen)

    assert repaired > 100


def test_nothing_changes_when_nobody_left_or_joined() -> None:
    former = draw(names(30), seed=b"before").assignments

    repaired = repair(former, seed=b"after")

    assert repaired.assignments == former
    assert repaired.changed == ()


def test_who_has_not_looked_is_disturbed_rather_than_who_has() -> None:
    former = draw(names(12), seed=b"before").assignments
    looked = names(11)

    repaired = [repair(former, joined=["new"], seen=looked, seed=seed_of(n)) for n in range(20)]

    assert {one.changed for one in repaired} == {("U00011",)}


def test_all_the_best_repairs_are_equally_likely() -> None:
    former = draw(names(8), seed=b"before").assignments
    samples = 4000

    counts = Counter(
        repair(former, joined=["new"], seed=seed_of(number)).changed for number in range(samples)
    )

    assert set(counts) == {(name,) for name in names(8)}
    chi_square = sum((count - samples / 8) ** 2 / (samples / 8) for count in counts.values())
    assert chi_square < 38.6  # seven degrees of freedom, p = 2e-6


def test_of_the_best_repairs_one_with_the_fewest_repeats_is_taken() -> None:
    former = draw(names(8), seed=b"before").assignments
    # Whoever changes gives to the newcomer, who gives to their recipient: all but one have before.
    past = [{"new": former["U00003"]}]
    lately = {giver: "new" for giver in names(8) if giver != "U00003"}

    for number in range(20):
        seed = seed_of(number)
        first = repair(former, joined=["new"], past=past, seed=seed)
        second = repair(former, joined=["new"], past=[lately, *past], seed=seed)

        assert first.changed != ("U00003",)
        assert second.changed == ("U00003",)


def test_what_cannot_be_repaired_says_why() -> None:
    former = {"ana": "ben", "ben": "cai", "cai": "ana"}

    with pytest.raises(DrawImpossible) as refusal:
        repair(former, left=["cai"], exclusions=[("ana", "ben")], seed=b"1")

    assert (refusal.value.givers, refusal.value.recipients) == (("ana",), ())


@pytest.mark.parametrize(
    ("left", "joined", "words"),
    [
        (["ana", "ben"], [], "at least two people"),
        ([], ["ana"], "ana stands among the participants twice"),
    ],
    ids=["too few", "joined already"],
)
def test_what_makes_no_sense_is_refused(left: list[str], joined: list[str], words: str) -> None:
    former = {"ana": "ben", "ben": "cai", "cai": "ana"}

    with pytest.raises(ValueError, match=words):
        repair(former, left=left, joined=joined, seed=b"1")


def test_who_left_and_came_back_starts_anew() -> None:
    former = {"ana": "ben", "ben": "cai", "cai": "ana"}

    repaired = repair(former, left=["ana"], joined=["ana"], seed=b"1")

    assert set(repaired.assignments) == {"ana", "ben", "cai"}
    assert repaired.changed == ()


def test_the_order_of_what_is_given_makes_no_difference() -> None:
    former = draw(names(20), seed=b"before").assignments
    backwards = dict(reversed(former.items()))
    left, seen = names(20)[3:7], names(15)

    repaired = repair(former, left=left, joined=["a", "b"], seen=seen, seed=b"1")

    assert repaired == repair(
        backwards, left=left[::-1], joined=["b", "a"], seen=seen[::-1], seed=b"1"
    )


class Life(RuleBasedStateMachine):
    """People leave, join, look and are kept apart, in any order; the draw is repaired each time."""

    @initialize(size=st.integers(3, 9))
    def begin(self, size: int) -> None:
        self.assignments = draw(names(size), seed=b"before").assignments
        self.exclusions: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self.newcomers = 0

    def somebody(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.assignments)))

    @rule(data=st.data())
    def leaves(self, data: st.DataObject) -> None:
        self.repaired(left=[self.somebody(data)])

    @rule()
    def joins(self) -> None:
        self.newcomers += 1
        self.repaired(joined=[f"V{self.newcomers}"])

    @rule(data=st.data())
    def are_kept_apart(self, data: st.DataObject) -> None:
        self.exclusions.append((self.somebody(data), self.somebody(data)))
        self.repaired()

    @rule(data=st.data())
    def looks(self, data: st.DataObject) -> None:
        self.seen.add(self.somebody(data))

    def repaired(self, left: Collection[str] = (), joined: Collection[str] = ()) -> None:
        staying = self.assignments.keys() - set(left)
        if len(staying) < 2:
            return
        try:
            new = repair(
                self.assignments,
                left=left,
                joined=joined,
                exclusions=self.exclusions,
                seen=self.seen,
                seed=b"after",
            )
        except DrawImpossible:
            assert drawn(Case([*staying, *joined], self.exclusions)) is None
            self.exclusions.clear()
            return
        check_draw(new.assignments, [*staying, *joined], self.exclusions)
        former = self.assignments
        assert new.changed == tuple(
            sorted(name for name in staying if new.assignments[name] != former[name])
        )
        self.assignments = new.assignments


Life.TestCase.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, derandomize=True, database=None
)
TestLife = Life.TestCase
