"""What is typed to start or to change an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.errors.root import SantaError


class PlanField(StrEnum):
    NAME = "name"
    CHANNEL = "channel"
    DRAW_AT = "draw_at"
    EXCHANGE_ON = "exchange_on"
    BUDGET_AMOUNT = "budget_amount"
    BUDGET_CURRENCY = "budget_currency"
    MESSAGE = "message"
    ENVELOPES = "envelopes"
    REVEAL = "reveal"
    REVEAL_AT = "reveal_at"


class PlanProblem(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    BEFORE_THE_DRAW = "before_the_draw"
    NOT_AN_AMOUNT = "not_an_amount"
    BOT_NOT_THERE = "bot_not_there"
    ARCHIVED = "archived"
    NOT_A_CHANNEL = "not_a_channel"
    NOT_KNOWN = "not_known"
    ANNOUNCED_ELSEWHERE = "announced_elsewhere"
    IN_ENVELOPES = "in_envelopes"
    PROMISED_LATER = "promised_later"
    PROMISED_SECRET = "promised_secret"  # noqa: S105  # a name, no secret


@dataclass(eq=False)
class PlanRefused(SantaError):
    """What is wrong with a plan, field by field."""

    problems: Mapping[PlanField, PlanProblem] = field(default_factory=dict)


@dataclass(eq=False)
class EditedMeanwhile(SantaError):
    """Somebody else has changed these fields since the form was shown: see
    `core.domain.editing.EditField`."""

    fields: tuple[str, ...] = ()
