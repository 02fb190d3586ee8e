"""What is said of the file with everybody in an exchange."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot import ids
from bot.views.blocks import button, section
from bot.views.message import Message, escaped
from core.domain.snapshots import Exchange


def export_button(exchange: Exchange) -> ButtonElement:
    """For organizers."""
    return button("Export as CSV", ids.EXPORT, exchange.exchange_id)


def comment(exchange: Exchange) -> str:
    """The words above the file, in mrkdwn."""
    return (
        f"Everybody in {escaped(exchange.name)}, as it stands now. "
        "Who gives to whom is not in this file."
    )


def writing() -> Message:
    """While it is put together."""
    words = (
        "I am writing the file, and it comes as a direct message from me. With thousands of people "
        "this takes a minute. You may close this."
    )
    return Message("One moment, please.", (section(words),))


def sent() -> Message:
    return Message("The file is there.", (section("The file is in your direct messages with me."),))


def not_sent() -> Message:
    words = (
        "Slack did not take the file. Nothing is lost: please close this, and press Export as CSV "
        "once more in a minute."
    )
    return Message("The file could not be sent.", (section(words),))


def not_allowed() -> Message:
    words = (
        "This workspace has not yet allowed me to send files. Please ask whoever looks after "
        "Kringle here to install it again with its newest manifest, and press Export as CSV then."
    )
    return Message("The file could not be sent.", (section(words),))
