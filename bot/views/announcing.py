"""What organizers read when Slack does not take their announcement, or no newer state of it."""

from __future__ import annotations

from bot.views.blocks import section
from bot.views.message import Message
from bot.views.text import Line, channel, paragraph, typed
from core.domain.snapshots import Exchange, RefusedAnnouncement

#: Slack's error codes where nobody can write any more, and where Kringle alone cannot.
CLOSED = {
    "is_archived": "the channel has been archived",
    "is_inactive": "the channel has been archived or deleted",
}
HIDDEN = frozenset({"channel_not_found", "not_in_channel"})
DELETED = "message_not_found"


def unannounced(refused: RefusedAnnouncement) -> Message:
    """When Slack did not take the announcement."""
    exchange, error = refused.exchange, refused.error
    if error is None:
        posted: Line = (_named(exchange), " is announced in ", _place(exchange), " after all.")
        return Message("Your exchange is announced.", (paragraph(*posted),))
    # Whoever was in a public channel is not in it any more when it is unarchived: slack.com/help,
    # Archive or delete a channel.
    cure = "Unarchive it and type /invite @Kringle there."
    if error not in CLOSED:
        cure = "Type /invite @Kringle there, and make sure that I may post."
    why = f": {CLOSED[error]}." if error in CLOSED else "."
    blocks = (
        paragraph("I could not announce ", _named(exchange), " in ", _place(exchange), why),
        section(
            f"{cure} I keep trying, and the announcement appears by itself. "
            f"Until then {_joining(exchange, error)}."
        ),
    )
    return Message("Your exchange could not be announced yet.", blocks)


def outdated(refused: RefusedAnnouncement) -> Message:
    """When the announcement is out, and Slack does not let it be rewritten."""
    exchange, error = refused.exchange, refused.error
    what: Line = ("the announcement of ", _named(exchange), " in ", _place(exchange))
    if error is None:
        mended = paragraph("For a while I could not update ", *what, ". It is up to date again.")
        return Message("Your announcement is up to date again.", (mended,))
    but = "but" if _nobody_joins(exchange, error) else "and"
    blocks = (
        paragraph("I could not update ", *what, f": {_reason(error)}."),
        section(
            f"The exchange goes on, {but} {_joining(exchange, error)}. {_remedy(exchange, error)}"
        ),
    )
    return Message("Your announcement could not be updated.", blocks)


def _reason(error: str) -> str:
    if error in HIDDEN:
        return "I can't see the channel any more"
    if error == DELETED:
        return "the message has been deleted"
    return CLOSED.get(error, f"Slack answered “{error}”")


def _remedy(exchange: Exchange, error: str) -> str:
    """What to do next, so that it is right again."""
    if error in CLOSED:
        to = "let others in" if exchange.channel_is_private else "have the announcement back"
        return (
            f"To {to}, unarchive the channel and type /invite @Kringle there: the announcement "
            "catches up with the next change."
        )
    if error in HIDDEN:
        return "Type /invite @Kringle there, and the announcement catches up with the next change."
    if error == DELETED:
        return "Please tell people so, because the Join button is gone with the message."
    return "What the announcement says may be old; /santa status shows how things stand."


def _joining(exchange: Exchange, error: str) -> str:
    """Whether one can join without the announcement."""
    if _nobody_joins(exchange, error):
        return "nobody else can join, because the channel is private"
    where = "there" if exchange.channel_is_private else "in any channel"
    return f"people can join by typing /santa join {where}"


def _nobody_joins(exchange: Exchange, error: str) -> bool:
    """An exchange of a private channel is known in that channel alone, where nobody types now."""
    return exchange.channel_is_private and error in CLOSED


def _named(exchange: Exchange) -> Line:
    return typed(exchange.name, strong=True)


def _place(exchange: Exchange) -> Line:
    return (channel(exchange.channel_id),)
