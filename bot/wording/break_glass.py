"""Why one match is not opened in an emergency."""

from __future__ import annotations

from core.domain.break_glass import LAPSES_AFTER, MAX_REASON, MOST_ASKED, MOST_OPENED
from core.domain.errors import OpeningProblem

_HOURS = int(LAPSES_AFTER.total_seconds()) // 3600

NO_ADMIN = (
    "Only an admin or owner of this workspace can agree, and this person is none. Please choose "
    "somebody else."
)
OPENING = {
    OpeningProblem.EMPTY: "Please say why: those who are asked to agree have to know.",
    OpeningProblem.TOO_LONG: f"Please keep it to {MAX_REASON} characters.",
    OpeningProblem.OWN: "Your own match you see with Show my match; nobody has to agree to that.",
    OpeningProblem.RUNNING: "Somebody has asked already to open a match here, and that has not "
    f"come to an end. It does within {_HOURS} hours; then you can ask.",
    OpeningProblem.TOO_MANY: f"In one exchange at most {MOST_OPENED} matches are opened, and it is "
    f"asked at most {MOST_ASKED} times. Please find another way: its people can tell you.",
    OpeningProblem.NOBODY_TO_AGREE: "Nobody else organizes this exchange, so please name an admin "
    "of this workspace who may agree.",
    OpeningProblem.SAME_PERSON: "It takes two: somebody other than whoever asks has to agree. "
    "Please let another organizer, or an admin, decide.",
    OpeningProblem.NOT_YOURS: "That is for those who were asked: the other organizers of the "
    "exchange, an admin who was named, and whoever asked. Nothing has changed.",
    OpeningProblem.GONE: "Whoever asked does not organize this exchange any more, so there is "
    "nothing to agree to. The match stays closed.",
    OpeningProblem.DECIDED: "That has been decided already, so there is nothing more to decide. "
    "Whoever asked is told what has come of it.",
    OpeningProblem.LAPSED: f"That has lapsed: it is too late after {_HOURS} hours. The match stays "
    "closed; an organizer can ask again.",
    OpeningProblem.SHOWN: "That match has been shown, once as agreed, and is closed again. If you "
    "need one once more, ask again.",
}
