"""What must never be is refused by the database itself: each constraint is violated once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import CheckConstraint, Constraint, UniqueConstraint, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from core.db.models import Assignment, Base, Exchange, ExcludedPerson
from core.db.session import Database
from core.domain.types import DeliveryKind, DeliveryStatus, ExchangeStatus
from tests.integration import rows

Rows = tuple[Base, ...]

FORMAT = sqlite.dialect().identifier_preparer


@pytest.fixture
def settled(database: Database) -> Database:
    """Two workspaces; in one of them an exchange with an exclusion, nobody drawn yet."""
    with database.write() as session:
        session.add_all([rows.workspace(), rows.workspace(rows.OTHER_TEAM)])
        session.flush()
        session.add(rows.exchange())
        session.flush()
        session.add(rows.exclusion())
    return database


def refusal(database: Database, *broken: Base) -> str:
    """What the database says to these rows."""
    with pytest.raises(IntegrityError) as refused, database.write() as session:
        session.add_all(broken)
    return str(refused.value.orig)


UNIQUE = {
    "one_data_key_per_workspace": (
        "uq_data_keys_team_id",
        "data_keys.team_id",
        lambda: (rows.data_key(), rows.data_key(wrapped_key=b"another")),
    ),
    "one_exchange_per_creation_key": (
        "uq_exchanges_team_id_creation_key",
        "exchanges.team_id, exchanges.creation_key",
        lambda: (rows.exchange("E2", creation_key="k"), rows.exchange("E3", creation_key="k")),
    ),
    "named_once_per_workspace": (
        "pk_creators",
        "creators.team_id, creators.user_id",
        lambda: (rows.creator(), rows.creator()),
    ),
    "one_place_per_person": (
        "pk_participants",
        "participants.exchange_id, participants.user_id",
        lambda: (rows.participant(), rows.participant()),
    ),
    "one_exclusion_per_fingerprint": (
        "uq_exclusions_exchange_id_fingerprint_set_by",
        "exclusions.exchange_id, exclusions.fingerprint",
        lambda: (rows.exclusion("X2", fingerprint="f"), rows.exclusion("X3", fingerprint="f")),
    ),
    "one_group_per_origin": (
        "ix_exclusions_origin",
        "exclusions.exchange_id, exclusions.origin",
        lambda: (
            rows.exclusion("X2", fingerprint="f", origin="team:red"),
            rows.exclusion("X3", fingerprint="g", origin="team:red"),
        ),
    ),
    "one_recipient_per_giver": (
        "pk_assignments",
        "assignments.exchange_id, assignments.giver_id",
        lambda: (rows.assignment("U1"), rows.assignment("U1", recipient_key=b"another")),
    ),
    "one_giver_per_recipient": (
        "uq_assignments_exchange_id_recipient_key",
        "assignments.exchange_id, assignments.recipient_key",
        lambda: (
            rows.assignment("U1", recipient_key=b"same"),
            rows.assignment("U2", recipient_key=b"same"),
        ),
    ),
    "one_delivery_per_addressee_and_occasion": (
        "uq_deliveries_addressee_id_exchange_id_kind_occasion",
        "deliveries.addressee_id, deliveries.exchange_id, deliveries.kind, deliveries.occasion",
        lambda: (rows.delivery("D1", addressee_id="U1"), rows.delivery("D2", addressee_id="U1")),
    ),
    "one_request_per_exchange_at_a_time": (
        "ix_openings_pending",
        "openings.exchange_id",
        lambda: (rows.opening("O1"), rows.opening("O2")),
    ),
    "one_delivery_per_mark": (
        "pk_deliveries",
        "deliveries.delivery_id",
        lambda: (rows.delivery("D1", addressee_id="U1"), rows.delivery("D1", addressee_id="U2")),
    ),
}


@pytest.mark.parametrize(("name", "columns", "broken"), UNIQUE.values(), ids=UNIQUE.keys())
def test_the_second_is_refused(
    settled: Database, name: str, columns: str, broken: Callable[[], Rows]
) -> None:
    # The rows share a primary key in some cases: separate sessions keep the ORM from noticing.
    first, second = broken()
    with settled.write() as session:
        session.add(first)

    said = refusal(settled, second)

    assert (columns if settled.is_sqlite else name) in said


CHECKED = {
    "exchange_status": ("ck_exchanges_status_known", "exchanges", "status = 'lost'"),
    "budget_without_currency": ("ck_exchanges_budget_whole", "exchanges", "budget_amount = 20"),
    "currency_without_budget": (
        "ck_exchanges_budget_whole",
        "exchanges",
        "budget_currency = 'EUR'",
    ),
    "drawn_without_seed": ("ck_exchanges_drawn_has_seed", "exchanges", "status = 'drawn'"),
    "who_creates": ("ck_workspaces_who_creates_known", "workspaces", "who_creates = 'cats'"),
    "repeats": ("ck_exchanges_no_repeats_counted", "exchanges", "no_repeats = -1"),
    "opening_status": ("ck_openings_status_known", "openings", "status = 'lost'"),
    "opening_by_one": ("ck_openings_two_people", "openings", "decided_by = asked_by"),
    "opened_by_nobody": ("ck_openings_opened_by_two", "openings", "status = 'opened'"),
    "circle": ("ck_exchanges_circle_is_revealed", "exchanges", "posts_circle = true"),
    "revealed": ("ck_exchanges_revealed_when_due", "exchanges", "revealed_at = created_at"),
    "participant_status": ("ck_participants_status_known", "participants", "status = 'lost'"),
    "exclusion_kind": ("ck_exclusions_kind_known", "exclusions", "kind = 'lost'"),
    "why_unable": ("ck_unable_people_reason_known", "unable_people", "reason = 'lost'"),
    "delivery_kind": ("ck_deliveries_kind_known", "deliveries", "kind = 'lost'"),
    "delivery_status": ("ck_deliveries_status_known", "deliveries", "status = 'lost'"),
}


@pytest.mark.parametrize(("name", "table", "change"), CHECKED.values(), ids=CHECKED.keys())
def test_an_impossible_row_is_refused(
    settled: Database, name: str, table: str, change: str
) -> None:
    with settled.write() as session:
        session.add_all([rows.participant(), rows.delivery(), rows.unable_person()])
        session.add(rows.opening())

    with pytest.raises(IntegrityError, match=name), settled.write() as session:
        session.execute(text(f"UPDATE {table} SET {change}"))


def test_every_check_has_its_violation() -> None:
    checks = named(CheckConstraint)

    assert checks == {name for name, _, _ in CHECKED.values()}


def test_every_unique_constraint_has_its_violation() -> None:
    only_for_references = {
        "uq_exchanges_team_id_exchange_id",
        "uq_exclusions_team_id_exclusion_id",
    }
    uniques = named(UniqueConstraint) - only_for_references

    assert uniques == {name for name, _, _ in UNIQUE.values() if name.startswith("uq")}


def named(kind: type[Constraint]) -> set[str]:
    constraints = (each for table in Base.metadata.tables.values() for each in table.constraints)
    return {str(FORMAT.format_constraint(each)) for each in constraints if isinstance(each, kind)}


OF_ANOTHER_WORKSPACE = {
    "organizer": lambda: rows.organizer(team_id=rows.OTHER_TEAM),
    "participant": lambda: rows.participant(team_id=rows.OTHER_TEAM),
    "wishlist": lambda: rows.wishlist(team_id=rows.OTHER_TEAM),
    "exclusion": lambda: rows.exclusion("X2", team_id=rows.OTHER_TEAM),
    "excluded_person": lambda: rows.excluded_person(team_id=rows.OTHER_TEAM),
    "assignment": lambda: rows.assignment(team_id=rows.OTHER_TEAM),
    "delivery": lambda: rows.delivery(team_id=rows.OTHER_TEAM),
    "anonymous_message": lambda: rows.anonymous_message(team_id=rows.OTHER_TEAM),
    "forget_request": lambda: rows.forget_request(team_id=rows.OTHER_TEAM),
    "opening": lambda: rows.opening(team_id=rows.OTHER_TEAM),
    "closed_talk": lambda: rows.closed_talk(team_id=rows.OTHER_TEAM),
    "look": lambda: rows.look(team_id=rows.OTHER_TEAM),
    "copy": lambda: rows.copy(team_id=rows.OTHER_TEAM),
    "kept_roster": lambda: rows.kept_roster(team_id=rows.OTHER_TEAM),
    "preflight_look": lambda: rows.preflight_look(team_id=rows.OTHER_TEAM),
    "unable_person": lambda: rows.unable_person(team_id=rows.OTHER_TEAM),
}


@pytest.mark.parametrize("broken", OF_ANOTHER_WORKSPACE.values(), ids=OF_ANOTHER_WORKSPACE.keys())
def test_a_row_of_another_workspace_is_refused(
    settled: Database, broken: Callable[[], Base]
) -> None:
    assert "foreign key" in refusal(settled, broken()).lower()


@pytest.mark.parametrize(
    "row",
    [rows.exchange, rows.data_key, rows.creator],
    ids=["exchange", "data_key", "creator"],
)
def test_a_row_of_an_unknown_workspace_is_refused(
    settled: Database, row: Callable[..., Base]
) -> None:
    changed = {"exchange_id": "E2"} if row is rows.exchange else {}

    assert "foreign key" in refusal(settled, row(team_id="T0NOBODY", **changed)).lower()


def test_equal_marks_in_different_exchanges_are_no_conflict(settled: Database) -> None:
    with settled.write() as session:
        session.add(rows.exchange("E2"))
        session.flush()
        session.add_all(
            rows.assignment("U1", exchange_id=exchange_id, recipient_key=b"same")
            for exchange_id in ("E1", "E2")
        )

    with settled.read() as session:
        assert len(session.scalars(select(Assignment)).all()) == 2


def test_the_people_of_an_exclusion_go_with_it(settled: Database) -> None:
    with settled.write() as session:
        session.add(rows.excluded_person())

    with settled.write() as session:
        session.execute(text("DELETE FROM exclusions"))

    with settled.read() as session:
        assert session.scalars(select(ExcludedPerson)).all() == []


def test_statuses_and_budgets_come_back_as_what_they_were(settled: Database) -> None:
    with settled.write() as session:
        session.add(rows.delivery())
        row = session.get_one(Exchange, "E1")
        row.budget_amount, row.budget_currency = Decimal("20.10"), "EUR"

    with settled.read() as session:
        found = session.get_one(Exchange, "E1")
        assert found.status is ExchangeStatus.OPEN
        assert found.budget_amount == Decimal("20.10")
        assert found.draw_at == rows.exchange().draw_at
        assert the_delivery(session) == (DeliveryKind.MATCH, DeliveryStatus.PENDING)


def test_a_moment_without_a_time_zone_is_refused(settled: Database) -> None:
    naive = rows.exchange().draw_at.replace(tzinfo=None)

    with pytest.raises(StatementError, match="without a time zone"), settled.write() as session:
        session.add(rows.exchange("E2", draw_at=naive))


def the_delivery(session: Session) -> tuple[str, str]:
    kind, status = session.execute(text("SELECT kind, status FROM deliveries")).one()
    return kind, status
