"""Every refusal, as a class with data. `bot.wording.explain` turns each into a sentence."""

from core.domain.errors.break_glass import OpeningNotFound, OpeningProblem, OpeningRefused
from core.domain.errors.bulletins import BulletinProblem, BulletinRefused, TooManyBulletins
from core.domain.errors.copying import NotOverYet, TooLongAgo
from core.domain.errors.drawing import NotDrawable
from core.domain.errors.exchanges import ExchangeNotFound, WrongStatus
from core.domain.errors.exclusions import ExclusionNotFound, ExclusionProblem, ExclusionRefused
from core.domain.errors.gifts import GiftProblem, GiftRefused
from core.domain.errors.matches import (
    MatchReplaced,
    NoMatchFor,
    NoMatchNow,
    NothingToRetry,
    StillOnItsWay,
)
from core.domain.errors.organizers import OrganizersRefused, StillOrganizes
from core.domain.errors.participation import JoiningClosed, NotInvited
from core.domain.errors.people import (
    NotOrganizer,
    NotParticipant,
    PeopleRefused,
    PersonRefused,
    RefusedAs,
)
from core.domain.errors.plans import EditedMeanwhile, PlanField, PlanProblem, PlanRefused
from core.domain.errors.repairs import (
    ChangesTooFast,
    NobodyToRepairFor,
    NotRepairable,
    TakesNoPart,
    TakesPartAlready,
)
from core.domain.errors.rescues import RescueNotFound, RescueProblem, RescueRefused
from core.domain.errors.reveals import NotRevealed, RevealedAlready
from core.domain.errors.root import (
    AlreadyHandled,
    ListProblem,
    NotAChoice,
    OtherWorkspace,
    SantaError,
)
from core.domain.errors.rosters import FileProblem, FileRefused, RosterGone
from core.domain.errors.talk import MessageNotFound, TalkProblem, TalkRefused, TooManyMessages
from core.domain.errors.wishlists import WishField, WishProblem, WishRefused
from core.domain.errors.workspaces import CreatorsRefused, NotAdmin, NotCreator

__all__ = [
    "AlreadyHandled",
    "BulletinProblem",
    "BulletinRefused",
    "ChangesTooFast",
    "CreatorsRefused",
    "EditedMeanwhile",
    "ExchangeNotFound",
    "ExclusionNotFound",
    "ExclusionProblem",
    "ExclusionRefused",
    "FileProblem",
    "FileRefused",
    "GiftProblem",
    "GiftRefused",
    "JoiningClosed",
    "ListProblem",
    "MatchReplaced",
    "MessageNotFound",
    "NoMatchFor",
    "NoMatchNow",
    "NobodyToRepairFor",
    "NotAChoice",
    "NotAdmin",
    "NotCreator",
    "NotDrawable",
    "NotInvited",
    "NotOrganizer",
    "NotOverYet",
    "NotParticipant",
    "NotRepairable",
    "NotRevealed",
    "NothingToRetry",
    "OpeningNotFound",
    "OpeningProblem",
    "OpeningRefused",
    "OrganizersRefused",
    "OtherWorkspace",
    "PeopleRefused",
    "PersonRefused",
    "PlanField",
    "PlanProblem",
    "PlanRefused",
    "RefusedAs",
    "RescueNotFound",
    "RescueProblem",
    "RescueRefused",
    "RevealedAlready",
    "RosterGone",
    "SantaError",
    "StillOnItsWay",
    "StillOrganizes",
    "TakesNoPart",
    "TakesPartAlready",
    "TalkProblem",
    "TalkRefused",
    "TooLongAgo",
    "TooManyBulletins",
    "TooManyMessages",
    "WishField",
    "WishProblem",
    "WishRefused",
    "WrongStatus",
]
