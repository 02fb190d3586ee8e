"""After the draw a wishlist changes: whoever gives to its owner hears of it, once, and sees it."""

from __future__ import annotations

import json

from core.domain.types import DeliveryKind
from tests.e2e.databases import both_databases
from tests.e2e.world import (
    World,
    create_exchange,
    let_deadline_come,
    let_pauses_end,
    matches,
    notices,
)
from tests.eventually import eventually


@both_databases
def test_the_giver_hears_once_of_all_that_changed(world: World) -> None:
    ana, bo, *others = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, *others])
    let_deadline_come(world, ana, exchange_id)
    recipients = matches(world, exchange_id, world.people)
    giver = next(one for one in world.people if recipients[one.id] == bo.id)

    bo.command("/santa wishlist", world.general)
    for wish in ("Tea", "A book"):
        bo.press("Add a wish")
        bo.fill("Wish", wish)
        assert bo.submit() == {}
    bo.fill("Rather not", "Candles")
    assert bo.submit() == {}
    let_pauses_end(world)

    (news,) = eventually(lambda: notices(world, DeliveryKind.WISHES, giver))
    assert news.mentions == []
    assert "Bo" not in json.dumps(news.blocks) + news.notification
    seen = giver.press("See the wishlist", message=news)
    assert seen is not None
    assert seen.modal is not None
    for words in ("Tea", "A book", "Candles"):
        assert words in seen.modal.text
    assert [one for one in world.people if notices(world, DeliveryKind.WISHES, one)] == [giver]
