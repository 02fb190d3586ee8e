"""What Slack would say of people, for tests without one."""

from __future__ import annotations

from collections.abc import Collection

from core.domain.types import Person, TeamId, UserId
from tests.builders import person


class FakeDirectory:
    """A `core.ports.Directory`: everybody is a full member but for those who have `traits`; of
    those who are `untold` it says nothing, and asked about one that it `breaks_for` it raises."""

    def __init__(self) -> None:
        self.traits: dict[UserId, dict[str, bool]] = {}
        self.is_silent = False
        self.untold: set[UserId] = set()
        self.breaks_for: set[UserId] = set()
        self.asked: list[list[UserId]] = []

    def people(self, team_id: TeamId, user_ids: Collection[UserId]) -> Collection[Person]:
        self.asked.append(sorted(user_ids))
        if self.breaks_for & {*user_ids}:
            raise RuntimeError("of a later version")
        if self.is_silent:
            return ()
        told = [one for one in user_ids if one not in self.untold]
        return [person(one, team_id, **self.traits.get(one, {})) for one in told]
