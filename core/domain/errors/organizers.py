"""Who organizes an exchange."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors.root import ListProblem, SantaError


@dataclass(eq=False)
class OrganizersRefused(SantaError):
    """An exchange needs an organizer, and has room for `rules.MAX_ORGANIZERS`."""

    problem: ListProblem


@dataclass(eq=False)
class StillOrganizes(SantaError):
    """Nobody else organizes these exchanges, which are not over."""

    names: tuple[str, ...] = ()
