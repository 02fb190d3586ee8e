"""People's sentences that belong to no single view: refusals, problems of fields, sums of money."""

from bot.wording.break_glass import NO_ADMIN
from bot.wording.failures import (
    CHANNEL_OUT_OF_REACH,
    DATABASE_AWAY,
    FILE_GONE,
    FILES_NOT_ALLOWED,
    GROUP_OUT_OF_REACH,
    INVITING_BROKE,
    NO_FILE_CHOSEN,
    NOBODY_CHOSEN,
    NOT_DONE,
    NOT_KNOWN,
    NOT_POSSIBLE,
    NOT_TOLD,
    PERHAPS_SAVED,
    READING_BROKE,
    SLACK_AWAY,
    SOMETHING_BROKE,
    TOO_SLOW,
)
from bot.wording.people import cannot_organize
from bot.wording.phrases import budget, have_joined, listed, so_few
from bot.wording.plans import field_problem
from bot.wording.refusals import explain

__all__ = [
    "CHANNEL_OUT_OF_REACH",
    "DATABASE_AWAY",
    "FILES_NOT_ALLOWED",
    "FILE_GONE",
    "GROUP_OUT_OF_REACH",
    "INVITING_BROKE",
    "NOBODY_CHOSEN",
    "NOT_DONE",
    "NOT_KNOWN",
    "NOT_POSSIBLE",
    "NOT_TOLD",
    "NO_ADMIN",
    "NO_FILE_CHOSEN",
    "PERHAPS_SAVED",
    "READING_BROKE",
    "SLACK_AWAY",
    "SOMETHING_BROKE",
    "TOO_SLOW",
    "budget",
    "cannot_organize",
    "explain",
    "field_problem",
    "have_joined",
    "listed",
    "so_few",
]
