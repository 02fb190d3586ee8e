"""One form makes one exchange, however often it is sent, and its last words count."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors, rules
from core.domain.types import (
    DeliveryKind,
    ExchangeStatus,
)
from core.services.registry import Services
from tests.builders import (
    ANA,
    CHANNEL,
    OLGA,
    OTHER_TEAM,
    TEAM,
    a_plan,
    an_exchange,
    by,
    joins,
    person,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus


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
    channel_is_private, draw_at, time_zone, message, created_at, round, joined_count, revision,
    has_envelopes, no_repeats, posts_circle)
SELECT 'first', team_id, :key, name, status, channel_id, channel_is_private, draw_at, time_zone,
    message, created_at, round, 0, 0, has_envelopes, no_repeats, posts_circle
FROM exchanges
"""
ITS_ORGANIZER = """
INSERT INTO organizers (exchange_id, user_id, team_id, since_at)
SELECT 'first', user_id, team_id, since_at FROM organizers
"""


def test_a_form_sent_again_waits_for_nobody_who_waits_for_it(
    postgres_database: Database, vault: Vault, clock: FixedClock
) -> None:
    services = Services.build(postgres_database, vault, clock, FakeMessenger())
    plan = a_plan(organizer_takes_part=False)
    made = services.exchanges.create(by(OLGA), person(OLGA), plan)
    takes_part = replace(plan, organizer_takes_part=True)
    again = threading.Thread(
        target=lambda: services.exchanges.create(by(OLGA), person(OLGA), takes_part)
    )
    joining = threading.Thread(target=lambda: joins(services, made, OLGA))

    with postgres_database.write() as session:
        exchanges.get(session, TEAM, made.exchange_id, lock=True)
        again.start()
        looking.wait_for_a_lock(postgres_database)
        joining.start()
        looking.wait_for_a_lock(postgres_database, 2)
    again.join()
    joining.join()

    assert services.exchanges.get(by(OLGA), made.exchange_id).joined_count == 1
