"""Messages edit themselves in place when their buttons no longer apply."""

from __future__ import annotations

from core.db import models
from core.domain.types import DeliveryKind, ExchangeStatus
from playground import Message, Person
from tests.e2e.databases import both_databases_and_ways
from tests.e2e.world import (
    UNFINISHED,
    World,
    all_sent,
    create_exchange,
    is_stalled,
    let_deadline_come,
    manage,
    match_messages,
    notices,
)
from tests.eventually import eventually


def the_message(world: World, kind: DeliveryKind, person: Person) -> Message:
    return eventually(lambda: notices(world, kind, person))[-1]


def pressed(world: World, message: Message, reader: Person, label: str) -> Message:
    """The message as it is after that, once all that is owed has come. Nothing else is said."""
    owed = {"addressee_id": reader.id}
    eventually(
        lambda: not any(one.status in UNFINISHED for one in world.all(models.Delivery, **owed))
    )
    before = len(reader.direct_messages)
    reader.press(label, message=message)
    assert len(reader.direct_messages) == before
    return next(one for one in reader.direct_messages if one.ts == message.ts)


def tidied(message: Message, reader: Person, left: list[str]) -> Message:
    """The message once only these buttons are left, though nobody has pressed any."""
    return eventually(
        lambda: next(
            (one for one in reader.direct_messages if (one.ts, one.buttons) == (message.ts, left)),
            None,
        )
    )


@both_databases_and_ways
def test_what_can_never_work_again_goes_and_the_rest_stays(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, name="Winter", joined=[bo, cy, dee])
    services = world.kringle.services
    ana.command(f"/santa exclude {ana.mention} {bo.mention} {cy.mention}", world.general)
    manage(ana)
    ana.press("Organizers")
    ana.choose("Organizers", [ana, bo, dee])
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    welcome = the_message(world, DeliveryKind.ORGANIZER, dee)

    # It stalls; Ana puts it right and draws from her notice, which says so from then on.
    let_deadline_come(world, ana, exchange_id)
    eventually(lambda: is_stalled(world, exchange_id))
    of_ana, of_bo = (the_message(world, DeliveryKind.STALLED, one) for one in (ana, bo))
    ana.press("Remove it", message=of_ana)
    assert ana.submit() == {}
    ana.close_modal(everything=True)
    manage(ana)
    ana.press("Edit")
    services.drawing.draw_now(world.caller(ana), exchange_id)
    eventually(lambda: all_sent(world, exchange_id))

    # Her form loses what cannot be changed any more, and says so.
    ana.press("More options")
    assert ana.modal is not None
    assert "Name" not in ana.modal.labels
    assert "Names have been drawn meanwhile" in ana.modal.text
    ana.close_modal(everything=True)

    # Bo's notice: what is over goes, what he can still do stays, and it says why.
    assert {"Remove it", "Postpone", "Cancel exchange"} <= set(of_bo.buttons)
    of_bo_now = tidied(of_bo, bo, ["Cancel exchange"])
    assert "Names could not be drawn in Winter" in of_bo_now.text
    assert "Names have been drawn already" in of_bo_now.text
    of_bo = pressed(world, of_bo, bo, "Postpone")
    assert of_bo.buttons == ["Cancel exchange"]
    assert "Names could not be drawn in Winter" in of_bo.text
    assert "Names have been drawn already" in of_bo.text

    # Dee does not organize it any more: nothing in her report is hers to press.
    report = the_message(world, DeliveryKind.REPORT, dee)
    services.organizers.change(world.caller(ana), exchange_id, [], [dee.id])
    tidied(report, dee, [])
    report = pressed(world, report, dee, "Send one again")
    assert report.buttons == []
    assert "Only an organizer" in report.text
    welcome = pressed(world, welcome, dee, "Organizers")
    assert "Status" in welcome.buttons
    assert "Organizers" not in welcome.buttons

    # Ana cancels it from her notice; a match keeps what it says, and its buttons go.
    of_ana = pressed(world, of_ana, ana, "Cancel exchange")
    assert world.exchange(exchange_id).status == ExchangeStatus.CANCELLED
    assert "Winter is cancelled" in of_ana.text
    assert of_ana.buttons == []
    (match,) = match_messages(world, exchange_id, cy)
    recipients = match.mentions
    assert tidied(match, cy, []).mentions == recipients
    match = pressed(world, match, cy, "See the whole wishlist")
    assert match.buttons == []
    assert match.mentions == recipients
    assert "its matches do not count any more" in match.text
    assert world.slack.complaints() == []


def test_an_announcement_posted_twice_goes_also_when_it_is_too_late_to_join(world: World) -> None:
    ana, bo, cy, dee = world.people
    world.slack.lose_reply("chat.postMessage", to=world.general.id)
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    stray, kept = [one for one in dee.sees(world.general) if "Join" in one.buttons]
    world.kringle.services.drawing.draw_now(world.caller(ana), exchange_id)

    reply = dee.press("Join", message=stray)

    assert reply is not None
    assert "Names have been drawn already" in reply.text
    seen = [one.ts for one in dee.sees(world.general)]
    assert kept.ts in seen
    assert stray.ts not in seen
