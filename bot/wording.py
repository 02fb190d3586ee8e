"""People's sentences that belong to no single view: refusals, problems of fields, sums of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch

from core.domain import errors
from core.domain.errors import (
    ExclusionProblem,
    FileProblem,
    ListProblem,
    PlanField,
    PlanProblem,
    RefusedAs,
    TalkProblem,
    WishProblem,
)
from core.domain.rules import (
    MAX_BUDGET,
    MAX_CREATORS,
    MAX_EXCLUSIONS,
    MAX_GROUP,
    MAX_MESSAGE,
    MAX_NAME,
    MAX_NOTES,
    MAX_ORGANIZERS,
    MAX_OWN_EXCLUSIONS,
    MAX_WISH_LINK,
    MAX_WISH_NOTE,
    MAX_WISH_TITLE,
    MAX_WISHES,
    MIN_PEOPLE,
)
from core.domain.talk import MAX_TEXT, MOST_AN_HOUR, MOST_AT_ALL
from core.domain.types import Budget, ExchangeStatus, UserId, WhoCreates
from core.rosters import limits

#: `code` lets the operator find the error in the log.
SOMETHING_BROKE = (
    "Something went wrong on our side. Nothing that was saved is lost. Please try again in a "
    "moment; if it happens again, tell whoever looks after Kringle here this code: {code}"
)
#: For a button or form that no part of this version knows.
NOT_KNOWN = (
    "I don't know that button any more; it may be from an older version. Nothing has changed. "
    "/santa status shows your exchanges and what you can do."
)
SLACK_AWAY = (
    "Slack does not answer me at the moment, so nothing has been done. "
    "Please try again in a minute."
)
#: For people whom somebody has named: nobody is taken unseen.
NOT_TOLD = (
    "Slack does not tell me at the moment who these people are, so nothing has changed. "
    "Please press Save again in a minute."
)
DATABASE_AWAY = (
    "I cannot reach my database right now. Nothing was changed; please try again in a minute."
)
#: For a change that was on its way, and one that was made before something else went wrong.
PERHAPS_SAVED = (
    "I lost touch with my database in the middle of this, so I can't tell whether it was saved. "
    "Please try again in a minute: nothing will be done twice."
)
TOO_SLOW = "That took too long, and Slack has given up waiting. Please try it once more."
NOBODY_CHOSEN = "Please choose people, a channel or a user group."
CHANNEL_OUT_OF_REACH = (
    "I can't read who is in this channel. If it is private, you have to be in it, and I, too: "
    "type /invite @Kringle there, then press Invite again."
)
GROUP_OUT_OF_REACH = "I can't read who is in this user group. Please choose people or a channel."
#: After a while in which nobody waited.
INVITING_BROKE = (
    "Something went wrong on our side before all were invited. Please invite them once more: "
    "nobody is asked twice."
)
NOT_POSSIBLE = "That isn't possible right now. /santa status shows where your exchanges stand."

_STATUS = {
    ExchangeStatus.OPEN: "Names have not been drawn yet, so it is too early for that. "
    "/santa status shows when the draw is.",
    ExchangeStatus.STALLED: "This exchange is waiting for its draw, so that can't be done now. "
    "An organizer can put it right; /santa status shows where it stands.",
    ExchangeStatus.DRAWN: "Names have been drawn already, so that can't be changed any more. "
    "If something is wrong, talk to an organizer.",
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
_PERSON = {
    RefusedAs.BOT: "Bots and apps can't take part. Please choose a person.",
    RefusedAs.DEACTIVATED: "This Slack account is deactivated, so it can't take part. "
    "Please choose somebody else.",
    RefusedAs.STRANGER: "Only people of this workspace can take part, and this account belongs to "
    "another one. An exchange in your own workspace would work.",
    RefusedAs.GUEST: "Guests of this workspace can't take part. "
    "A full member's account can: ask whoever invited you.",
}
_NO_ORGANIZER = {
    RefusedAs.BOT: "a bot",
    RefusedAs.DEACTIVATED: "deactivated",
    RefusedAs.STRANGER: "not of this workspace",
    RefusedAs.GUEST: "a guest",
}
_ORGANIZERS = {
    ListProblem.NOBODY: "An exchange needs an organizer. To hand it over, choose somebody else; "
    "to end it, cancel it.",
    ListProblem.TOO_MANY: f"An exchange has room for {MAX_ORGANIZERS} organizers, those included "
    "whom somebody else has added meanwhile. Please choose fewer.",
}
_CREATORS = {
    ListProblem.NOBODY: "Please name at least one person, or choose another answer above.",
    ListProblem.TOO_MANY: f"Please name at most {MAX_CREATORS} people, those included whom "
    "somebody else has named meanwhile.",
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
_EXCLUSION = {
    ExclusionProblem.TOO_FEW_PEOPLE: "Please choose at least two people to keep apart.",
    ExclusionProblem.NOT_YOUR_OWN: "You can say whom you would rather not draw yourself. "
    "For anything else, ask an organizer.",
    ExclusionProblem.SAME_PERSON: "Nobody draws themselves anyway. Please choose different people.",
    ExclusionProblem.ALREADY_SET: "This exclusion is there already; nothing more to do.",
    ExclusionProblem.TOO_MANY: f"That is too many: up to {MAX_GROUP} people in one exclusion, and "
    f"{MAX_EXCLUSIONS} exclusions from an organizer or {MAX_OWN_EXCLUSIONS} from a participant. "
    "Please choose fewer, or remove some first.",
}
_WISH = {
    WishProblem.NO_TITLE: "Please say what you wish for.",
    WishProblem.TOO_LONG: f"That is too long. A wish has room for {MAX_WISH_TITLE} characters, its "
    f"link for {MAX_WISH_LINK}, its note for {MAX_WISH_NOTE}; the other fields for {MAX_NOTES}. "
    "Please shorten it.",
    WishProblem.NOT_A_LINK: "Please give a full web address that starts with http:// or https://.",
    WishProblem.TOO_MANY: f"A wishlist holds {MAX_WISHES} wishes. "
    "Please remove one before you add another.",
    WishProblem.GONE: "This wish has been removed meanwhile. Open your wishlist again to see it "
    "as it is now.",
}
_TALK = {
    TalkProblem.EMPTY: "Please write something first.",
    TalkProblem.TOO_LONG: f"Please keep it to {MAX_TEXT} characters.",
    TalkProblem.MUTED: "They take no anonymous messages from you at the moment, so this was not "
    "sent and nothing was kept. They can change that at any time; try again another day.",
    TalkProblem.STOPPED: "An organizer has stopped your anonymous messages here, after one of them "
    "was reported. Nobody was told who you are. What is sent to you still reaches you.",
    TalkProblem.ENDED: "This conversation has ended, so a reply would reach nobody. "
    "/santa status shows what you can do now.",
    TalkProblem.NOBODY: "There is nobody for you to write to in this exchange, because you were "
    "not drawn in it. If that can't be right, ask an organizer.",
}
_PROBLEM = {
    PlanProblem.MISSING: "Please fill this in.",
    PlanProblem.TOO_LONG: "This is too long. Please shorten it.",
    PlanProblem.TOO_SOON: "This is in the past. Please choose a later time.",
    PlanProblem.TOO_FAR: "This is more than a year away. Please choose an earlier date.",
    PlanProblem.BEFORE_THE_DRAW: "This is before the draw. Please choose a later day.",
    PlanProblem.NOT_AN_AMOUNT: "Please give an amount such as 20 or 12.50.",
    PlanProblem.BOT_NOT_THERE: "I am not in this channel yet. Type /invite @Kringle there, "
    "then press Create again.",
    PlanProblem.ARCHIVED: "This channel is archived. Please choose another.",
    PlanProblem.NOT_A_CHANNEL: "Please choose a channel that you and I can both see.",
    PlanProblem.ANNOUNCED_ELSEWHERE: "The exchange has been made already, and is announced in the "
    "channel you chose first. Choose that one again, or cancel the exchange and start another.",
    PlanProblem.NOT_KNOWN: "I don't know this one. Please choose another.",
}
_FIELD_PROBLEM = {
    (PlanField.NAME, PlanProblem.MISSING): "Please give your exchange a name.",
    (PlanField.NAME, PlanProblem.TOO_LONG): f"Please keep the name to {MAX_NAME} characters.",
    (PlanField.CHANNEL, PlanProblem.MISSING): "Please choose a channel to announce it in.",
    (PlanField.DRAW_AT, PlanProblem.MISSING): "Please choose when names are drawn.",
    (PlanField.DRAW_AT, PlanProblem.TOO_SOON): "This moment has passed. Please choose a later one.",
    (PlanField.DRAW_AT, PlanProblem.TOO_FAR): "Please choose a moment within the next year.",
    (PlanField.DRAW_AT, PlanProblem.NOT_KNOWN): "I don't know your time zone. Please set it in "
    "your Slack preferences, then open this form again.",
    (PlanField.EXCHANGE_ON, PlanProblem.BEFORE_THE_DRAW): "The exchange day can't be before the "
    "draw. Please choose a later day.",
    (PlanField.EXCHANGE_ON, PlanProblem.TOO_FAR): "Please choose a day within a year of the draw.",
    (PlanField.BUDGET_AMOUNT, PlanProblem.NOT_AN_AMOUNT): "Please give an amount above 0 and up to "
    f"{MAX_BUDGET}, with at most two decimals, such as 20 or 12.50.",
    (PlanField.BUDGET_CURRENCY, PlanProblem.MISSING): "Please choose the currency of the budget.",
    (PlanField.BUDGET_CURRENCY, PlanProblem.NOT_KNOWN): "I don't know this currency. "
    "Please choose one from the list.",
    (PlanField.MESSAGE, PlanProblem.TOO_LONG): f"Please keep it to {MAX_MESSAGE} characters.",
}
_MIB = 1024 * 1024
_KEEP = "Keep only the columns for e-mail, team and exclusions"
_AS_CSV = "save it as CSV, or as an Excel workbook (.xlsx), and send that"
_FILE = {
    FileProblem.EMPTY: "There is nobody in this file. If the people are on another sheet, move it "
    "to the front, save the file and send it again.",
    FileProblem.TOO_BIG: f"A file may have up to {limits.MAX_BYTES // _MIB} MB, and this one has "
    f"more. {_KEEP}, save it as CSV and send that.",
    FileProblem.TOO_MANY_PARTS: "There is more in this workbook than I look through: many sheets, "
    "or pictures. Save just the sheet with the people as CSV, and send that.",
    FileProblem.TOO_BIG_INSIDE: f"There is too much text in this file. {_KEEP}, save it as CSV and "
    "send that.",
    FileProblem.TOO_MANY_ROWS: f"A file may have up to {limits.MAX_ROWS:,} rows, and this one has "
    "more. Please send it in several parts.",
    FileProblem.TOO_MANY_COLUMNS: f"A file may have up to {limits.MAX_COLUMNS} columns, and this "
    f"one has more. {_KEEP}, and send it again.",
    FileProblem.CELL_TOO_LONG: f"A cell may have up to {limits.MAX_CELL:,} characters, and one "
    f"here has more. {_KEEP}, and send it again.",
    FileProblem.PROTECTED: "This file is locked with a password. Save it without one, and send "
    "that.",
    FileProblem.OTHER_SPREADSHEET: f"I can't read this kind of spreadsheet. Open it, {_AS_CSV}.",
    FileProblem.NOT_A_SPREADSHEET: "This doesn't look like a table. Open it in a spreadsheet, "
    f"{_AS_CSV}.",
    FileProblem.BROKEN: f"This file seems to be damaged. Open it in a spreadsheet, {_AS_CSV}.",
    FileProblem.OPEN_QUOTE: "A quotation mark is opened in this file and never closed, so I can't "
    "tell where the cells end. Close or remove it, and send the file again.",
    FileProblem.TAKES_TOO_LONG: f"This file takes too long to read. {_KEEP}, save it as CSV and "
    "send that.",
    FileProblem.BUSY: "I am reading other people's files just now. Please try again in a minute.",
    FileProblem.NO_ADDRESSES: "I can't find the people in this file. One column, headed “E-mail” "
    "or “Slack ID”, has to say who they are; “Team” and “Exclude” may stand beside it. Add the "
    "heading, and send the file again.",
    FileProblem.SEVERAL_COLUMNS: "Several columns hold people, and I can't tell which of them to "
    "invite. Write one person a row, put “E-mail” or “Slack ID” above that column and “Exclude” "
    "above those they must not draw, and send the file again.",
}


def field_problem(field: PlanField, problem: PlanProblem) -> str:
    return _FIELD_PROBLEM.get((field, problem), _PROBLEM[problem])


@singledispatch
def explain(error: Exception) -> str:
    """What happened and what to do next, for whoever met this refusal."""
    return NOT_POSSIBLE


@explain.register
def _(error: errors.AlreadyHandled) -> str:
    return "That has been done already; nothing more to do."


@explain.register
def _(error: errors.ExchangeNotFound) -> str:
    return "I can't find that exchange here. /santa status shows the ones you are part of."


@explain.register
def _(error: errors.NotOrganizer) -> str:
    return "Only an organizer of this exchange can do that. Please ask one of them."


@explain.register
def _(error: errors.NotParticipant) -> str:
    return "That is for people who have joined. While it is open, /santa join lets you in."


@explain.register
def _(error: errors.WrongStatus) -> str:
    return _STATUS[error.status]


@explain.register
def _(error: errors.NoMatchNow) -> str:
    return _NO_MATCH.get(error.status, _STATUS[error.status])


@explain.register
def _(error: errors.JoiningClosed) -> str:
    return (
        "Joining has closed, because the deadline has passed. "
        "As long as names have not been drawn, an organizer can postpone the draw and let you in."
    )


@explain.register
def _(error: errors.NotInvited) -> str:
    return "You have not been invited to this exchange. /santa join shows the ones you can join."


@explain.register
def _(error: errors.PersonRefused) -> str:
    return _PERSON[error.reason]


@explain.register
def _(error: errors.PeopleRefused) -> str:
    return (
        "Some of those you chose can't do that: it takes a full member of this workspace. "
        "Please leave them out."
    )


@explain.register
def _(error: errors.OrganizersRefused) -> str:
    return _ORGANIZERS[error.problem]


@explain.register
def _(error: errors.NotAdmin) -> str:
    return "Only an admin or owner of this workspace can do that. Please ask one of them."


@explain.register
def _(error: errors.NotCreator) -> str:
    return _NAMED_CREATE if error.who == WhoCreates.NAMED else _ADMINS_CREATE


@explain.register
def _(error: errors.CreatorsRefused) -> str:
    return _CREATORS[error.problem]


@explain.register
def _(error: errors.PlanRefused) -> str:
    problems = [field_problem(field, problem) for field, problem in error.problems.items()]
    return " ".join(problems) or "Something in the form doesn't fit. Please check it once more."


@explain.register
def _(error: errors.ExclusionRefused) -> str:
    return _EXCLUSION[error.problem]


@explain.register
def _(error: errors.ExclusionNotFound) -> str:
    return (
        "That exclusion isn't there any more, or it is somebody else's. "
        "/santa exclude shows the ones that count now."
    )


@explain.register
def _(error: errors.NotAChoice) -> str:
    return "That is not one of the choices. Please open the list again and choose from it."


@explain.register
def _(error: errors.WishRefused) -> str:
    return _WISH[error.problem]


@explain.register
def _(error: errors.FileRefused) -> str:
    where = f" It shows in row {error.line:,}." if error.line else ""
    return f"{_FILE[error.problem]}{where}"


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
def _(error: errors.NoMatchFor) -> str:
    return "They take no part in this exchange, so they have no match. Please choose somebody else."


@explain.register
def _(error: errors.StillOnItsWay) -> str:
    return "Their match is on its way already. The report tells you when it has arrived."


@explain.register
def _(error: errors.NothingToRetry) -> str:
    return "Every match has been sent or is on its way; there is nothing to try again."


@explain.register
def _(error: errors.TalkRefused) -> str:
    return _TALK[error.problem]


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
def _(error: errors.MessageNotFound) -> str:
    return (
        "I can't find that message any more, or it is not for you. "
        "/santa status shows your exchanges and what you can do."
    )


@explain.register
def _(error: errors.OtherWorkspace) -> str:
    return "Kringle is not set up for your workspace, so I can't do that. Nothing has changed."


def cannot_organize(error: errors.PeopleRefused, names: Mapping[UserId, str]) -> str:
    """Who of those chosen, by the names that are known, and why."""
    each = [
        f"{names.get(user_id) or 'somebody'} ({_NO_ORGANIZER[reason]})"
        for user_id, reason in error.people.items()
    ]
    return (
        f"Only full members of this workspace can organize an exchange. "
        f"Please leave out {listed(each)}."
    )


def listed(parts: Iterable[str]) -> str:
    """With commas and an "and"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def so_few(joined_count: int) -> str:
    return f"{have_joined(joined_count)}, and a draw needs at least {MIN_PEOPLE}"


def have_joined(count: int) -> str:
    if count == 0:
        return "nobody has joined yet"
    return "1 person has joined" if count == 1 else f"{count} people have joined"


def budget(value: Budget) -> str:
    """The exact amount with its code, such as 20 EUR or 12.50 GBP."""
    whole = value.amount == value.amount.to_integral_value()
    return f"{value.amount:.{0 if whole else 2}f} {value.currency}"
