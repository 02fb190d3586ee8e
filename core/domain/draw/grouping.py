"""Groups as teams: everybody in one at most, as far as the groups do not overlap."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def parted(
    people: Sequence[str], groups: Sequence[Collection[str]]
) -> tuple[list[int], list[tuple[int, ...]]]:
    """A team for each of `people`, a team of one for whoever is in no group; and the groups that
    share somebody with a team, as ascending positions.

    Mostly everybody is in one group at most, and then the groups are the teams. Names in groups
    that are not among the people are left out.
    """
    size = len(people)
    if not groups:
        return list(range(size)), []
    label = {name: number for number, group in enumerate(groups, size) for name in group}
    if len(label) == sum(map(len, groups)):
        return list(map(label.get, people, range(size))), []
    return _largest_first(people, groups)


def _largest_first(
    people: Sequence[str], groups: Sequence[Collection[str]]
) -> tuple[list[int], list[tuple[int, ...]]]:
    size = len(people)
    at = dict(zip(people, range(size), strict=True))
    distinct = {tuple(sorted({at[name] for name in group if name in at})) for group in groups}
    team, others = list(range(size)), []
    for group in sorted(distinct, key=lambda group: (-len(group), group)):
        if all(team[member] == member for member in group):
            for member in group:
                team[member] = size + group[0]
        else:
            others.append(group)
    return team, others
