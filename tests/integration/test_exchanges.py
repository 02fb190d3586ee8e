"""Creating, postponing, cancelling and completing an exchange."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors, rules
from core.domain.errors import PlanField, PlanProblem, RefusedAs
from core.domain.types import (
    Budget,
    ChannelId,
    DeliveryKind,
    ExchangeStatus,
    Person,
)
from core.services.registry import Services
from core.services.wishlists import Move
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    TEAM,
    WEEK,
    a_plan,
    a_wish,
    an_exchange,
    by,
    deliver,
    one_way,
    person,
    reach_deadline,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
DAY = timedelta(days=1)


def test_a_new_exchange_is_open_and_as_planned(services: Services) -> None:
    plan = a_plan(
        name="  Winter ",
        exchange_on=date(2026, 12, 24),
        budget=Budget(Decimal("20.50"), "EUR"),
        message=" Homemade is best. ",
        channel_is_private=True,
    )

    made = services.exchanges.create(by(OLGA), person(OLGA), plan)

    assert (made.name, made.message, made.status) == ("Winter", "Homemade is best.", S.OPEN)
    assert (made.channel_id, made.channel_is_private) == (CHANNEL, True)
    assert (made.draw_at, made.time_zone) == (plan.draw_at, "Europe/Berlin")
    assert (made.exchange_on, made.budget) == (plan.exchange_on, plan.budget)
    assert (made.organizer_ids, made.joined_count, made.drawn_at) == ((OLGA,), 1, None)
    assert services.exchanges.get(by(DAN), made.exchange_id) == made


def test_a_new_exchange_owes_its_announcement_to_the_channel(
    services: Services, database: Database
) -> None:
    made = an_exchange(services, people=())

    (owed,) = looking.deliveries(database)
    assert (owed.kind, owed.addressee_id) == (DeliveryKind.ANNOUNCEMENT, CHANNEL)
    assert owed.exchange_id == made.exchange_id


def test_an_organizer_need_not_take_part(services: Services) -> None:
    made = an_exchange(services, people=())

    assert made.joined_count == 0
    assert services.participation.joined(by(OLGA), S.OPEN) == []


def test_a_plan_with_problems_makes_nothing(services: Services, database: Database) -> None:
    plan = a_plan(name="", draw_at=START)

    with pytest.raises(errors.PlanRefused) as refused:
        services.exchanges.create(by(OLGA), person(OLGA), plan)

    assert set(refused.value.problems) == {PlanField.NAME, PlanField.DRAW_AT}
    assert looking.count(database, models.Exchange) == 0


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (person(OLGA, is_bot=True), RefusedAs.BOT),
        (person(OLGA, is_deactivated=True), RefusedAs.DEACTIVATED),
        (person(OLGA, is_guest=True), RefusedAs.GUEST),
        (person(OLGA, OTHER_TEAM), RefusedAs.STRANGER),
    ],
    ids=["bot", "deactivated", "guest", "stranger"],
)
def test_who_cannot_take_part_cannot_create(
    services: Services, database: Database, who: Person, reason: RefusedAs
) -> None:
    with pytest.raises(errors.PersonRefused) as refused:
        services.exchanges.create(by(OLGA), who, a_plan())

    assert refused.value.reason == reason
    assert looking.count(database, models.Exchange) == 0


def test_one_form_makes_one_exchange_and_its_last_words_count(
    services: Services, database: Database
) -> None:
    plan = a_plan()
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)

    again = services.exchanges.create(
        by(OLGA), person(OLGA), replace(plan, name="Winter 2", message="Homemade is best.")
    )

    assert (again.exchange_id, again.name) == (made.exchange_id, "Winter 2")
    assert again.message == "Homemade is best."
    assert looking.count(database, models.Exchange) == 1
    assert looking.owed(database, DeliveryKind.ANNOUNCEMENT) == [CHANNEL]


def test_a_form_changes_nothing_once_something_came_of_it(services: Services) -> None:
    plan = a_plan()
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)
    services.exchanges.cancel(by(OLGA), made.exchange_id)

    with pytest.raises(errors.WrongStatus):
        services.exchanges.create(by(OLGA), person(OLGA), replace(plan, name="Winter 2"))

    assert services.exchanges.get(by(OLGA), made.exchange_id).name == "Winter"


def test_an_old_form_does_not_undo_what_was_changed_since(
    services: Services, clock: FixedClock
) -> None:
    plan = a_plan()
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)
    clock.advance(rules.SENT_AGAIN_WITHIN + timedelta(seconds=1))

    with pytest.raises(errors.AlreadyHandled):
        services.exchanges.create(by(OLGA), person(OLGA), replace(plan, name="Winter 2"))

    assert services.exchanges.created_with(by(OLGA), plan.key) == made


def test_a_form_sent_again_decides_anew_whether_the_organizer_takes_part(
    services: Services,
) -> None:
    plan = a_plan()
    services.exchanges.create(by(OLGA), person(OLGA), plan)

    without = services.exchanges.create(
        by(OLGA), person(OLGA), replace(plan, organizer_takes_part=False)
    )
    again = services.exchanges.create(by(OLGA), person(OLGA), plan)

    assert (without.joined_count, again.joined_count) == (0, 1)


def test_a_form_sent_again_for_another_channel_says_where_it_is_announced(
    services: Services,
) -> None:
    plan = a_plan()
    services.exchanges.create(by(OLGA), person(OLGA), plan)

    with pytest.raises(errors.PlanRefused) as refused:
        services.exchanges.create(by(OLGA), person(OLGA), replace(plan, channel_id="C0OTHER"))

    assert refused.value.problems == {
        errors.PlanField.CHANNEL: errors.PlanProblem.ANNOUNCED_ELSEWHERE
    }


def test_nobody_finds_an_exchange_by_a_form_of_another_workspace(services: Services) -> None:
    plan = a_plan()
    services.exchanges.create(by(OLGA), person(OLGA), plan)

    with pytest.raises(errors.ExchangeNotFound):
        services.exchanges.created_with(by(OLGA, OTHER_TEAM), plan.key)


def test_somebody_elses_form_changes_nothing(services: Services) -> None:
    plan = a_plan()
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)

    with pytest.raises(errors.NotOrganizer):
        services.exchanges.create(by(ANA), person(ANA), replace(plan, name="Ana's"))

    assert services.exchanges.get(by(OLGA), made.exchange_id) == made


def test_the_same_key_in_two_workspaces_makes_two_exchanges(
    services: Services, database: Database
) -> None:
    for team_id in (TEAM, OTHER_TEAM):
        services.exchanges.create(by(OLGA, team_id), person(OLGA, team_id), a_plan(key="same"))

    assert looking.count(database, models.Exchange) == 2


def test_one_form_sent_by_two_requests_at_once_makes_one_exchange(
    postgres_database: Database, vault: Vault, clock: FixedClock
) -> None:
    services = Services.build(postgres_database, vault, clock, FakeMessenger())
    an_exchange(services)
    plan, made = a_plan(), []

    def submit() -> None:
        made.append(services.exchanges.create(by(OLGA), person(OLGA), plan).exchange_id)

    with postgres_database.write() as session:
        # The first copy has written its row and is about to commit.
        session.execute(text(COPY), {"key": plan.key})
        session.execute(text(ITS_ORGANIZER))
        second = threading.Thread(target=submit)
        second.start()
        looking.wait_for_a_lock(postgres_database)
    second.join()

    assert made == ["first"]


COPY = """
INSERT INTO exchanges (exchange_id, team_id, creation_key, name, status, channel_id,
    channel_is_private, draw_at, time_zone, message, created_at, round, joined_count, revision)
