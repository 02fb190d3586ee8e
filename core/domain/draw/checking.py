"""Checking assignments against the rules, without trusting how they were made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from core.domain.draw.results import DrawBroken


def check_draw(
    assignments: Mapping[str, str],
    participants: Sequence[str],
    exclusions: Collection[tuple[str, str]] = (),
    groups: Sequence[Collection[str]] = (),
) -> None:
    """Check assignments against the rules that they were made from.

    Raises `DrawBroken` unless everybody gives once and receives once, nobody themself, and no
    exclusion is broken.
    """
    pairs = set(assignments.items())
    everyone = sorted(participants)
    if sorted(assignments) != everyone or sorted(assignments.values()) != everyone:
        raise DrawBroken("not everybody gives and receives once")
    if any(giver == recipient for giver, recipient in pairs) or pairs & set(exclusions):
        raise DrawBroken("somebody drew whom they must not")
    for group in map(frozenset, groups):
        if any(assignments.get(giver) in group for giver in group):
            raise DrawBroken("two of a group drew one another")
