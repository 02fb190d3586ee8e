"""What organizers read of somebody who would like to leave."""

from __future__ import annotations

from bot import ids
from bot.views import repairs
from core.domain.snapshots import Dropout
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import buttons, words
from tests.unit.views.worlds import DRAWABLE, RELAXABLE, an_exchange, people

DRAWN = an_exchange(status=ExchangeStatus.DRAWN, joined_count=8)
WHO = people(1)[0]


def test_whether_it_works_out_without_them_is_said_either_way() -> None:
    stuck = repairs.wants_out(Dropout(DRAWN, WHO, True, RELAXABLE))
    works = repairs.wants_out(Dropout(DRAWN, WHO, True, DRAWABLE))

    assert "Without them it does not work out." in words(stuck)
    assert "By now it works out without them." in words(works)
    assert "does not work out" not in words(works)
    for message in (stuck, works):
        assert ids.TAKE_OUT in buttons(message)
