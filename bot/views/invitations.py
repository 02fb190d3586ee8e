"""Asking people to take part: the organizer's form, the message that asks, and the answers."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConversationFilter,
    ConversationSelectElement,
    Option,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views import participation
from bot.views.blocks import actions, button, field, modal, plain, section, small
from bot.views.exchanges import facts
from bot.views.message import Message
from bot.views.text import Line, bullets, cut, emoji, mention, paragraph, people, quote, typed
from core.domain.errors import RefusedAs
from core.domain.snapshots import Exchange, Invitation, Invited, Joined
from core.domain.types import ExchangeStatus, ParticipantStatus, UserId

MAX_GROUPS = 100
MAX_GROUP_NAME = 75
MAX_NAMED = 20

REFUSED = {
    RefusedAs.BOT: "bots and apps",
    RefusedAs.DEACTIVATED: "deactivated accounts",
    RefusedAs.STRANGER: "accounts of other workspaces",
    RefusedAs.GUEST: "guests",
}
NO_MORE = "You get no more reminders, in no exchange of this workspace."
CLOSED = {
    ExchangeStatus.OPEN: "the deadline has passed",
    ExchangeStatus.STALLED: "the deadline has passed",
    ExchangeStatus.DRAWN: "names have been drawn",
    ExchangeStatus.COMPLETED: "it is over",
    ExchangeStatus.CANCELLED: "it was cancelled",
}


def invite_form(exchange: Exchange, groups: Sequence[tuple[str, str]]) -> View:
    """`groups` are the workspace's user groups, id and name."""
    whom = UserMultiSelectElement(placeholder=plain("Choose people"))
    channel = ConversationSelectElement(
        placeholder=plain("Choose a channel"),
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    blocks: list[Block] = [
        section(exchange.name),
        field(ids.INVITE_PEOPLE, "People", whom, optional=True),
        field(ids.INVITE_CHANNEL, "Everybody in a channel", channel, optional=True),
    ]
    if groups:
        options = group_options(groups)
        group = StaticSelectElement(placeholder=plain("Choose a group"), options=options)
        blocks.append(field(ids.INVITE_GROUP, "A user group", group, optional=True))
    blocks.append(actions(button("From a file (CSV or Excel)", ids.ROSTER, exchange.exchange_id)))
    blocks.append(
        small(
            "Each of them gets one direct message that says who added them, with Accept and "
            "Decline. Nobody takes part without accepting."
        )
    )
    return modal(
        ids.INVITE_VIEW,
        "Invite people",
        blocks,
        submit="Invite",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def group_options(groups: Sequence[tuple[str, str]]) -> list[Option]:
    """As many user groups as a menu holds."""
    return [
        Option(text=plain(cut(name, MAX_GROUP_NAME)), value=group_id)
        for group_id, name in groups[:MAX_GROUPS]
    ]


def gathering() -> Message:
    """For an organizer, while a large channel is read."""
    words = (
        "I am reading who they are, which can take a few minutes for thousands. You may close "
        "this: I go on, and /santa status shows how many have been invited."
    )
    return Message("One moment, please.", (section(words),))


def invited(result: Invited) -> Message:
    """For the organizer who asked for it."""
    name = typed(result.exchange.name, strong=True)
    count = len(result.invited)
    if count:
        who: Line = (people(result.invited, MAX_NAMED), ".")
        text = "1 person is invited." if count == 1 else f"{count} people are invited."
        lead = paragraph(emoji("love_letter"), f" {text[:-1]} to ", name, ": ", who)
    else:
        text = "Nobody new is invited."
        lead = paragraph("Nobody new is invited to ", name, ".")
    lines = _left_out(result)
    return Message(text, (lead, bullets(lines)) if lines else (lead,))


def _left_out(result: Invited) -> list[Line]:
    """Who was not invited, and why. Those who declined stand among all who were asked before."""
    lines: list[Line] = []
    if result.joined:
        lines.append((f"Already in ({len(result.joined)}): ", *_named(result.joined)))
    if result.asked:
        why = "Asked before, or left, so not asked again"
        lines.append((f"{why} ({len(result.asked)}): ", *_named(result.asked)))
    for reason, words in REFUSED.items():
        if refused := [user_id for user_id, why in result.refused if why == reason]:
            lines.append((f"Can't take part, {words} ({len(refused)}): ", *_named(refused)))
    if result.names_caller:
        lines.append(("You need no invitation: the Join button lets you in.",))
    return lines


def _named(user_ids: Sequence[UserId]) -> Line:
    return (people(user_ids, MAX_NAMED), ".")


def shown(invitation: Invitation) -> Message:
    """The message to whoever was invited, as it stands for them now."""
    if invitation.status == ParticipantStatus.INVITED and invitation.is_open:
        return _asking(invitation, _invites(invitation))
    message = _answered(invitation)
    if invitation.gets_reminders:
        return message
    resume = actions(resume_button(invitation.exchange))
    return Message(message.text, (*message.blocks, resume, small(NO_MORE)))


def _answered(invitation: Invitation) -> Message:
    """For whoever is not asked any more."""
    if invitation.status == ParticipantStatus.JOINED:
        return participation.joined(Joined(invitation.exchange, is_new=False))
    return _declined(invitation) if invitation.is_open else _closed(invitation)


def reminder(invitation: Invitation) -> Message:
    """Before the draw, for whoever has not answered."""
    lead = paragraph(
        emoji("bell"),
        " You have not answered yet: ",
        *_who(invitation, " has invited you to ", "You are invited to "),
        typed(invitation.exchange.name, strong=True),
        ".",
    )
    message = _asking(invitation, lead, button("No more reminders", ids.REMINDERS_STOP))
    return Message("A Secret Santa waits for your answer.", message.blocks)


def cancelled(invitation: Invitation) -> Message:
    """For whoever was invited and has not answered."""
    exchange = invitation.exchange
    words = paragraph(
        typed(exchange.name, strong=True),
        ", to which you were invited, was cancelled. There is nothing you need to do.",
    )
    return Message("A Secret Santa you were invited to was cancelled.", (words,))


def resume_button(exchange: Exchange | None = None) -> ButtonElement:
    """Beneath an invitation, or in App Home, where it says nothing of an exchange."""
    value = exchange.exchange_id if exchange else None
    return button("Remind me again", ids.REMINDERS_RESUME, value)


def resumed() -> Message:
    words = "You get reminders again. They come at most twice before a draw you are invited to."
    return Message("You get reminders again.", (section(words),))


def _invites(invitation: Invitation) -> Block:
    return paragraph(
        emoji("love_letter"),
        " ",
        *_who(invitation, " invites you to ", "You are invited to "),
        typed(invitation.exchange.name, strong=True),
        ", a Secret Santa.",
    )


def _who(invitation: Invitation, invites: str, otherwise: str) -> Line:
    if invitation.invited_by is None:
        return (otherwise,)
    return (mention(invitation.invited_by), invites)


def _asking(invitation: Invitation, lead: Block, *more: ButtonElement) -> Message:
    exchange = invitation.exchange
    blocks: list[Block] = [lead, facts(exchange)]
    if exchange.message:
        blocks.append(quote(typed(exchange.message)))
    blocks.append(
        section(
            "If you accept, you learn by direct message whom you give to, and nobody else gets to "
            "know. If you decline, nobody is told."
        )
    )
    buttons = answer_buttons(exchange)
    for one in more:
        one.value = exchange.exchange_id
        buttons.append(one)
    if not invitation.gets_reminders:
        buttons.append(resume_button(exchange))
    blocks.append(actions(*buttons))
    if not invitation.gets_reminders:
        blocks.append(small(NO_MORE))
    return Message("You are invited to a Secret Santa.", tuple(blocks))


def answer_buttons(exchange: Exchange) -> list[ButtonElement]:
    """For whoever was invited and has not answered."""
    return [
        button("Accept", ids.ACCEPT, exchange.exchange_id, style="primary"),
        button("Decline", ids.DECLINE, exchange.exchange_id),
    ]


def _declined(invitation: Invitation) -> Message:
    exchange = invitation.exchange
    words = paragraph(
        "You take no part in ",
        typed(exchange.name, strong=True),
        ". Nobody is told, and you are not asked again. Should you change your mind, you can join "
        "until names are drawn.",
    )
    after_all = actions(button("Join after all", ids.ACCEPT, exchange.exchange_id))
    return Message("You take no part.", (words, after_all))


def _closed(invitation: Invitation) -> Message:
    exchange = invitation.exchange
    name, out = typed(exchange.name, strong=True), ""
    if invitation.status == ParticipantStatus.DECLINED:
        out = " You take no part, and nobody is told."
    words = paragraph("Joining ", name, f" has closed: {CLOSED[exchange.status]}.{out}")
    return Message("Joining has closed.", (words,))
