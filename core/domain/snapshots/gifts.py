"""A gift, as its giver or its recipient may see it, and what organizers learn of a missing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.snapshots.exchanges import Exchange
from core.domain.types import GiftAnswer, GiftMark


@dataclass(frozen=True)
class GiftSeen:
    """`mark`: what the giver has said of it, or whoever steps in for them (`is_rescued`); `answer`:
    what the recipient has said since. `may_miss`: the recipient may say now that nothing has come.
    `rescuer_is_gone`: whoever has stepped in was forgotten since. `rescued_at`: when they were
    asked to, if that is known.
    """

    mark: GiftMark | None = None
    answer: GiftAnswer | None = None
    is_rescued: bool = False
    may_miss: bool = False
    rescuer_is_gone: bool = False
    rescued_at: datetime | None = None


@dataclass(frozen=True)
class GiftNews:
    """What somebody has just said of a gift that they give."""

    exchange: Exchange
    gift: GiftSeen
    rescue_id: str = ""


@dataclass(frozen=True)
class Complaint:
    """What follows where a recipient says that nothing has come. `giver_hears`: whoever is to give
    it is told, and has time to put it right; otherwise organizers hear after a while."""

    exchange: Exchange
    giver_hears: bool


@dataclass(frozen=True)
class Rescue:
    """A gift that somebody gives in place of whoever was drawn to."""

    rescue_id: str
    gift: GiftSeen


@dataclass(frozen=True)
class RescueEnvelope:
    """That somebody is asked to step in, in an exchange with envelopes: it does not say for
    whom."""

    exchange: Exchange
    rescue_id: str


@dataclass(frozen=True)
class MissingNotice:
    """For organizers: so many gifts are missing. Neither whose nor from whom."""

    exchange: Exchange
    count: int
