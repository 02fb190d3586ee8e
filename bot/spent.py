"""Which buttons of a message can never work again, as a refusal shows."""

from __future__ import annotations

from collections.abc import Callable

from bot import ids
from core.domain import errors, rules
from core.domain.errors import GiftProblem, SantaError, TalkProblem
from core.domain.types import ExchangeStatus

S = ExchangeStatus

_UNTIL_DRAWN = frozenset({S.OPEN, S.STALLED})
_FROM_THEN_ON = frozenset({S.DRAWN, S.COMPLETED})
#: The statuses in which what a button does is possible. Others always work, or concern no exchange.
WORKS_IN: dict[str, frozenset[ExchangeStatus]] = {
    ids.JOIN: frozenset({S.OPEN}),
    ids.ACCEPT: frozenset({S.OPEN}),
    ids.DECLINE: frozenset({S.OPEN}),
    ids.INVITE: frozenset({S.OPEN}),
    ids.LEAVE: _UNTIL_DRAWN | {S.DRAWN},  # then it is confirmed first
    ids.EXCLUSIONS: _UNTIL_DRAWN,
    ids.RELAX: _UNTIL_DRAWN,
    ids.RECONSIDER: _UNTIL_DRAWN,
    ids.DRAW: _UNTIL_DRAWN,
    ids.POSTPONE: _UNTIL_DRAWN,
    ids.LEAVE_OUT: _UNTIL_DRAWN,
    ids.ASK_FOR_WISHES: _UNTIL_DRAWN,
    ids.WISHLIST: _UNTIL_DRAWN | {S.DRAWN},
    ids.CANCEL: _UNTIL_DRAWN | {S.DRAWN},
    ids.ORGANIZERS: _UNTIL_DRAWN | {S.DRAWN},
    ids.REPAIRS: frozenset({S.DRAWN}),
    ids.TAKE_OUT: frozenset({S.DRAWN}),
    ids.DROP_OUT: frozenset({S.DRAWN}),
    ids.REDRAW: frozenset({S.DRAWN}),
    ids.OPENING_AGREE: frozenset({S.DRAWN}),
    ids.OPENING_REFUSE: frozenset({S.DRAWN}),
    ids.OPENING_SHOW: frozenset({S.DRAWN}),
    ids.RETRY: _FROM_THEN_ON,
    ids.RESEND: _FROM_THEN_ON,
    ids.SHOW_MATCH: _FROM_THEN_ON,
    ids.GIFT_READY: _FROM_THEN_ON,
    ids.GIFT_GIVEN: _FROM_THEN_ON,
    ids.GIFT_TAKE_BACK: _FROM_THEN_ON,
    ids.GIFT_CAME: _FROM_THEN_ON,
    ids.GIFT_NOTHING: _FROM_THEN_ON,
    ids.RESCUE_NAME: _FROM_THEN_ON,
    ids.RESCUE_SHOW: _FROM_THEN_ON,
    ids.TALK_TO_RECIPIENT: _FROM_THEN_ON,
    ids.TALK_TO_GIVER: _FROM_THEN_ON,
    ids.TALK_REPLY: _FROM_THEN_ON,
    ids.TALK_MUTE: _FROM_THEN_ON,
    ids.TALK_REPORT: _FROM_THEN_ON,
}
OF_ORGANIZERS = frozenset(
    {
        *(ids.INVITE, ids.RELAX, ids.RECONSIDER, ids.DRAW, ids.POSTPONE, ids.CANCEL),
        *(ids.LEAVE_OUT, ids.ASK_FOR_WISHES, ids.ORGANIZERS, ids.MANAGE, ids.RETRY, ids.RESEND),
        *(ids.COPY, ids.TALK_STOP, ids.RESCUE_NAME, ids.REPAIRS, ids.TAKE_OUT, ids.REDRAW),
    }
)
OF_OPENINGS = frozenset({ids.OPENING_AGREE, ids.OPENING_REFUSE, ids.OPENING_SHOW})
#: What the button is about is not there, and does not come back.
GONE = (
    errors.ExchangeNotFound,
    errors.MessageNotFound,
    errors.NotInvited,
    errors.OpeningNotFound,
    errors.RescueNotFound,
    errors.TooLongAgo,
)
#: There is nobody to write to any more. What was written can be reported and muted all the same.
ENDED = (TalkProblem.ENDED, TalkProblem.NOBODY)

#: What nobody needs to press to see that it works no more, by what it would be refused with.
ENDED_BY: dict[type, frozenset[str]] = {
    errors.NotOrganizer: OF_ORGANIZERS | OF_OPENINGS,
    errors.TakesNoPart: frozenset({ids.TAKE_OUT}),
    errors.NothingToRetry: frozenset({ids.RETRY}),
    errors.OpeningRefused: OF_OPENINGS,
    # They would act on the match that counts by now, beside the name of another.
    errors.MatchReplaced: frozenset(
        {
            *(ids.SHOW_MATCH, ids.TALK_TO_RECIPIENT),
            *(ids.GIFT_READY, ids.GIFT_GIVEN, ids.GIFT_TAKE_BACK),
        }
    ),
}

#: Whether a button with this action id and this value is spent.
IsSpent = Callable[[str, str], bool]


def spent_after(error: SantaError, pressed: str, value: str) -> IsSpent | None:
    """What this refusal of a pressed button says of it, and of those about the same beside it; None
    where it may work again."""
    if isinstance(error, errors.WrongStatus):
        ahead = reachable(error.status)
        # Of a button that the table does not know: where nothing can change any more.
        if not (_is_over(pressed, ahead) or (pressed not in WORKS_IN and len(ahead) == 1)):
            return None
        return lambda action_id, of: (
            _is_about(of, value) and (action_id == pressed or _is_over(action_id, ahead))
        )
    if isinstance(error, errors.NotOrganizer):
        return lambda action_id, of: _is_about(of, value) and action_id in OF_ORGANIZERS | {pressed}
    has_ended = isinstance(error, errors.TalkRefused) and error.problem in ENDED
    if has_ended or isinstance(error, errors.NothingToRetry):
        return lambda action_id, of: _is_about(of, value) and action_id == pressed
    if isinstance(error, errors.GiftRefused) and error.problem == GiftProblem.OF_ANOTHER:
        return lambda _, of: of == value  # what stands elsewhere about the same exchange works
    if isinstance(error, GONE):
        return lambda _, of: _is_about(of, value)
    return None


def ended_by(why: SantaError) -> IsSpent:
    """The same when nobody has pressed anything: something that ended was the end of all these
    buttons of a message about it."""
    if isinstance(why, errors.WrongStatus):
        ahead = reachable(why.status)
        return lambda action_id, _: _is_over(action_id, ahead)
    ended = next((ENDED_BY[kind] for kind in type(why).__mro__ if kind in ENDED_BY), frozenset())
    return lambda action_id, _: action_id in ended


def reachable(status: ExchangeStatus) -> frozenset[ExchangeStatus]:
    """What an exchange may still become, and what it is."""
    found = {status}
    while new := {to for one in found for to in rules.TRANSITIONS[one]} - found:
        found |= new
    return frozenset(found)


def _is_about(one: str, other: str) -> bool:
    """Whether two values of buttons begin with the same id."""
    return one.partition(":")[0] == other.partition(":")[0]


def _is_over(action_id: str, ahead: frozenset[ExchangeStatus]) -> bool:
    return action_id in WORKS_IN and not WORKS_IN[action_id] & ahead
