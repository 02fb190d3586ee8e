"""The root of every refusal, and those that every flow has."""

from __future__ import annotations

from enum import StrEnum


class SantaError(Exception):
    """The root of every refusal that a person can meet."""


class AlreadyHandled(SantaError):
    """This very request has taken effect before (a replay, or Slack's own retry)."""


class NotAChoice(SantaError):
    """What was asked for has never been offered."""


class OtherWorkspace(SantaError):
    """The request comes from a workspace that this Kringle does not serve."""


class ListProblem(StrEnum):
    """What may be wrong with a list of people as it would be."""

    NOBODY = "nobody"
    TOO_MANY = "too_many"
