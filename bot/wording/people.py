"""Who cannot take part, and who cannot organize."""

from __future__ import annotations

from collections.abc import Mapping

from bot.wording.phrases import listed
from core.domain import errors
from core.domain.errors import RefusedAs
from core.domain.types import UserId

PERSON_REFUSED = {
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
