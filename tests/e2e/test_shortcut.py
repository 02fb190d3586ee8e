"""Starting an exchange from Slack's own menu: the global shortcut."""

from __future__ import annotations

from bot import ids
from core.db import models
from tests.e2e.databases import both_databases_and_ways
from tests.e2e.world import World
from tests.eventually import eventually


@both_databases_and_ways
def test_the_shortcut_opens_the_form_and_refusals_are_told_in_words(world: World) -> None:
    ana, bo, cy, _ = world.people
    guest = world.add_person("Guest", guest="single")

    # Ana starts one with it: the form has no channel yet, and otherwise it is the same.
    opened = ana.shortcut(ids.START_SHORTCUT)
    assert opened.modal is not None
    assert opened.modal.title == "New Secret Santa"
    assert opened.modal.values["Channel"] is None
    ana.fill("Name", "Winter")
    assert list(ana.submit()) == ["Channel"]
    ana.choose("Channel", world.general)
    assert ana.submit() == {}
    assert ana.modal is not None
    assert "Winter is set up" in ana.modal.text
    (row,) = world.all(models.Exchange)
    eventually(lambda: world.exchange(row.exchange_id).announced_ts)
    ana.close_modal(everything=True)

    # Who may not take part, and who may not start one here, read why.
    assert "Guests" in guest.shortcut(ids.START_SHORTCUT).text
    guest.close_modal()
    world.slack.make_admin(cy)
    cy.open_home()
    cy.press("Settings", message=cy.home)
    cy.choose("Who may start an exchange?", "Admins only")
    assert cy.submit() == {}
    cy.close_modal(everything=True)
    refused = bo.shortcut(ids.START_SHORTCUT)
    assert refused.modal is not None
    assert "only admins" in refused.text.lower()
    assert "New Secret Santa" not in refused.modal.title
    bo.close_modal()

    # Too late for any modal: then it is told in a direct message.
    world.slack.fail("views.open", error="expired_trigger_id", times=2)
    cy.shortcut(ids.START_SHORTCUT)
    (told,) = eventually(lambda: cy.direct_messages)
    assert "took too long" in told.text
    assert len(world.all(models.Exchange)) == 1
