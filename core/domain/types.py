"""The words of Kringle as types: ids, statuses and the small values that travel between rooms.

Every moment is an aware `datetime` in UTC and ends in `_at`; a day is a `date` in the exchange's
own time zone and ends in `_on`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

TeamId = NewType("TeamId", str)
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
ExchangeId = NewType("ExchangeId", str)
ExclusionId = NewType("ExclusionId", str)
WishId = NewType("WishId", str)


class ExchangeStatus(StrEnum):
    OPEN = "open"
    STALLED = "stalled"
    DRAWN = "drawn"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ParticipantStatus(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"


class ExclusionKind(StrEnum):
    ONE_WAY = "one_way"
    MUTUAL = "mutual"
    GROUP = "group"


class OriginKind(StrEnum):
    """What makes people a group."""

    TEAM = "team"
    USERGROUP = "usergroup"
    CHANNEL = "channel"


class DeliveryKind(StrEnum):
    ANNOUNCEMENT = "announcement"
    REFRESH = "refresh"
    MATCH = "match"
    WISHES = "wishes"
    STALLED = "stalled"
    BROKEN = "broken"
    REPORT = "report"
    CANCELLED = "cancelled"
    UNANNOUNCED = "unannounced"
    OUTDATED = "outdated"
    UNDRAWABLE = "undrawable"
    ORGANIZER = "organizer"
    RELIEVED = "relieved"
    ANONYMOUS = "anonymous"
    TALK_REPORT = "talk_report"
    INVITATION = "invitation"
    REMINDER = "reminder"
    RECONSIDER = "reconsider"
    PREFLIGHT = "preflight"
    WISHES_WANTED = "wishes_wanted"
    LEFT_OUT = "left_out"
    PARTED = "parted"
    WANTS_OUT = "wants_out"
    DEACTIVATED = "deactivated"
    TAKEN_OUT = "taken_out"
    MOVED = "moved"
    BULLETIN = "bulletin"
    OPENING = "opening"
    OPENING_ANSWER = "opening_answer"
    OPENED = "opened"
    MISSING_GIFT = "missing_gift"
    RESCUE = "rescue"
    EXCHANGE_DAY = "exchange_day"
    REVEAL = "reveal"
    CIRCLE = "circle"
    TIDIED = "tidied"


class MatchNews(StrEnum):
    """What a message with a match tells its giver: their first one, or why it is another."""

    FIRST = ""
    CHANGED = "changed"
    REDRAWN = "redrawn"
    LATE = "late"


class OpeningStatus(StrEnum):
    """What became of it when somebody asked to open one match in an emergency."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    OPENED = "opened"


class WhoCreates(StrEnum):
    """Who may create exchanges in a workspace. Its admins may always."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    NAMED = "named"


class Side(StrEnum):
    """The two who write each other anonymous messages."""

    GIVER = "giver"
    RECIPIENT = "recipient"

    @property
    def other(self) -> Side:
        return Side.RECIPIENT if self is Side.GIVER else Side.GIVER


class GiftMark(StrEnum):
    """How far a giver has got with their gift."""

    READY = "ready"
    GIVEN = "given"


class GiftAnswer(StrEnum):
    """What a recipient says of their gift."""

    CAME = "came"
    MISSING = "missing"


class Note(StrEnum):
    """What one side of an assignment lets the other know by a button: the giver that the gift has
    been given; the recipient that it has come, or that nothing has."""

    GIVEN = "given"
    CAME = "came"
    NOTHING = "nothing"


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Caller:
    """Who asks, from which workspace, with which request.

    `request_id` is the same for every copy of one request (a replay, Slack's own retry) and
    different for any two requests: a use case that changes something happens once per value.
    """

    team_id: TeamId
    user_id: UserId
    request_id: str


@dataclass(frozen=True)
class Person:
    """What Slack says of somebody who wants to take part. `team_id` is their home workspace.
    `is_admin`: an admin or owner of the workspace that was asked. `time_zone`: an IANA name, empty
    when Slack tells none; where somebody is makes nobody another person."""

    user_id: UserId
    team_id: TeamId
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_admin: bool = False
    time_zone: str = field(default="", compare=False)


@dataclass(frozen=True)
class Budget:
    """A positive amount with at most two decimals, and an ISO 4217 code such as EUR."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Plan:
    """What an organizer asks for when creating an exchange.

    `time_zone` is an IANA name: `exchange_on` is a day there. `key` is the same for every copy of
    one request to create, so that a form sent twice makes one exchange. `copy_of` is the id of an
    earlier exchange whose people and exclusions come along. `has_envelopes` and what stands after
    it: see `core.domain.snapshots.Exchange`.
    """

    key: str
    name: str
    channel_id: ChannelId
    channel_is_private: bool
    draw_at: datetime
    time_zone: str
    exchange_on: date | None = None
    budget: Budget | None = None
    message: str = ""
    organizer_takes_part: bool = True
    has_envelopes: bool = False
    reveal_at: datetime | None = None
    posts_circle: bool = False
    copy_of: str = ""


@dataclass(frozen=True)
class Origin:
    """Whose members a group are: a team of a file, a user group, or a channel. `key` is the same
    whenever the same is meant; `name` is what people call it, empty where Slack itself shows it."""

    kind: OriginKind
    key: str
    name: str = ""


@dataclass(frozen=True)
class NewExclusion:
    """Who must not draw whom. One-way: (giver, recipient); mutual: two people; group: two or more,
    none of whom draws another. A group with an `origin` takes the place of the one that has it."""

    kind: ExclusionKind
    people: tuple[UserId, ...]
    origin: Origin | None = None


@dataclass(frozen=True)
class Wish:
    """One item of a wishlist. `link` is empty or an http(s) address; nobody ever fetches it."""

    wish_id: WishId
    title: str
    link: str = ""
    note: str = ""
