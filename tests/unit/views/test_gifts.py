"""What a recipient reads who waits in vain: who hears of it, and when."""

from __future__ import annotations

import pytest

from bot.views import gifts
from core.domain.snapshots import Complaint
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import words
from tests.unit.views.worlds import an_exchange

DRAWN = an_exchange(status=ExchangeStatus.DRAWN)
SANTA_HEARS, AFTER = "Your Santa is told", "two days"


@pytest.mark.parametrize("giver_hears", [True, False])
def test_a_recipient_reads_who_is_told_of_their_complaint(giver_hears: bool) -> None:
    complaint = Complaint(DRAWN, giver_hears)

    for view in (gifts.nothing_form(complaint), gifts.missed(complaint)):
        assert "organizers hear" in words(view)
        assert (SANTA_HEARS in words(view)) is (AFTER in words(view)) is giver_hears
