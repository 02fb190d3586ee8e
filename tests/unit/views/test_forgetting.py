"""What somebody reads who asks to be forgotten: no more than what is done, and what is to come."""

from __future__ import annotations

from bot.views import forgetting
from core.domain.snapshots import Traces
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import words
from tests.unit.views.worlds import an_exchange

COMING = an_exchange(name="Coming")
DRAWN = an_exchange(name="Drawn", status=ExchangeStatus.DRAWN)


def test_nobody_reads_that_they_are_out_of_something_they_were_not_in() -> None:
    said = words(forgetting.forgotten(Traces(past_count=1)))

    assert "out of" not in said
    assert "stands" not in said
    assert "within the next minutes" in said


def test_what_is_not_gone_yet_is_not_called_gone() -> None:
    said = words(forgetting.forgotten(Traces(left=(COMING,), drawn=(DRAWN,))))

    assert "Done: your wishlists and delivery notes are gone." in said
    assert "out of this, and organize it no more: Coming." in said
    assert "Your match stands in Drawn until that is over" in said
    assert "you wrote there are gone already, unless one was reported." in said
    assert "within the next minutes" not in said
