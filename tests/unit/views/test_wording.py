"""Every refusal has words, and every sum is exact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import wording
from core.domain import errors
from core.domain.errors import (
    BulletinProblem,
    ExclusionProblem,
    FileProblem,
    GiftProblem,
    ListProblem,
    OpeningProblem,
    PlanField,
    PlanProblem,
    RefusedAs,
    RescueProblem,
    TalkProblem,
    WishProblem,
)
from core.domain.types import Budget, ExchangeStatus, ExclusionKind, UserId, WhoCreates
from tests.unit.views.worlds import people

MADE: dict[type[errors.SantaError], list[errors.SantaError]] = {
    errors.WrongStatus: [errors.WrongStatus(status) for status in ExchangeStatus],
    errors.NoMatchNow: [errors.NoMatchNow(status) for status in ExchangeStatus],
    errors.JoiningClosed: [errors.JoiningClosed(datetime(2026, 12, 1, tzinfo=UTC))],
    errors.PersonRefused: [errors.PersonRefused(reason) for reason in RefusedAs],
    errors.PlanRefused: [
        errors.PlanRefused({field: problem}) for field in PlanField for problem in PlanProblem
    ],
    errors.ExclusionRefused: [
        errors.ExclusionRefused(ExclusionKind.GROUP, problem) for problem in ExclusionProblem
    ],
    errors.OrganizersRefused: [errors.OrganizersRefused(problem) for problem in ListProblem],
    errors.CreatorsRefused: [errors.CreatorsRefused(problem) for problem in ListProblem],
    errors.NotCreator: [
        errors.NotCreator(WhoCreates.ADMINS),
        errors.NotCreator(WhoCreates.NAMED, people(3)),
    ],
    errors.OpeningRefused: [errors.OpeningRefused(problem) for problem in OpeningProblem],
    errors.WishRefused: [errors.WishRefused(problem) for problem in WishProblem],
    errors.TalkRefused: [errors.TalkRefused(problem) for problem in TalkProblem],
    errors.TooManyMessages: [
        errors.TooManyMessages(None),
        errors.TooManyMessages(timedelta(seconds=1)),
        errors.TooManyMessages(timedelta(hours=1)),
    ],
    errors.NotRepairable: [errors.NotRepairable(2, is_too_few=True), errors.NotRepairable(8)],
    errors.BulletinRefused: [errors.BulletinRefused(problem) for problem in BulletinProblem],
    errors.TooManyBulletins: [
        errors.TooManyBulletins(timedelta(seconds=1)),
        errors.TooManyBulletins(timedelta(hours=7)),
    ],
    errors.GiftRefused: [errors.GiftRefused(problem) for problem in GiftProblem],
    errors.RescueRefused: [errors.RescueRefused(problem) for problem in RescueProblem],
    errors.FileRefused: [errors.FileRefused(problem, 7) for problem in FileProblem],
    errors.NotDrawable: [
        errors.NotDrawable(2, is_too_few=True),
        errors.NotDrawable(8, givers=people(2), recipients=people(1)),
    ],
}


def every_class(root: type[Any] = errors.SantaError) -> Iterator[type[errors.SantaError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from every_class(kind)


def every_refusal() -> list[errors.SantaError]:
    return [error for kind in every_class() for error in MADE.get(kind) or [kind()]]


def test_every_class_of_refusal_has_words_of_its_own() -> None:
    wordless = {type(e) for e in every_refusal() if wording.explain(e) == wording.NOT_POSSIBLE}

    assert wordless == set()


@pytest.mark.parametrize("error", every_refusal(), ids=repr)
def test_a_refusal_says_what_happened_without_naming_anybody(error: errors.SantaError) -> None:
    said = wording.explain(error)

    assert said.endswith(".")
    assert "<" not in said
    assert "U0" not in said


def test_anything_else_has_words_too() -> None:
    assert wording.explain(ValueError("x")) == wording.NOT_POSSIBLE


def test_a_refused_plan_tells_every_problem() -> None:
    problems = {
        PlanField.NAME: PlanProblem.MISSING,
        PlanField.DRAW_AT: PlanProblem.TOO_SOON,
    }

    said = wording.explain(errors.PlanRefused(problems))

    assert "a name" in said
    assert "has passed" in said
    assert wording.explain(errors.PlanRefused()).startswith("Something in the form")


def test_a_channel_without_the_bot_says_how_to_invite_it() -> None:
    said = wording.field_problem(PlanField.CHANNEL, PlanProblem.BOT_NOT_THERE)

    assert "/invite @Kringle" in said


def test_who_cannot_organize_is_named_with_the_reason() -> None:
    zoe, gus, jo, bot = (UserId(name) for name in ("U0ZOE", "U0GUS", "U0JO", "U0BOT"))
    reasons = {
        zoe: RefusedAs.DEACTIVATED,
        gus: RefusedAs.GUEST,
        jo: RefusedAs.STRANGER,
        bot: RefusedAs.BOT,
    }

    said = wording.cannot_organize(
        errors.PeopleRefused(reasons), {zoe: "Zoe", gus: "Gus", bot: "Pipe"}
    )

    assert said.endswith(
        "leave out Zoe (deactivated), Gus (a guest), somebody (not of this workspace) and "
        "Pipe (a bot)."
    )


def test_an_unexpected_error_carries_a_code_for_the_operator() -> None:
    assert "code: 7f3a" in wording.SOMETHING_BROKE.format(code="7f3a")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("20", "20 EUR"),
        ("20.00", "20 EUR"),
        ("12.5", "12.50 EUR"),
        ("0.01", "0.01 EUR"),
        ("1E+3", "1000 EUR"),
        ("1000000", "1000000 EUR"),
    ],
)
def test_a_budget_is_written_exactly(amount: str, written: str) -> None:
    assert wording.budget(Budget(Decimal(amount), "EUR")) == written
