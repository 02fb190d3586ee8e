"""What each row of a file comes to, in words, for whoever looks it over before anything is saved.

What stands in a cell is shown as it was typed: these are parts of rich text, never markup.
"""

from __future__ import annotations

from bot.views.text import Line, mention, people, typed
from core.domain.rules import MAX_OWN_EXCLUSIONS
from core.rosters.resolving import Outcome, ResolvedRow
from core.rosters.review import Standing
from core.rosters.roster import Problem, RowProblem

MAX_NAMED = 5
ONE_ROW = "Please put everything about one person in one row."

_REFUSED = {
    Outcome.BOT: " is a bot or an app, so it can't take part.",
    Outcome.DEACTIVATED: "'s Slack account is deactivated, so they can't take part.",
    Outcome.GUEST: " is a guest here, so they can't take part.",
    Outcome.STRANGER: " belongs to another workspace, so they can't take part.",
}


_STANDING = {
    Standing.NEW: " will be invited",
    Standing.JOINED: " is in already",
    Standing.ASKED: " was asked before, or left, so is not asked again",
    Standing.SELF: " (you) needs no invitation",
}


def row(resolved: ResolvedRow, standing: Standing | None = None) -> Line:
    """What will happen for one row, or why nothing will; its number first. `standing` is that of
    the person whom it names."""
    return (f"Row {resolved.row.line:,}: ", *_said(resolved, standing or Standing.NEW))


def _said(resolved: ResolvedRow, standing: Standing) -> Line:
    match resolved.outcome:
        case Outcome.WRONG:
            return tuple((problem(one), " ") for one in resolved.row.problems)
        case Outcome.NOT_FOUND:
            address = typed(resolved.row.address)
            return (address, " is nobody's address in this workspace. Please check it.")
        case Outcome.SAME_PERSON:
            first = f" is in row {resolved.first_line:,} already, by another address. {ONE_ROW}"
            return (mention(resolved.user_id or ""), first)
        case Outcome.INVITED:
            return _invited(resolved, standing)
        case refused:
            return (mention(resolved.user_id or ""), _REFUSED[refused])


def _invited(resolved: ResolvedRow, standing: Standing) -> Line:
    parts: list[Line] = [(mention(resolved.user_id or ""), _STANDING[standing])]
    if resolved.excludes:
        parts.append((" and won't draw ", people(resolved.excludes, MAX_NAMED)))
    parts.append((".",))
    if resolved.row.team:
        parts.append((" Team: ", typed(resolved.row.team), "."))
    if any(one.kind == RowProblem.EXCLUDES_THEMSELVES for one in resolved.row.problems):
        parts.append((" ", problem(Problem(RowProblem.EXCLUDES_THEMSELVES))))
    if resolved.unknown:
        whom = _listed(resolved.unknown)
        parts.append((" I don't know whom ", whom, " means, so they don't count as exclusions."))
    return tuple(parts)


def problem(found: Problem) -> Line:
    """What is wrong with a row and what to do, or what is worth knowing about it."""
    about = _listed(found.texts)
    match found.kind:
        case RowProblem.NO_ADDRESS:
            return ("There is neither an e-mail address nor a Slack ID. Please add one.",)
        case RowProblem.FORMULA:
            copied = " is a formula. Please copy its column and paste it back as values."
            return (about, copied)
        case RowProblem.NOT_AN_ADDRESS:
            return (about, " is neither an e-mail address nor a Slack ID. Please correct it.")
        case RowProblem.TWICE:
            return (f"The same address is in row {found.first_line:,} already. {ONE_ROW}",)
        case RowProblem.TOO_MANY_EXCLUSIONS:
            return (
                f"One person can exclude up to {MAX_OWN_EXCLUSIONS} others. Please name fewer.",
            )
        case RowProblem.EXCLUSION_NOT_AN_ADDRESS:
            neither = " among the exclusions is neither an e-mail address nor a Slack ID."
            return (about, f"{neither} Please correct it.")
        case RowProblem.EXCLUDES_THEMSELVES:
            return ("Nobody draws themselves anyway.",)
        case RowProblem.NOT_IN_FILE:
            return (about, " is not in this file.")


def _listed(texts: tuple[str, ...]) -> Line:
    shown = ", ".join(f"“{text}”" for text in texts[:MAX_NAMED])
    more = len(texts) - MAX_NAMED
    return (typed(shown), f" and {more:,} more" if more > 0 else "")
