"""The organizers' console: how an exchange stands, who is in it, what has arrived, and all that can
be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DividerBlock,
    Option,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import explaining, ids
from bot.views import break_glass, deliveries, drawing, involvement, organizing, paging
from bot.views.blocks import (
    actions,
    button,
    confirmation,
    header,
    modal,
    own_words,
    plain,
    section,
    small,
)
from bot.views.exchanges import day_and_budget
from bot.views.message import Message
from bot.views.text import Line, bold, bullets, day, mention, paragraph, typed
from core.domain import rules
from core.domain.bulletins import check_can_write
from core.domain.roster import Standing
from core.domain.snapshots import ConsoleBoard, Exchange, MessageReport, Placed

#: What a menu says for each standing, and a line of the list.
CALLED = {
    None: "Everybody",
    Standing.JOINED: "Joined",
    Standing.INVITED: "Invited, not in",
    Standing.LEFT: "Left",
}

TURNING = paging.Turning(ids.CONSOLE_BACK, ids.CONSOLE_MORE)


def board(board: ConsoleBoard, now: datetime) -> View:
    exchange = board.exchange
    place = place_of(exchange.exchange_id, board.roster.standing, board.roster.page)
    blocks: list[Block] = [
        paragraph(typed(exchange.name, strong=True)),
        own_words("\n".join([involvement.state(exchange, now), *day_and_budget(exchange)])),
        *_meter(board),
        *_openings(board),
        *_steps(board, now),
        *_messages(board, now),
        *_people(board, place, now),
    ]
    return modal(ids.CONSOLE_VIEW, "Manage", blocks, remember={"console": place})


def place_of(exchange_id: str, standing: Standing | None, page: int) -> str:
    """What a console shows, for a button or for the console itself to remember."""
    return f"{exchange_id}:{standing or ''}:{page}"


def read_place(place: str) -> tuple[str, Standing | None, int]:
    """The same again; what makes no sense is the first page of all."""
    exchange_id, standing, page = (*place.split(":", 2), "", "")[:3]
    known = Standing(standing) if standing in [*Standing] else None
    return exchange_id, known, paging.read(page)


def _meter(board: ConsoleBoard) -> list[Block]:
    """Whether it could be drawn now, and what would make it possible."""
    state = board.drawability
    if state is None:
        return []
    lines = [paragraph(*line) for line in explaining.meter(state)]
    return [*lines, *drawing.in_the_way(state)]


def _steps(board: ConsoleBoard, now: datetime) -> list[Block]:
    """What can be done about it: first what makes the draw possible, last what ends it."""
    ways = organizing.ways(board.exchange, board.drawability, now)
    return [actions(*row) for row in ways.rows]


def _openings(board: ConsoleBoard) -> list[Block]:
    """What everybody was told when it happened, for whoever asks later."""
    time_zone = board.exchange.time_zone
    lines = [break_glass.record(one, time_zone) for one in board.openings]
    return [bullets(lines)] if lines else []


def _messages(board: ConsoleBoard, now: datetime) -> list[Block]:
    """How far what goes to many people has got, with the reason for each that failed."""
    lines: list[Line] = []
    failed: list[Line] = []
    buttons: list[ButtonElement] = []
    if board.report:
        lines.append((bold("Matches: "), deliveries.progress(board.report)))
        failed += deliveries.failures(board.report.failed)
        buttons += deliveries.report_buttons(board.report)
    for label, report in _reports(board):
        lines.append((bold(f"{label}: "), _progress(report)))
        failed += deliveries.failures(report.failed)
    if _can_try_again(board, now):
        exchange_id = board.exchange.exchange_id
        buttons.append(button("Try these messages again", ids.CONSOLE_RETRY, exchange_id))
    if not lines:
        return []
    blocks: list[Block] = [DividerBlock(), header("Messages"), bullets(lines)]
    if failed:
        blocks += [section("These people could not be reached:"), bullets(failed)]
    return [*blocks, actions(*buttons)] if buttons else blocks


def _reports(board: ConsoleBoard) -> list[tuple[str, MessageReport]]:
    """Those that there are any messages of."""
    every = (("Invitations", board.invitations), ("Last message to all", board.bulletin))
    return [(label, one) for label, one in every if one != MessageReport()]


def _can_try_again(board: ConsoleBoard, now: datetime) -> bool:
    """Nobody can accept an invitation any more once joining has ended."""
    exchange, organizer = board.exchange, board.exchange.organizer_ids[0]
    inviting = rules.allowed(rules.check_can_invite, exchange, organizer, now)
    writing = rules.allowed(check_can_write, exchange, organizer)
    return bool((inviting and board.invitations.failed) or (writing and board.bulletin.failed))


def _progress(report: MessageReport) -> str:
    words = f"{report.sent_count} sent"
    if report.waiting_count:
        words += f", {report.waiting_count} on the way"
    return f"{words}, {len(report.failed)} failed." if report.failed else f"{words}."


def _people(board: ConsoleBoard, place: str, now: datetime) -> list[Block]:
    blocks: list[Block] = [DividerBlock(), header("People"), section(_counts(board))]
    if _awaits_answers(board):
        blocks += _silent(board, now)
    blocks.append(_whom(board))
    lines = [_person(one, board.exchange) for one in board.roster.people]
    blocks.append(bullets(lines) if lines else small("There is nobody here yet."))
    return [*blocks, *_paging(board, place)]


def _awaits_answers(board: ConsoleBoard) -> bool:
    """Once names have been drawn nobody can answer an invitation, and silence means nothing."""
    is_undrawn = rules.allowed(rules.check_can_leave, board.exchange)
    return is_undrawn and board.silent_count > 0


def _counts(board: ConsoleBoard) -> str:
    """How many there are of each; of those who have declined nothing else is told."""
    parts = [f"{board.joined_count} joined"]
    if _awaits_answers(board):
        parts.append(f"{board.silent_count} silent")
    if board.declined_count:
        parts.append(f"{board.declined_count} declined")
    if board.left_count:
        parts.append(f"{board.left_count} left")
    return f"{', '.join(parts)}."


def _whom(board: ConsoleBoard) -> SectionBlock:
    exchange_id = board.exchange.exchange_id
    options = {
        standing: Option(text=plain(label), value=place_of(exchange_id, standing, 0))
        for standing, label in CALLED.items()
    }
    shown = StaticSelectElement(
        action_id=ids.CONSOLE_FILTER,
        placeholder=plain("Whom to show"),
        options=list(options.values()),
        initial_option=options[board.roster.standing],
    )
    return section("Show", shown)


def _silent(board: ConsoleBoard, now: datetime) -> list[Block]:
    """Those who may be reminded, and why the others may not."""
    count, rest = board.remindable_count, board.silent_count - board.remindable_count
    blocks: list[Block] = []
    if count:
        who = "1 person" if count == 1 else f"{count} people"
        sure = confirmation(
            f"Remind {who}?",
            "They were invited and have not answered. Each gets one direct message, now.",
            "Remind",
        )
        exchange_id = board.exchange.exchange_id
        blocks.append(actions(button(f"Remind {who}", ids.REMIND, exchange_id, confirm=sure)))
    if rest:
        whom = f"{rest} who {'is' if rest == 1 else 'are'} silent"
        blocks.append(small(f"No reminder now for {whom}: {_why_not(board.exchange, now)}"))
    return blocks


def _why_not(exchange: Exchange, now: datetime) -> str:
    """Nobody can accept an invitation any more once joining has ended."""
    if not rules.allowed(rules.check_can_join, exchange, now):
        return "joining has ended. If you postpone the draw, people can join again."
    return (
        "everybody gets two at most, a day apart, and none in the first day after the invitation "
        "or once they have stopped them."
    )


def _person(one: Placed, exchange: Exchange) -> Line:
    words = f": {CALLED[one.standing].lower()}"
    if one.joined_at:
        on = one.joined_at.astimezone(ZoneInfo(exchange.time_zone)).date()
        words += f", since {day(on)}"
    return (mention(one.user_id), words)


def _paging(board: ConsoleBoard, place: str) -> Sequence[Block]:
    exchange_id, roster = board.exchange.exchange_id, board.roster
    turning = TURNING.buttons(
        roster.page, roster.last_page, lambda to: place_of(exchange_id, roster.standing, to)
    )
    where = [paging.where(roster.page, roster.last_page)] if roster.last_page else []
    return [*where, actions(button("Refresh", ids.CONSOLE_REFRESH, place), *turning)]


def reminded(count: int) -> Message:
    """For the organizer who wanted it."""
    if not count:
        words = "Nobody can be reminded just now: they have answered, or have been reminded lately."
        return Message("Nobody is reminded.", (section(words),))
    who = "1 person gets a reminder" if count == 1 else f"{count} people get a reminder"
    return Message(f"{who}.", (section(f"{who} now."),))


def trying_again(count: int) -> Message:
    """For the organizer who pressed the button."""
    if not count:
        words = "There is nothing to try again: every message has arrived or is on its way."
    else:
        words = f"{'1 message is' if count == 1 else f'{count} messages are'} on the way again."
    return Message(words, (section(words),))
