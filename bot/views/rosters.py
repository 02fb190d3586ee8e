"""Adding people by a file: the form that takes it, and what it comes to before it is saved."""

from __future__ import annotations

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    Option,
    RichTextBlock,
    RichTextPreformattedElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement, RichTextElementParts
from slack_sdk.models.views import View

from bot import ids, reviewing
from bot.views import invitations, paging
from bot.views.blocks import actions, button, field, modal, plain, section, small
from bot.views.message import Message
from bot.views.text import Line, Part, bullets, emoji, paragraph, typed
from core.domain.snapshots import Exchange, RosterSaved
from core.rosters.resolving import ResolvedRow
from core.rosters.review import Review, Standing

FILE_TYPES = ("csv", "xlsx")
PAGE_SIZE = 25
TURNING = paging.Turning(ids.ROSTER_PAGE_BACK, ids.ROSTER_PAGE)
MAX_TEAMS_NAMED = 10
SAMPLE = (
    "E-mail,Team,Exclude\n"
    "ana@example.com,Sales,cleo@example.com\n"
    "ben@example.com,Sales,\n"
    "cleo@example.com,Legal,"
)


def form(exchange: Exchange, problem: str = "") -> View:
    """`problem`: why the file that was sent before could not be read."""
    blocks: list[Block] = [section(exchange.name)]
    if problem:
        blocks.append(paragraph(emoji("warning"), f" {problem}"))
    blocks += [
        section(
            "One person a row, with a column “E-mail” or “Slack ID”. If you like, beside it "
            "“Team”, and “Exclude” for those whom somebody must not draw. For instance:"
        ),
        _sample(),
        field(
            ids.ROSTER_FILE,
            "CSV file or Excel workbook",
            FileInputElement(filetypes=list(FILE_TYPES), max_files=1),
            hint="Of a workbook, the first sheet counts.",
        ),
        small("You see row by row what will happen before anything is saved."),
    ]
    return modal(
        ids.ROSTER_VIEW,
        "Invite from a file",
        blocks,
        submit="Look it over",
        close="Back",
        remember={"exchange": exchange.exchange_id},
    )


def _sample() -> RichTextBlock:
    text = RichTextElementParts.Text(text=SAMPLE)
    return RichTextBlock(elements=[RichTextPreformattedElement(elements=[text])])


def reading() -> Message:
    """While it takes longer."""
    words = (
        "I am reading your file and looking up who the people are. For thousands that can take a "
        "few minutes; please leave this open. Nothing is saved before you have looked it over."
    )
    return Message("Reading your file…", (section(words),))


def review(found: Review, page: int = 0) -> View:
    pages = paging.cut_up(found.rows, PAGE_SIZE)
    page = paging.nearest(page, len(pages))
    blocks: list[Block] = [
        paragraph(typed(found.exchange.name, strong=True)),
        bullets(_summary(found)),
    ]
    if found.resolution.teams:
        blocks.append(_teams_apart())
    blocks.append(bullets(_row(found, one) for one in pages[page]))
    blocks += TURNING.foot(page, len(pages) - 1, lambda to: f"{found.roster_id}:{to}")
    is_something = _saves_something(found)
    words = "Nothing has been saved yet." if is_something else "There is nothing to save."
    blocks.append(small(words))
    return modal(
        ids.ROSTER_REVIEW_VIEW,
        "Look it over",
        blocks,
        submit="Save" if is_something else None,
        close="Cancel" if is_something else "Close",
        remember={"roster": found.roster_id},
    )


def _row(found: Review, row: ResolvedRow) -> Line:
    standing = found.standings.get(row.user_id) if row.user_id else None
    return reviewing.row(row, standing)


def _saves_something(found: Review) -> bool:
    resolution = found.resolution
    return bool(found.count(Standing.NEW) or resolution.exclusions or resolution.teams)


def _summary(found: Review) -> list[Line]:
    new, wrong = found.count(Standing.NEW), found.wrong_count
    lines: list[Line] = [(_people(new, "will be invited."),)]
    if joined := found.count(Standing.JOINED):
        lines.append((_people(joined, "in already.", are=True),))
    if asked := found.count(Standing.ASKED):
        lines.append((f"{_people(asked)} asked before, or left: not asked again.",))
    if wrong:
        rows = (
            "1 row is wrong: it stands" if wrong == 1 else f"{wrong:,} rows are wrong: they stand"
        )
        lines.append(
            (
                emoji("warning"),
                f" {rows} first below, with the reason. Nothing happens for "
                f"{'it' if wrong == 1 else 'them'}; everything else can be saved all the same.",
            )
        )
    if found.resolution.teams:
        lines.append(_teams(found))
    if count := len(found.resolution.exclusions):
        what = "1 exclusion" if count == 1 else f"{count:,} exclusions"
        lines.append((f"{what} will be set.",))
    return lines


def _people(count: int, rest: str = "", *, are: bool = False) -> str:
    who = "1 person" if count == 1 else f"{count:,} people" if count else "Nobody"
    verb = ("are " if count > 1 else "is ") if are else ""
    return f"{who} {verb}{rest}".rstrip()


def _teams(found: Review) -> Line:
    teams = found.resolution.teams
    parts: list[Part] = ["1 team: " if len(teams) == 1 else f"{len(teams):,} teams: "]
    for index, team in enumerate(teams[:MAX_TEAMS_NAMED]):
        parts += [", " if index else "", typed(team.name), f" ({len(team.people):,})"]
    more = len(teams) - MAX_TEAMS_NAMED
    return (*parts, f" and {more:,} more." if more > 0 else ".")


def _teams_apart() -> InputBlock:
    options = [Option(text=plain("Nobody draws their own team"), value="yes")]
    ticked = CheckboxesElement(options=options, initial_options=options)
    return field(ids.TEAMS_APART, "Teams", ticked, optional=True)


def saved(result: RosterSaved) -> Message:
    """For the organizer who has sent the file."""
    message = invitations.invited(result.invited)
    lines: list[Line] = []
    if result.team_count:
        teams = "1 team" if result.team_count == 1 else f"{result.team_count:,} teams"
        lines.append((f"Nobody draws their own team: {teams}.",))
    if count := result.exclusion_count:
        lines.append(("1 new exclusion." if count == 1 else f"{count:,} new exclusions.",))
    if not lines:
        return message
    see = actions(button("Exclusions", ids.EXCLUSIONS, result.invited.exchange.exchange_id))
    return Message(message.text, (*message.blocks, bullets(lines), see))
