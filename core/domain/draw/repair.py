"""Repairing a draw after people left or joined, so that as few givers as possible are affected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from core.domain.draw.chance import Chance
from core.domain.draw.cheapest import cheapest
from core.domain.draw.feasibility import impossible
from core.domain.draw.masks import transposed, union
from core.domain.draw.matching import NOBODY, Matching, maximum_matching
from core.domain.draw.model import Rules
from core.domain.draw.results import Repair
from core.domain.draw.sampling import Sampling


def repair(
    assignments: Mapping[str, str],
    *,
    left: Collection[str] = (),
    joined: Collection[str] = (),
    exclusions: Collection[tuple[str, str]] = (),
    groups: Sequence[Collection[str]] = (),
    seen: Collection[str] = (),
    past: Sequence[Mapping[str, str]] = (),
    seed: bytes,
) -> Repair:
    """The valid assignments without those who `left` and with those who `joined` that give the
    fewest givers another recipient, and of those the ones that do so to the fewest in `seen`; one
    of them, chosen by `seed`, each as likely as the samplers say.

    `past` are earlier assignments, newest first, as for `draw`: among those that are best so far,
    as few as possible of the newest come back, then of the next.

    `assignments` are valid ones, though an exclusion may have been added since: what it forbids is
    changed as well. Names that are not there are ignored in `left`, `seen` and the rules. Who left
    and joined is there again, without a former recipient.

    Raises `DrawImpossible` when there are no valid assignments any more, and `ValueError` when
    fewer than two people are left or somebody who joined takes part already.
    """
    staying = assignments.keys() - set(left)
    groups = tuple(groups)
    rules = Rules.build([*staying, *joined], exclusions, groups)
    whole = maximum_matching(rules.rows)
    if not whole.is_perfect:
        raise impossible(rules, exclusions, groups, whole)
    rows, matching = _best(rules, {name: assignments[name] for name in staying}, seen)
    for named in past:
        rows, matching = _avoiding(rows, matching, rules.round(named))
    sampled = Sampling.of(rows, transposed(rows), matching).draw(Chance(seed))
    repaired = rules.assignments(sampled.recipients)
    changed = tuple(sorted(giver for giver in staying if repaired[giver] != assignments[giver]))
    return Repair(repaired, changed)


def _avoiding(
    rows: list[int], matching: Matching, recipients: Sequence[int]
) -> tuple[list[int], Matching]:
    """Of these options those with the fewest pairs of an earlier round. Who has one option alone
    keeps it: mostly that is nearly everybody, and then there is nothing to compare."""
    again = [0 if to == NOBODY else 1 << to for to in recipients]
    has_choice = (row & cost and row != cost for row, cost in zip(rows, again, strict=True))
    return cheapest(rows, again) if any(has_choice) else (rows, matching)


def _best(
    rules: Rules, former: Mapping[str, str], seen: Collection[str]
) -> tuple[list[int], Matching]:
    """Options, as masks, whose perfect matchings are just the best repairs, and one of those.

    `former` is whom each giver had, as long as they took part already.
    """
    at, rows = rules.position, rules.rows
    kept = [0] * rules.size
    changes = [0] * rules.size
    for name, recipient in former.items():
        giver = at[name]
        own = 1 << at[recipient] if recipient in at else 0
        kept[giver], changes[giver] = rows[giver] & own, rows[giver] & ~own
    # Mostly whoever gave to somebody who left, and whoever joined, can be given those to whom
    # nobody gives, and then nobody else needs to change.
    nobodys = ~union(kept)
    least = [own or row & nobodys for own, row in zip(kept, rows, strict=True)]
    matching = maximum_matching(least)
    if matching.is_perfect:
        return least, matching
    fewest, _ = cheapest(rows, changes)
    looked = {at[name] for name in former.keys() & set(seen)}
    disturbs = [change if giver in looked else 0 for giver, change in enumerate(changes)]
    return cheapest(fewest, disturbs)
