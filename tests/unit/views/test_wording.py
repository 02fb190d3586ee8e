"""Every refusal has words, and every sum is exact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot import wording
from bot.views.message import Message
from bot.views.text import paragraph
from core.domain import errors
from core.domain.errors import ExclusionProblem, PlanField, PlanProblem, RefusedAs, WishProblem
from core.domain.snapshots import Drawability
from core.domain.types import Budget, ExchangeStatus, ExclusionKind
from tests.unit.views.reading import mentioned, words
from tests.unit.views.worlds import DRAWABLE, IMPOSSIBLE, TOO_FEW, people

MADE: dict[type[errors.SantaError], list[errors.SantaError]] = {
    errors.WrongStatus: [errors.WrongStatus(status) for status in ExchangeStatus],
    errors.JoiningClosed: [errors.JoiningClosed(datetime(2026, 12, 1, tzinfo=UTC))],
    errors.PersonRefused: [errors.PersonRefused(reason) for reason in RefusedAs],
    errors.PlanRefused: [
        errors.PlanRefused({field: problem}) for field in PlanField for problem in PlanProblem
    ],
    errors.ExclusionRefused: [
        errors.ExclusionRefused(ExclusionKind.GROUP, problem) for problem in ExclusionProblem
    ],
    errors.WishRefused: [errors.WishRefused(problem) for problem in WishProblem],
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
    for kind in every_class():
        assert wording.explain.dispatch(kind) is not wording.explain.dispatch(Exception), kind


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


def drawability(state: Drawability) -> Message:
    return Message("…", (paragraph(*wording.drawability(state)),))


def test_a_drawable_exchange_says_so() -> None:
    assert words(drawability(DRAWABLE)).startswith("✔ Names can be drawn: 8 people")


def test_too_few_people_are_counted() -> None:
    assert "2 people have joined, and a draw needs at least 3" in words(drawability(TOO_FEW))
    assert "nobody has joined" in words(drawability(Drawability(0, False, is_too_few=True)))
    assert "1 person has joined" in words(drawability(Drawability(1, False, is_too_few=True)))


def test_givers_without_enough_recipients_are_named() -> None:
    message = drawability(IMPOSSIBLE)

    assert mentioned(message) == [*IMPOSSIBLE.givers, *IMPOSSIBLE.recipients]
    assert "at least 2 of them would have nobody to give to" in words(message)


def test_recipients_without_enough_givers_are_named() -> None:
    message = drawability(Drawability(8, False, givers=people(1), recipients=people(3)))

    assert mentioned(message) == [*people(3), *people(1)]
    assert "at least 2 of them would get nothing" in words(message)


def test_somebody_who_may_give_to_nobody_is_named() -> None:
    giver = drawability(Drawability(8, False, givers=people(1)))
    recipient = drawability(Drawability(8, False, recipients=people(1)))

    assert "may not give to anybody" in words(giver)
    assert "nobody may give to " in words(recipient)
    assert mentioned(giver) == mentioned(recipient) == list(people(1))


def test_a_draw_that_is_impossible_without_known_people_still_has_words() -> None:
    assert "rule out every way" in words(drawability(Drawability(8, False)))
