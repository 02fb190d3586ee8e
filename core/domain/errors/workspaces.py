"""Who may create exchanges in a workspace."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors.root import ListProblem, SantaError
from core.domain.types import UserId, WhoCreates


class NotAdmin(SantaError):
    """Only an admin or owner of the workspace may do this."""


@dataclass(eq=False)
class NotCreator(SantaError):
    """This workspace lets others create exchanges: its admins, and those `named`, if any."""

    who: WhoCreates
    named: tuple[UserId, ...] = ()


@dataclass(eq=False)
class CreatorsRefused(SantaError):
    """Where people are named there is at least one, and at most `rules.MAX_CREATORS`."""

    problem: ListProblem