SELECT 'first', team_id, :key, name, status, channel_id, channel_is_private, draw_at, time_zone,
    message, created_at, round, 0, 0 FROM exchanges
"""
ITS_ORGANIZER = """
INSERT INTO organizers (exchange_id, user_id, team_id, since_at)
SELECT 'first', user_id, team_id, since_at FROM organizers
"""


def test_postponing_moves_the_deadline(services: Services) -> None:
    made = an_exchange(services)
    later = made.draw_at + 3 * DAY

    postponed = services.exchanges.postpone(by(OLGA), made.exchange_id, later, None)

    assert (postponed.draw_at, postponed.status) == (later, S.OPEN)
    assert services.exchanges.get(by(OLGA), made.exchange_id) == postponed


def test_a_postponed_exchange_is_drawn_at_its_new_deadline(
    services: Services, clock: FixedClock
) -> None:
    made = an_exchange(services)
    postponed = services.exchanges.postpone(by(OLGA), made.exchange_id, made.draw_at + DAY, None)

    reach_deadline(services, made)
    between = services.exchanges.get(by(OLGA), made.exchange_id).status
    reach_deadline(services, postponed)

    assert between == S.OPEN
    assert services.exchanges.get(by(OLGA), made.exchange_id).status == S.DRAWN


def test_postponing_opens_a_stalled_exchange_again(services: Services, clock: FixedClock) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))

    postponed = services.exchanges.postpone(by(OLGA), stalled.exchange_id, clock.now() + DAY, None)
    joined = services.participation.join(by(BEN), stalled.exchange_id, person(BEN))

    assert postponed.status == S.OPEN
    assert joined.is_new


CHRISTMAS = date(2026, 12, 24)
NO_TIMES = {
    "now": (START, None, {PlanField.DRAW_AT: PlanProblem.TOO_SOON}),
    "in_a_year": (START + 367 * DAY, None, {PlanField.DRAW_AT: PlanProblem.TOO_FAR}),
    "a_minute_past_midnight_there": (
        START + 23 * DAY + timedelta(hours=14, minutes=1),
        CHRISTMAS,
        {PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW},
    ),
}


@pytest.mark.parametrize(("draw_at", "day", "problems"), NO_TIMES.values(), ids=NO_TIMES.keys())
def test_times_that_make_no_sense_are_refused(
    services: Services, draw_at: datetime, day: date | None, problems: object
) -> None:
    made = an_exchange(services, exchange_on=CHRISTMAS)

    with pytest.raises(errors.PlanRefused) as refused:
        services.exchanges.postpone(by(OLGA), made.exchange_id, draw_at, day)

    assert refused.value.problems == problems
    assert services.exchanges.get(by(OLGA), made.exchange_id) == made


def test_the_exchange_day_moves_with_the_deadline(services: Services) -> None:
    made = an_exchange(services, exchange_on=CHRISTMAS)
    latest = START + 24 * DAY
    on = CHRISTMAS + DAY

    postponed = services.exchanges.postpone(by(OLGA), made.exchange_id, latest, on)

    assert (postponed.draw_at, postponed.exchange_on) == (latest, on)


def test_cancelling_owes_the_news_to_everybody_else(services: Services, database: Database) -> None:
    made = an_exchange(services)
    services.participation.leave(by(CLEO), made.exchange_id)

    cancelled = services.exchanges.cancel(by(OLGA), made.exchange_id)

    assert cancelled.status == S.CANCELLED
    assert looking.owed(database, DeliveryKind.CANCELLED) == [ANA, BEN]


def test_a_cancelled_exchange_says_so_to_those_in_it(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.CANCELLED)

    deliver(services)

    assert sorted(messenger.addressees()) == [ANA, BEN, CLEO]
    assert {order.kind for order in messenger.arrived} == {DeliveryKind.CANCELLED}
    assert messenger.arrived[0].content == made


@pytest.mark.parametrize("status", [S.STALLED, S.DRAWN])
def test_what_is_not_over_can_be_cancelled(services: Services, status: S) -> None:
    people = (OLGA, ANA) if status == S.STALLED else EVERYBODY
    exchange = an_exchange(services, status=status, people=people)

    assert services.exchanges.cancel(by(OLGA), exchange.exchange_id).status == S.CANCELLED


CHANGES: dict[str, Callable[[Services, str, str], object]] = {
    "cancel": lambda services, who, exchange_id: services.exchanges.cancel(by(who), exchange_id),
    "postpone": lambda services, who, exchange_id: services.exchanges.postpone(
        by(who), exchange_id, START + 2 * WEEK, None
    ),
}
change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())


@change
@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_change_an_exchange(
    services: Services, change: Callable[[Services, str, str], object], who: str
) -> None:
    made = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        change(services, who, made.exchange_id)

    assert services.exchanges.get(by(OLGA), made.exchange_id) == made


@change
@pytest.mark.parametrize("status", [S.CANCELLED, S.COMPLETED])
def test_what_is_over_stays_as_it_is(
    services: Services, change: Callable[[Services, str, str], object], status: S
) -> None:
    over = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus) as refused:
        change(services, OLGA, over.exchange_id)

    assert refused.value.status == status
    assert services.exchanges.get(by(OLGA), over.exchange_id) == over


def test_a_drawn_exchange_cannot_be_postponed(services: Services) -> None:
    drawn = an_exchange(services, status=S.DRAWN)

    with pytest.raises(errors.WrongStatus):
        services.exchanges.postpone(by(OLGA), drawn.exchange_id, START + 2 * WEEK, None)


def test_an_exchange_is_completed_as_its_day_ends_there(
    services: Services, clock: FixedClock
) -> None:
    drawn = an_exchange(
        services, status=S.DRAWN, exchange_on=date(2026, 12, 24), time_zone="Asia/Kolkata"
    )
    clock.advance(23 * DAY + timedelta(hours=9, minutes=29))

    too_soon = services.exchanges.complete_due()
    clock.advance(timedelta(minutes=1))
    at_midnight = services.exchanges.complete_due()

    assert (too_soon, at_midnight, services.exchanges.complete_due()) == (0, 1, 0)
    assert services.exchanges.get(by(OLGA), drawn.exchange_id).status == S.COMPLETED


def test_only_drawn_exchanges_are_completed(services: Services, clock: FixedClock) -> None:
    an_exchange(services, status=S.CANCELLED)
    an_exchange(services, draw_at=START + 300 * DAY)
    clock.advance(100 * DAY)

    assert services.exchanges.complete_due() == 0


def test_an_unknown_exchange_is_not_found(services: Services) -> None:
    with pytest.raises(errors.ExchangeNotFound):
        services.exchanges.get(by(OLGA), "no such id")


#: Every use case that is given an exchange id, asked by Olga of another workspace.
THERE = by(OLGA, OTHER_TEAM)
HERSELF = person(OLGA, OTHER_TEAM)
ASKED: dict[str, Callable[[Services, str], object]] = {
    "exchanges.get": lambda s, e: s.exchanges.get(THERE, e),
    "exchanges.postpone": lambda s, e: s.exchanges.postpone(THERE, e, START + 2 * WEEK, None),
    "exchanges.cancel": lambda s, e: s.exchanges.cancel(THERE, e),
    "participation.join": lambda s, e: s.participation.join(THERE, e, HERSELF),
    "participation.leave": lambda s, e: s.participation.leave(THERE, e),
    "exclusions.board": lambda s, e: s.exclusions.board(THERE, e),
    "exclusions.add": lambda s, e: s.exclusions.add(THERE, e, [one_way(OLGA, ANA)]),
    "exclusions.remove": lambda s, e: s.exclusions.remove(THERE, e, "any"),
    "exclusions.relax": lambda s, e: s.exclusions.relax(THERE, e, ["any"]),
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
    "drawing.match": lambda s, e: s.drawing.match(THERE, e),
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
    "overview.history": lambda s: [*s.overview.history(THERE)],
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


def test_a_channel_may_have_several_exchanges(services: Services) -> None:
    first, second = an_exchange(services), an_exchange(services, name="Summer")

    found = services.participation.joinable(by(DAN), ChannelId(CHANNEL))

    assert {one.exchange_id for one in found} == {first.exchange_id, second.exchange_id}
