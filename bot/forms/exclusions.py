"""The forms about who must not draw whom."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.forms.fields import field, remembered
from core.domain.types import ExclusionKind, NewExclusion, UserId


def read_exclusion(view: dict[str, Any], caller_id: UserId) -> NewExclusion:
    """From the form "group", "one_way" or "own"; two people of a group are a mutual exclusion."""
    form = remembered(view).get("form")
    if form == "group":
        people = field(view, ids.EXCLUSION_PEOPLE).get("selected_users") or ()
        return apart(tuple(UserId(one) for one in people))
    recipient = field(view, ids.EXCLUSION_RECIPIENT).get("selected_user")
    giver = field(view, ids.EXCLUSION_GIVER).get("selected_user") if form == "one_way" else None
    return one_way(UserId(giver or caller_id), UserId(recipient or ""))


def read_members(view: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The channels, and the user groups, whose members are to be kept apart."""
    channels = field(view, ids.EXCLUSION_CHANNELS).get("selected_conversations") or ()
    groups = field(view, ids.EXCLUSION_USERGROUPS).get("selected_options") or ()
    return [str(one) for one in channels], [str(one.get("value")) for one in groups]


def apart(people: tuple[UserId, ...]) -> NewExclusion:
    kind = ExclusionKind.MUTUAL if len(people) == 2 else ExclusionKind.GROUP
    return NewExclusion(kind, people)


def read_relaxed(view: dict[str, Any]) -> tuple[str, frozenset[str]]:
    """The exchange, and the ids of the exclusions that the form has listed."""
    known = remembered(view)
    listed = str(known.get("exclusions") or "")
    return str(known.get("exchange")), frozenset(listed.split(",")) - {""}


def one_way(giver: UserId, recipient: UserId) -> NewExclusion:
    return NewExclusion(ExclusionKind.ONE_WAY, (giver, recipient))
