"""Who somebody is here, and who cannot take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.errors.root import SantaError
from core.domain.types import UserId


class NotOrganizer(SantaError):
    """Only an organizer may do this."""


class NotParticipant(SantaError):
    """Only somebody who joined may do this."""


class RefusedAs(StrEnum):
    BOT = "bot"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    GUEST = "guest"


@dataclass(eq=False)
class PersonRefused(SantaError):
    """This person cannot take part, whatever the exchange."""

    reason: RefusedAs


@dataclass(eq=False)
class PeopleRefused(SantaError):
    """These of the people who were named cannot be taken, each for a reason."""

    people: Mapping[UserId, RefusedAs] = field(default_factory=dict)
