"""What the letters of the table say."""

from __future__ import annotations

from datetime import UTC, datetime

from core.domain import errors
from core.domain.errors import (
    ExclusionProblem,
    GiftProblem,
    OpeningProblem,
    RescueProblem,
    SantaError,
    TalkProblem,
)
from core.domain.types import ExchangeStatus, ExclusionKind

S = ExchangeStatus

#: Allowed: it takes effect.
EFFECT = "+"
#: Allowed: something is shown or said, and nothing changes.
SHOWN = "."
#: Nothing at all, for whoever cannot read an answer.
SILENCE = "_"
#: Refused, with these words, and nothing changes.
REFUSED: dict[str, SantaError] = {
    "x": errors.OtherWorkspace(),
    "a": errors.NotAdmin(),
    "o": errors.NotOrganizer(),
    "p": errors.NotParticipant(),
    "i": errors.NotInvited(),
    "e": errors.WrongStatus(S.OPEN),
    "w": errors.WrongStatus(S.STALLED),
    "d": errors.WrongStatus(S.DRAWN),
    "z": errors.WrongStatus(S.COMPLETED),
    "c": errors.WrongStatus(S.CANCELLED),
    "m": errors.NoMatchNow(S.OPEN),
    "M": errors.NoMatchNow(S.CANCELLED),
    "j": errors.JoiningClosed(datetime(2026, 12, 8, tzinfo=UTC)),
    "r": errors.NothingToRetry(),
    "y": errors.NotOverYet(),
    "g": errors.ExclusionNotFound(),
    "u": errors.ExclusionRefused(ExclusionKind.GROUP, ExclusionProblem.NOT_YOUR_OWN),
    "n": errors.TalkRefused(TalkProblem.NOBODY),
    "f": errors.MessageNotFound(),
    "N": errors.GiftRefused(GiftProblem.NOBODY),
    "t": errors.GiftRefused(GiftProblem.NOT_MARKED),
    "T": errors.GiftRefused(GiftProblem.TOO_EARLY),
    "A": errors.GiftRefused(GiftProblem.ANSWERED),
    "S": errors.GiftRefused(GiftProblem.STEPPED_IN),
    "W": errors.GiftRefused(GiftProblem.MISSED_ALREADY),
    "v": errors.NotRevealed(),
    "s": errors.RescueRefused(RescueProblem.NOTHING_MISSING),
    "R": errors.RescueNotFound(),
    "k": errors.RosterGone(),
    "q": errors.OpeningNotFound(),
    "h": errors.OpeningRefused(OpeningProblem.NOT_YOURS),
    "H": errors.OpeningRefused(OpeningProblem.SAME_PERSON),
}
