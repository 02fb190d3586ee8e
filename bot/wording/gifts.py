"""Refusals about gifts on their way, and about stepping in for one that is missing."""

from __future__ import annotations

from core.domain.errors import GiftProblem, RescueProblem
from core.domain.gifts import GIVER_HAS, MAX_NAMED, MIN_NAMED

GIFT = {
    GiftProblem.HAS_COME: "It has come already, says whoever you give to. Thank you; there is "
    "nothing more to do.",
    GiftProblem.ANSWERED: "Whoever you give to has answered already, so this can't be taken back. "
    "/santa status shows what they say.",
    GiftProblem.NOT_MARKED: "There is nothing to take back: you have not said anything of your "
    "gift yet.",
    GiftProblem.STEPPED_IN: "Your gift had not come, so somebody else has stepped in for it. If "
    "you still give yours, tell them with Ask anonymously.",
    GiftProblem.SAID_ALREADY: "You have said already that your gift has come; nothing more to do. "
    "With Write to my Santa you can tell them more.",
    GiftProblem.MISSED_ALREADY: "You have said already that nothing has come. Should something "
    "come, press My gift has come in /santa status.",
    GiftProblem.TOO_EARLY: "It is early for that: gifts are given on the exchange day. From then "
    "on, or once your Santa says that yours has been given, you can say so.",
    GiftProblem.JUST_ASKED: "Somebody else has only just been asked to step in for it, and has "
    f"{GIVER_HAS.days} days. After that, or once they say that it has been given, you can say so.",
    GiftProblem.NOBODY: "Nobody was drawn to give to you in this exchange. If that can't be right, "
    "ask an organizer.",
    GiftProblem.FORGOTTEN: "Whoever you gave to has asked to be forgotten since, so nobody would "
    "hear of it. There is nothing more to do.",
    GiftProblem.OF_ANOTHER: "Whoever has told you so does not give to you any more. What you can "
    "say of your gift now, /santa status shows.",
}

RESCUE = {
    RescueProblem.TOO_FEW: f"Please name at least {MIN_NAMED} people. Of fewer, you could tell "
    "whose gift is missing by who is not asked.",
    RescueProblem.TOO_MANY: f"Please name at most {MAX_NAMED} people.",
    RescueProblem.ORGANIZER: "Whoever organizes it can't step in, because they would learn whose "
    "gift is missing. Please name others; they need not take part.",
    RescueProblem.NOTHING_MISSING: "Nobody else has to step in now: no gift is missing any more, "
    "or somebody was asked already.",
}
