"""Every refusal, as a class with data. `bot.wording.explain` turns each into a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.types import ExchangeStatus, ExclusionKind, UserId, WhoCreates


class SantaError(Exception):
    """The root of every refusal that a person can meet."""


class AlreadyHandled(SantaError):
    """This very request has taken effect before (a replay, or Slack's own retry)."""


class ExchangeNotFound(SantaError):
    """No such exchange in the caller's workspace."""


class NotOrganizer(SantaError):
    """Only an organizer may do this."""


class NotParticipant(SantaError):
    """Only somebody who joined may do this."""


@dataclass(eq=False)
class WrongStatus(SantaError):
    """The exchange has moved on: `status` does not allow this any more, or not yet."""

    status: ExchangeStatus


@dataclass(eq=False)
class NoMatchNow(WrongStatus):
    """Nobody has a match to look at: names have not been drawn, or it was cancelled."""


@dataclass(eq=False)
class JoiningClosed(SantaError):
    """The deadline has passed."""

    draw_at: datetime


class NotOverYet(SantaError):
    """Only an exchange that is over can be held once more."""


class TooLongAgo(ExchangeNotFound):
    """No such exchange to be held once more: what is long over is purged."""


class RevealedAlready(SantaError):
    """Everybody knows who gave to whom, so nobody gives to somebody else any more."""


class NotRevealed(SantaError):
    """Who gave to whom is still a secret here."""


class NotInvited(SantaError):
    """Only somebody whom an organizer has invited may do this."""


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


class ListProblem(StrEnum):
    """What may be wrong with a list of people as it would be."""

    NOBODY = "nobody"
    TOO_MANY = "too_many"


@dataclass(eq=False)
class OrganizersRefused(SantaError):
    """An exchange needs an organizer, and has room for `rules.MAX_ORGANIZERS`."""

    problem: ListProblem


@dataclass(eq=False)
class StillOrganizes(SantaError):
    """Nobody else organizes these exchanges, which are not over."""

    names: tuple[str, ...] = ()


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


class PlanField(StrEnum):
    NAME = "name"
    CHANNEL = "channel"
    DRAW_AT = "draw_at"
    EXCHANGE_ON = "exchange_on"
    BUDGET_AMOUNT = "budget_amount"
    BUDGET_CURRENCY = "budget_currency"
    MESSAGE = "message"
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


class ExclusionProblem(StrEnum):
    TOO_FEW_PEOPLE = "too_few_people"
    NOT_YOUR_OWN = "not_your_own"
    SAME_PERSON = "same_person"
    ALREADY_SET = "already_set"
    TOO_MANY = "too_many"


@dataclass(eq=False)
class ExclusionRefused(SantaError):
    kind: ExclusionKind
    problem: ExclusionProblem


class NotAChoice(SantaError):
    """What was asked for has never been offered."""


class ExclusionNotFound(SantaError):
    """It was removed meanwhile, or it is somebody else's."""


class WishProblem(StrEnum):
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    NOT_A_LINK = "not_a_link"
    TOO_MANY = "too_many"
    GONE = "gone"


class WishField(StrEnum):
    TITLE = "title"
    LINK = "link"
    NOTE = "note"


@dataclass(eq=False)
class WishRefused(SantaError):
    problem: WishProblem
    field: WishField = WishField.TITLE


@dataclass(eq=False)
class NotDrawable(SantaError):
    """There is no valid draw: see `core.domain.snapshots.Drawability` for what the people mean."""

    joined_count: int
    is_too_few: bool = False
    givers: tuple[UserId, ...] = ()
    recipients: tuple[UserId, ...] = ()


@dataclass(eq=False)
class NotRepairable(SantaError):
    """Names have been drawn, and with these people there are no valid assignments: fields as in
    `NotDrawable`."""

    joined_count: int
    is_too_few: bool = False


class TakesPartAlready(SantaError):
    """Somebody is to be let in who is in."""


class NobodyToRepairFor(SantaError):
    """Nobody is to leave and nobody to be let in."""


class ChangesTooFast(SantaError):
    """Others change the same exchange again and again at the same moment."""


class NothingToRetry(SantaError):
    """Every match has been sent or is on its way."""


class NoMatchFor(SantaError):
    """This person has no match in this exchange."""


class StillOnItsWay(SantaError):
    """This person's match has not been sent yet, so it cannot be sent again."""


class TalkProblem(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    MUTED = "muted"
    STOPPED = "stopped"
    ENDED = "ended"
    NOBODY = "nobody"


@dataclass(eq=False)
class TalkRefused(SantaError):
    """An anonymous message that cannot be sent, or not now."""

    problem: TalkProblem


@dataclass(eq=False)
class TooManyMessages(SantaError):
    """`wait`: until the next one may be written; None when there is none left in this exchange."""

    wait: timedelta | None


class BulletinProblem(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOBODY = "nobody"


@dataclass(eq=False)
class BulletinRefused(SantaError):
    """A message to everybody that cannot be sent."""

    problem: BulletinProblem


@dataclass(eq=False)
class TooManyBulletins(SantaError):
    """`wait`: until the next message to everybody may be written in this exchange."""

    wait: timedelta


class MessageNotFound(SantaError):
    """No such anonymous message has been sent to this person."""


class OpeningProblem(StrEnum):
    """Why a match is not opened in an emergency, or not now."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    OWN = "own"
    RUNNING = "running"
    TOO_MANY = "too_many"
    NOBODY_TO_AGREE = "nobody_to_agree"
    SAME_PERSON = "same_person"
    NOT_YOURS = "not_yours"
    GONE = "gone"
    DECIDED = "decided"
    LAPSED = "lapsed"
    SHOWN = "shown"


@dataclass(eq=False)
class OpeningRefused(SantaError):
    """Asking for one match, agreeing to it or looking at it."""

    problem: OpeningProblem


class OpeningNotFound(SantaError):
    """Nobody has asked for this in the caller's workspace."""


class GiftProblem(StrEnum):
    """Why a giver or a recipient cannot say this of a gift now."""

    HAS_COME = "has_come"
    ANSWERED = "answered"
    NOT_MARKED = "not_marked"
    STEPPED_IN = "stepped_in"
    SAID_ALREADY = "said_already"
    MISSED_ALREADY = "missed_already"
    TOO_EARLY = "too_early"
    NOBODY = "nobody"


@dataclass(eq=False)
class GiftRefused(SantaError):
    problem: GiftProblem


class RescueProblem(StrEnum):
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    ORGANIZER = "organizer"
    NOTHING_MISSING = "nothing_missing"


@dataclass(eq=False)
class RescueRefused(SantaError):
    """Nobody can be asked to step in for a giver so."""

    problem: RescueProblem


class RescueNotFound(SantaError):
    """This person does not step in for that gift, or not any more."""


class OtherWorkspace(SantaError):
    """The request comes from a workspace that this Kringle does not serve."""


class FileProblem(StrEnum):
    """Why a file with people is not read at all. What is wrong with one row is no refusal."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_BIG_INSIDE = "too_big_inside"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    PROTECTED = "protected"
    OTHER_SPREADSHEET = "other_spreadsheet"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    BROKEN = "broken"
    OPEN_QUOTE = "open_quote"
    TAKES_TOO_LONG = "takes_too_long"
    BUSY = "busy"
    NO_ADDRESSES = "no_addresses"
    SEVERAL_COLUMNS = "several_columns"


class RosterGone(SantaError):
    """What this file came to is not kept any more: it was saved, or it is too old."""


@dataclass(eq=False)
class FileRefused(SantaError):
    """A file that cannot be read. `line` is the row where it shows, if it shows in one."""

    problem: FileProblem
    line: int | None = None
