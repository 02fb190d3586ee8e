"""A sentence for each refusal: what happened and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from bot.wording.break_glass import OPENING
from bot.wording.failures import NOT_POSSIBLE
from bot.wording.files import FILE_PROBLEMS
from bot.wording.gifts import GIFT, RESCUE
from bot.wording.people import PERSON_REFUSED
from bot.wording.phrases import so_few
from bot.wording.plans import field_problem
from bot.wording.problems import BULLETIN, CREATORS, EXCLUSION, ORGANIZERS, TALK, WISH
from core.domain import errors
from core.domain.bulletins import MOST_A_DAY
from core.domain.rules import MIN_PEOPLE
from core.domain.talk import MOST_AN_HOUR, MOST_AT_ALL
from core.domain.types import ExchangeStatus, WhoCreates

_STATUS = {
    ExchangeStatus.OPEN: "Names have not been drawn yet, so it is too early for that. "
    "/santa status shows when the draw is.",
    ExchangeStatus.STALLED: "This exchange is waiting for its draw, so that can't be done now. "
    "An organizer can put it right; /santa status shows where it stands.",
    ExchangeStatus.DRAWN: "Names have been drawn already, so that can't be changed any more. "
    "If something is wrong, an organizer finds under Manage in /santa status what can be done.",
    ExchangeStatus.COMPLETED: "This exchange is over, so nothing in it changes any more. "
    "/santa new starts another.",
    ExchangeStatus.CANCELLED: "This exchange was cancelled, so nothing in it changes any more. "
    "/santa new starts another.",
}

_NO_MATCH = {
    ExchangeStatus.OPEN: "Names have not been drawn yet, so there is no match to show. "
    "/santa status shows when the draw is.",
    ExchangeStatus.CANCELLED: "This exchange was cancelled, so its matches do not count any more, "
    "and there is no gift to buy.",
}

_ADMINS_CREATE = (
    "In this workspace only admins start exchanges. Ask one of them: they can start it and hand it "
    "over to you."
)

#: A form has no place for mentions: it says where they are.
_NAMED_CREATE = (
    "In this workspace admins and the people they have named start the exchanges. /santa new shows "
    "whom to ask: they can start it and hand it over to you."
)

#: Refusals of one sentence.
_SAME: Mapping[type[Exception], str] = {
    errors.AlreadyHandled: "That has been done already; nothing more to do.",
    errors.ExchangeNotFound: "I can't find that exchange here. /santa status shows the ones you "
    "are part of.",
    errors.NotOrganizer: "Only an organizer of this exchange can do that. Please ask one of them.",
    errors.NotParticipant: "That is for people who have joined. While it is open, /santa join "
    "lets you in.",
    errors.JoiningClosed: "Joining has closed, because the deadline has passed. "
    "As long as names have not been drawn, an organizer can postpone the draw: then people can "
    "join again.",
    errors.NotOverYet: "That can be copied once it is over, and not when it was cancelled. "
    "/santa new starts another.",
    errors.TooLongAgo: "I can't find that exchange any more: what is long over is deleted after a "
    "while. /santa new starts another.",
    errors.NotInvited: "You have not been invited to this exchange. /santa join shows the ones "
    "you can join.",
    errors.PeopleRefused: "Some of those you chose can't do that: it takes a full member of this "
    "workspace. "
    "Please leave them out.",
    errors.NotAdmin: "Only an admin or owner of this workspace can do that. Please ask one of "
    "them.",
    errors.ExclusionNotFound: "That exclusion isn't there any more, or it is somebody else's. "
    "/santa exclude shows the ones that count now.",
    errors.EditedMeanwhile: "Somebody else has changed this meanwhile. Please open the "
    "form again to see it as it is now.",
    errors.NotAChoice: "That is not one of the choices. Please open the list again and choose "
    "from it.",
    errors.MatchReplaced: "This match does not count any more. /santa status shows what you are "
    "in, and whom you give to now.",
    errors.NoMatchFor: "They take no part in this exchange, so they have no match. Please choose "
    "somebody else.",
    errors.StillOnItsWay: "Their match is on its way already. The report tells you when it has "
    "arrived.",
    errors.NothingToRetry: "Every match has been sent or is on its way; there is nothing to try "
    "again.",
    errors.TakesNoPart: "They are out meanwhile, so there is nothing more for you to do.",
    errors.TakesPartAlready: "They take part already. Please choose somebody else.",
    errors.NobodyToRepairFor: "Please choose somebody to take out, somebody to let in, or both.",
    errors.ChangesTooFast: "Others are changing this exchange at the same moment, so nothing was "
    "done. Please try again in a minute.",
    errors.MessageNotFound: "I can't find that message any more, or it is not for you. "
    "/santa status shows your exchanges and what you can do.",
    errors.RosterGone: "This file has been saved already, or you sent it more than an hour ago. "
    "If something is missing, send it again: nobody is asked twice.",
    errors.StillOrganizes: "You are the only organizer of an exchange that is not over. Hand it "
    "over or cancel it first, under Manage in /santa status. Nothing has been forgotten.",
    errors.OpeningNotFound: "I can't find that request any more. /santa status shows your "
    "exchanges and what you can do.",
    errors.RevealedAlready: "Everybody has been told who gave to them, so matches don't change any "
    "more. If a gift is missing, talk to an organizer.",
    errors.NotRevealed: "Who gave to whom is still a secret here. /santa status shows whether and "
    "when it is revealed.",
    errors.RescueNotFound: "You are not asked to step in for that gift, or not any more. "
    "/santa status shows your exchanges and what you can do.",
    errors.OtherWorkspace: "Kringle is not set up for your workspace, so I can't do that. Nothing "
    "has changed.",
}


@singledispatch
def explain(error: Exception) -> str:
    """What happened and what to do next, for whoever met this refusal."""
    return _SAME.get(type(error), NOT_POSSIBLE)


@explain.register
def _(error: errors.WrongStatus) -> str:
    return _STATUS[error.status]


@explain.register
def _(error: errors.NoMatchNow) -> str:
    return _NO_MATCH.get(error.status, _STATUS[error.status])


@explain.register
def _(error: errors.PersonRefused) -> str:
    return PERSON_REFUSED[error.reason]


@explain.register
def _(error: errors.NotCreator) -> str:
    return _NAMED_CREATE if error.who == WhoCreates.NAMED else _ADMINS_CREATE


@explain.register
def _(error: errors.PlanRefused) -> str:
    problems = [field_problem(field, problem) for field, problem in error.problems.items()]
    return " ".join(problems) or "Something in the form doesn't fit. Please check it once more."


@explain.register
def _(error: errors.FileRefused) -> str:
    where = f" It shows in row {error.line:,}." if error.line else ""
    return f"{FILE_PROBLEMS[error.problem]}{where}"


@explain.register
def _(error: errors.NotDrawable) -> str:
    if error.is_too_few:
        return (
            f"Names can't be drawn yet: {so_few(error.joined_count)}. "
            "Invite more people, or postpone the draw."
        )
    return (
        "Names can't be drawn: the exclusions leave somebody without a possible match. "
        "/santa exclude shows who, so that an organizer can remove one."
    )


@explain.register
def _(error: errors.NotRepairable) -> str:
    if error.is_too_few:
        return (
            f"That would leave {error.joined_count}, and it takes at least {MIN_PEOPLE} people. "
            "Let somebody in first, or cancel the exchange."
        )
    return (
        "The exclusions leave no way to do that. Choose somebody else, or both at once: somebody "
        "who takes the other's place."
    )


@explain.register
def _(error: errors.TooManyMessages) -> str:
    if error.wait is None:
        return (
            f"You have sent all {MOST_AT_ALL} messages that one can write to somebody in an "
            "exchange. What they write still reaches you."
        )
    minutes = max(1, -(-int(error.wait.total_seconds()) // 60))
    when = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return (
        f"You have sent {MOST_AN_HOUR} messages within an hour, and that is the most. "
        f"You can send the next one in {when}."
    )


@explain.register
def _(error: errors.BulletinRefused) -> str:
    return BULLETIN[error.problem]


@explain.register
def _(error: errors.TooManyBulletins) -> str:
    hours = max(1, -(-int(error.wait.total_seconds()) // 3600))
    when = "within an hour" if hours == 1 else f"in {hours} hours"
    return (
        f"{MOST_A_DAY} messages have gone to everybody within a day, and that is the most. "
        f"The next one can be written {when}."
    )


@explain.register
def _(error: errors.OpeningRefused) -> str:
    return OPENING[error.problem]


@explain.register
def _(error: errors.OrganizersRefused) -> str:
    return ORGANIZERS[error.problem]


@explain.register
def _(error: errors.CreatorsRefused) -> str:
    return CREATORS[error.problem]


@explain.register
def _(error: errors.ExclusionRefused) -> str:
    return EXCLUSION[error.problem]


@explain.register
def _(error: errors.WishRefused) -> str:
    return WISH[error.problem]


@explain.register
def _(error: errors.TalkRefused) -> str:
    return TALK[error.problem]


@explain.register
def _(error: errors.GiftRefused) -> str:
    return GIFT[error.problem]


@explain.register
def _(error: errors.RescueRefused) -> str:
    return RESCUE[error.problem]
