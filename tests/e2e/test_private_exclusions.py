"""Whom somebody would rather not draw stays between them and Kringle."""

from __future__ import annotations

import json

from core.db import models
from core.domain.types import DeliveryKind
from tests.e2e.databases import both_databases
from tests.e2e.world import World, create_exchange, matches, notices
from tests.eventually import eventually


@both_databases
def test_who_leaves_no_way_is_asked_and_nobody_learns_who_it_is(world: World) -> None:
    ana, bo, cy, dee = people = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy, dee])
    mentions = " ".join(person.mention for person in (ana, cy, dee))
    noted = bo.command(f"/santa exclude {mentions}", world.general)
    assert noted.message is not None
    assert {ana.id, cy.id, dee.id} <= set(noted.message.mentions)

    (told,) = eventually(lambda: notices(world, DeliveryKind.UNDRAWABLE, ana))
    assert "It would work without 1 of these private exclusions." in told.text
    assert told.mentions == []
    assert bo.id not in json.dumps(told.raw)
    ana.press("See exclusions", message=told)
    assert ana.modal is not None
    assert "3 more exclusions are private" in ana.modal.text
    assert "Remove" not in ana.modal.buttons
    assert ana.modal.mentions == []
    ana.close_modal()
    ana.press("Ask them to reconsider", message=told)

    (asked,) = eventually(lambda: notices(world, DeliveryKind.RECONSIDER, bo))
    assert asked.mentions == []
    assert [notices(world, DeliveryKind.RECONSIDER, one) for one in (ana, cy, dee)] == [[], [], []]
    bo.press("Your exclusions", message=asked)
    bo.press("Remove")
    bo.close_modal()
    assert len(world.all(models.Exclusion)) == 2
    ana.command("/santa draw", world.general)
    ana.press("Draw now")
    matches(world, exchange_id, people)
    assert world.slack.complaints() == []
