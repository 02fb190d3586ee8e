"""Nobody reaches an exchange of another workspace, whatever they ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.bulletins import Audience
from core.domain.editing import Details
from core.domain.types import (
    ExchangeStatus,
    GiftMark,
    Side,
)
from core.rosters.resolving import Resolution
from core.services.registry import Services
from core.services.wishlists import Move
from tests.builders import (
    ANA,
    CHANNEL,
    DAN,
    OLGA,
    OTHER_TEAM,
    WEEK,
    a_wish,
    an_exchange,
    by,
    one_way,
    person,
)
from tests.clock import START
from tests.integration import looking

S = ExchangeStatus
DETAILS = Details("Ours", START + WEEK, None, None, "", has_envelopes=False, no_repeats=1)
#: Every use case that is given an exchange id, asked by Olga of another workspace.
THERE = by(OLGA, OTHER_TEAM)
HERSELF = person(OLGA, OTHER_TEAM)
ASKED: dict[str, Callable[[Services, str], object]] = {
    "exchanges.get": lambda s, e: s.exchanges.get(THERE, e),
    "exchanges.postpone": lambda s, e: s.exchanges.postpone(THERE, e, START + 2 * WEEK, None),
    "exchanges.cancel": lambda s, e: s.exchanges.cancel(THERE, e),
    "participation.join": lambda s, e: s.participation.join(THERE, e, HERSELF),
    "participation.leave": lambda s, e: s.participation.leave(THERE, e),
    "bulletins.draft": lambda s, e: s.bulletins.draft(THERE, e),
    "bulletins.check": lambda s, e: s.bulletins.check(THERE, e, "Hello", Audience.JOINED),
    "bulletins.send": lambda s, e: s.bulletins.send(THERE, e, "Hello", Audience.JOINED, key="any"),
    "console.look": lambda s, e: s.console.look(THERE, e),
    "console.remind": lambda s, e: s.console.remind(THERE, e),
    "console.try_again": lambda s, e: s.console.try_again(THERE, e),
    "editing.look": lambda s, e: s.editing.look(THERE, e),
    "editing.change": lambda s, e: s.editing.change(THERE, e, DETAILS, {}),
    "exporting.roster": lambda s, e: s.exporting.roster(THERE, e),
    "exclusions.board": lambda s, e: s.exclusions.board(THERE, e),
    "exclusions.add": lambda s, e: s.exclusions.add(THERE, e, [one_way(OLGA, ANA)]),
    "exclusions.remove": lambda s, e: s.exclusions.remove(THERE, e, "any"),
    "exclusions.relax": lambda s, e: s.exclusions.relax(THERE, e, ["any"]),
    "invitations.invitable": lambda s, e: s.invitations.invitable(THERE, e),
    "invitations.invite": lambda s, e: s.invitations.invite(THERE, e, [person(ANA)]),
    "rosters.keep": lambda s, e: s.rosters.keep(THERE, e, Resolution(())),
    "invitations.get": lambda s, e: s.invitations.get(THERE, e),
    "invitations.decline": lambda s, e: s.invitations.decline(THERE, e),
    "invitations.stop_reminders": lambda s, e: s.invitations.stop_reminders(THERE, e),
    "invitations.resume_reminders": lambda s, e: s.invitations.resume_reminders(THERE, e),
    "organizers.look": lambda s, e: s.organizers.look(THERE, e),
    "organizers.change": lambda s, e: s.organizers.change(THERE, e, [person(ANA)], []),
    "copying.template": lambda s, e: s.copying.template(THERE, e),
    "preflight.look": lambda s, e: s.preflight.look(THERE, e),
    "preflight.leave_out": lambda s, e: s.preflight.leave_out(THERE, e, ()),
    "preflight.ask_for_wishes": lambda s, e: s.preflight.ask_for_wishes(THERE, e),
    "exclusions.ask_to_reconsider": lambda s, e: s.exclusions.ask_to_reconsider(THERE, e),
    "exclusions.avoid_repeats": lambda s, e: s.exclusions.avoid_repeats(THERE, e, 2),
    "wishlists.show": lambda s, e: s.wishlists.show(THERE, e),
    "wishlists.add_item": lambda s, e: s.wishlists.add_item(THERE, e, a_wish()),
    "wishlists.edit_item": lambda s, e: s.wishlists.edit_item(THERE, e, a_wish()),
    "wishlists.remove_item": lambda s, e: s.wishlists.remove_item(THERE, e, "any"),
    "wishlists.move_item": lambda s, e: s.wishlists.move_item(THERE, e, "any", Move.UP),
    "wishlists.write_notes": lambda s, e: s.wishlists.write_notes(
        THERE, e, dislikes="", delivery_notes=""
    ),
    "drawing.preview": lambda s, e: s.drawing.preview(THERE, e),
    "drawing.draw_now": lambda s, e: s.drawing.draw_now(THERE, e),
    "repairs.leaving": lambda s, e: s.repairs.leaving(THERE, e),
    "repairs.drop_out": lambda s, e: s.repairs.drop_out(THERE, e),
    "repairs.repairable": lambda s, e: s.repairs.repairable(THERE, e),
    "repairs.outlook": lambda s, e: s.repairs.outlook(THERE, e, ANA, None),
    "repairs.change": lambda s, e: s.repairs.change(THERE, e, ANA, HERSELF),
    "repairs.redraw": lambda s, e: s.repairs.redraw(THERE, e),
    "matches.show": lambda s, e: s.matches.show(THERE, e),
    "break_glass.form": lambda s, e: s.break_glass.form(THERE, e),
    "break_glass.ask": lambda s, e: s.break_glass.ask(THERE, e, ANA, "ill"),
    "talk.line": lambda s, e: s.talk.line(THERE, e, Side.GIVER),
    "talk.send": lambda s, e: s.talk.send(THERE, e, Side.RECIPIENT, "Hello", key="any"),
    "talk.unmute": lambda s, e: s.talk.unmute(THERE, e, Side.GIVER),
    "gifts.mark": lambda s, e: s.gifts.mark(THERE, e, GiftMark.READY),
    "gifts.take_back": lambda s, e: s.gifts.take_back(THERE, e),
    "gifts.thankable": lambda s, e: s.gifts.thankable(THERE, e),
    "gifts.thank": lambda s, e: s.gifts.thank(THERE, e, "Thanks"),
    "gifts.missable": lambda s, e: s.gifts.missable(THERE, e),
    "gifts.miss": lambda s, e: s.gifts.miss(THERE, e),
    "rescues.nameable": lambda s, e: s.rescues.nameable(THERE, e),
    "rescues.ask": lambda s, e: s.rescues.ask(THERE, e, [person(ANA)]),
    "rescues.show": lambda s, e: s.rescues.show(THERE, e, "any"),
    "reveals.settable": lambda s, e: s.reveals.settable(THERE, e),
    "reveals.set": lambda s, e: s.reveals.set(THERE, e, None, posts_circle=False),
    "reveals.giver": lambda s, e: s.reveals.giver(THERE, e),
    "deliveries.retry_failed": lambda s, e: s.deliveries.retry_failed(THERE, e),
    "deliveries.resend": lambda s, e: s.deliveries.resend(THERE, e, ANA),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_another_workspace_has_no_such_exchange(
    services: Services, database: Database, ask: Callable[[Services, str], object]
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    an_exchange(services, team_id=OTHER_TEAM)
    requests = looking.count(database, models.HandledRequest)

    with pytest.raises(errors.ExchangeNotFound):
        ask(services, exchange.exchange_id)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id) == exchange
    assert looking.count(database, models.HandledRequest) == requests


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_a_workspace_in_which_nothing_has_begun_has_no_such_exchange_either(
    services: Services, database: Database, ask: Callable[[Services, str], object]
) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.ExchangeNotFound):
        ask(services, exchange.exchange_id)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id) == exchange
    assert looking.count(database, models.DataKey) == 0


LISTED: dict[str, Callable[[Services], list[object]]] = {
    "participation.joinable": lambda s: [*s.participation.joinable(by(DAN, OTHER_TEAM), CHANNEL)],
    "participation.joined": lambda s: [*s.participation.joined(THERE, *S)],
    "exclusions.changeable": lambda s: [*s.exclusions.changeable(THERE)],
    "wishlists.editable": lambda s: [*s.wishlists.editable(THERE)],
    "drawing.drawable": lambda s: [*s.drawing.drawable(THERE)],
    "overview.status": lambda s: [*s.overview.status(THERE)],
    "forgetting.look": lambda s: [*s.forgetting.look(THERE).left, *s.forgetting.look(THERE).drawn],
    "history.past": lambda s: [*s.history.past(THERE).exchanges],
    "copying.over": lambda s: [*s.copying.over(THERE, 9)],
}


@pytest.mark.parametrize("listed", LISTED.values(), ids=LISTED.keys())
def test_lists_show_nothing_of_another_workspace(
    services: Services, listed: Callable[[Services], list[object]]
) -> None:
    an_exchange(services)
    an_exchange(services, status=S.DRAWN)

    assert listed(services) == []


def test_every_use_case_with_an_exchange_id_is_asked_from_another_workspace() -> None:
    taking_an_id = {
        f"{flow}.{name}"
        for flow, service in Services.__annotations__.items()
        for name, method in vars(_class_of(service)).items()
        if not name.startswith("_") and "exchange_id" in getattr(method, "__annotations__", {})
    }

    assert taking_an_id == set(ASKED)


def _class_of(name: str) -> type:
    from core.services import registry

    found: type = getattr(registry, name)
    return found
