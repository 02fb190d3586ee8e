"""How the matches got on, for organizers. It says whom a message did not reach, never more."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, UserSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, field, modal, plain, section
from bot.views.message import Message
from bot.views.text import Line, bullets, emoji, mention, paragraph, people, typed
from core.domain import rules
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import DeliveryReport, Exchange, FailedDelivery
from core.domain.types import UserId

MAX_REASONS = 20
MAX_PEOPLE = 30

_DEACTIVATED = "Their Slack account is deactivated"
_UNKNOWN = "Slack does not know this account any more"
_NO_MESSAGES = "They, or this workspace, take no direct messages from apps"
_NOT_ALLOWED = (
    "This workspace does not let Kringle write to them; a workspace admin can change that"
)
_TOKEN = "Kringle's access to this workspace has ended; it has to be installed again"  # noqa: S105  # words, no secret
_SLACK = "Slack had a problem, or was too busy"
#: Slack's error codes as an organizer understands them.
REASONS = {
    "unreadable": "Kringle could not read whom they drew; whoever runs it should check its keys",
    "withdrawn": "The exchange had moved on",
    "user_disabled": _DEACTIVATED,
    "user_deactivated": _DEACTIVATED,
    "channel_not_found": _UNKNOWN,
    "user_not_found": _UNKNOWN,
    "users_not_found": _UNKNOWN,
    "user_not_visible": "They are not visible to Kringle in this workspace",
    "is_archived": "The conversation with them is archived",
    "cannot_dm_bot": "This account is a bot, and bots can't write to bots",
    "cannot_dm_self": "This account is Kringle itself",
    "messages_tab_disabled": "Direct messages to Kringle are switched off: the app's messages tab "
    "has to be enabled",
    "not_in_channel": _NO_MESSAGES,
    "im_disabled": _NO_MESSAGES,
    "restricted_action": _NOT_ALLOWED,
    "restricted_action_non_threadable_channel": _NOT_ALLOWED,
    "restricted_action_read_only_channel": _NOT_ALLOWED,
    "restricted_action_thread_only_channel": _NOT_ALLOWED,
    "team_access_not_granted": _NOT_ALLOWED,
    "access_denied": _NOT_ALLOWED,
    "no_permission": _NOT_ALLOWED,
    "missing_scope": _NOT_ALLOWED,
    "ekm_access_denied": _NOT_ALLOWED,
    "account_inactive": _TOKEN,
    "invalid_auth": _TOKEN,
    "not_authed": _TOKEN,
    "token_revoked": _TOKEN,
    "token_expired": _TOKEN,
    "team_not_found": _TOKEN,
    "ratelimited": _SLACK,
    "rate_limited": _SLACK,
    "fatal_error": _SLACK,
    "internal_error": _SLACK,
    "request_timeout": _SLACK,
    "service_unavailable": _SLACK,
    "team_added_to_org": "This workspace is being moved into an organization; try again later",
}


def report(report: DeliveryReport) -> Message:
    exchange = report.exchange
    blocks: list[Block] = [
        paragraph(
            emoji("mailbox_with_mail"),
            " ",
            typed(exchange.name, strong=True),
            f": {progress(report)}",
        )
    ]
    if report.repeat_count:
        blocks.append(section(repeats(report)))
    if report.failed:
        blocks.append(paragraph("These people could not be reached:"))
        blocks.append(bullets(failures(report.failed)))
    if buttons := report_buttons(report):
        blocks.append(actions(*buttons))
    return Message(progress(report), tuple(blocks))


def repeats(report: DeliveryReport) -> str:
    """How many matches repeat an earlier one; no number where it would tell of each of them.

    Were nearly everybody to repeat, whoever says to whom they gave last year would say to whom they
    give now; and with three people a single match tells them all.
    """
    count, total = report.repeat_count, _total(report)
    if total <= MIN_PEOPLE:
        return (
            f"With {MIN_PEOPLE} people there are only two ways to draw, so people give to somebody "
            "they gave to before."
        )
    who = "1 person gives" if count == 1 else f"{count} people give"
    who = "More than half of the people give" if 2 * count > total else who
    return (
        f"{who} to somebody they gave to before, because names could not be drawn otherwise. "
        "What is longest ago was repeated first."
    )


def progress(report: DeliveryReport) -> str:
    """How many matches have arrived of how many, and where the others are."""
    failed, waiting = len(report.failed), report.waiting_count
    total = _total(report)
    words = f"{report.sent_count} of {total} matches have been sent."
    if waiting:
        words += f" {waiting} {'is' if waiting == 1 else 'are'} on the way."
    if failed:
        words += f" {failed} could not be delivered."
    if report.unnamed_count:
        words += f" {unnamed(report)}"
    return f"{words} {_standstill(report.blocked)}" if waiting and report.blocked else words


def unnamed(report: DeliveryReport) -> str:
    count = report.unnamed_count
    who = "1 person" if count == 1 else f"{count} people"
    return f"{who} could not be told that their match has changed; who that is would tell too much."


def _total(report: DeliveryReport) -> int:
    failed = len(report.failed) + report.unnamed_count
    return report.sent_count + report.waiting_count + failed


def _standstill(error: str) -> str:
    return (
        f"At the moment Slack takes nothing from Kringle here. {reason(error)}. "
        "Everything waits, and goes out by itself afterwards."
    )


def report_buttons(report: DeliveryReport) -> list[ButtonElement]:
    exchange = report.exchange
    if not _may_retry(exchange):
        return []
    again = button("Send one again", ids.RESEND, exchange.exchange_id)
    return [*retry_buttons(report), again]


def retry_buttons(report: DeliveryReport) -> list[ButtonElement]:
    """Where a match has not arrived."""
    exchange = report.exchange
    if not _may_retry(exchange) or not (report.failed or report.unnamed_count):
        return []
    return [button("Try those again", ids.RETRY, exchange.exchange_id, style="primary")]


def _may_retry(exchange: Exchange) -> bool:
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they see a report
    return rules.allowed(rules.check_can_retry, exchange, organizer)


def failures(failed: Sequence[FailedDelivery]) -> list[Line]:
    """One line per reason, with everybody it holds for."""
    by_reason: dict[str, list[UserId]] = {}
    for one in failed:
        by_reason.setdefault(reason(one.error), []).append(one.user_id)
    lines: list[Line] = [
        (people(user_ids, MAX_PEOPLE), f": {words}.") for words, user_ids in by_reason.items()
    ]
    if len(lines) > MAX_REASONS:
        return [*lines[:MAX_REASONS], (f"… and {len(lines) - MAX_REASONS} more reasons",)]
    return lines


def reason(code: str) -> str:
    return REASONS.get(code, f"Slack answered “{code}”")


def resend_form(exchange: Exchange) -> View:
    """For an organizer: whoever lost sight of their match gets it once more."""
    who = field(
        ids.RESEND_TO,
        "Who should get their match again?",
        UserSelectElement(placeholder=plain("Choose a person")),
        hint="They get the same match in a new message. You don't get to see it.",
    )
    return modal(
        ids.RESEND_VIEW,
        "Send a match again",
        (section(exchange.name), who),
        submit="Send again",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def resent(user_id: UserId) -> Message:
    """For the organizer who asked for it."""
    words: Line = (mention(user_id), " gets their match once more, the same one. A report follows.")
    return Message("The match is on its way again.", (paragraph(*words),))


def retrying(count: int) -> Message:
    """For the organizer who pressed the button."""
    what = "One message is" if count == 1 else f"{count} messages are"
    words = f"{what} on the way again, with the same matches. A new report follows."
    return Message(words, (section(words),))
