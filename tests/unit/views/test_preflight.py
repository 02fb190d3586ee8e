"""What organizers read of an exchange before its draw."""

from __future__ import annotations

import pytest

from bot import ids
from bot.views import preflight
from core.domain.errors import RefusedAs
from core.domain.snapshots import Preflight
from tests.unit.views import worlds
from tests.unit.views.reading import buttons


@pytest.mark.parametrize(
    ("count", "asks"),
    [
        (1, "about this person."),
        (20, "about these 20 people."),
        (21, "about 20 of these 21 people; the others come next."),
    ],
)
def test_before_they_are_left_out_it_says_how_many_are_asked_about(count: int, asks: str) -> None:
    unable = tuple((who, RefusedAs.DEACTIVATED) for who in worlds.people(count))
    found = Preflight(worlds.an_exchange(), worlds.DRAWABLE, unable=unable)

    assert asks in buttons(preflight.told(found))[ids.LEAVE_OUT]["confirm"]["text"]["text"]
