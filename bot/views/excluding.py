"""The forms that say who must not draw whom."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationMultiSelectElement,
    InputBlock,
    StaticMultiSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import ids
from bot.views.blocks import actions, button, field, modal, plain, section
from bot.views.invitations import group_options
from bot.views.message import Message
from core.domain.rules import MAX_GROUP

#: So many channels, and user groups, are made groups of in one go.
MAX_AT_ONCE = 20
TITLES = {
    "group": "Keep people apart",
    "one_way": "One-way exclusion",
    "own": "Rather not draw",
}


def add(exchange_id: str, form: str, usergroups: Sequence[tuple[str, str]] = ()) -> View:
    """The form "group", "one_way" or "own". `usergroups` are the workspace's, id and name."""
    forms = {"group": lambda: _group(usergroups), "one_way": _one_way, "own": _own}
    return modal(
        ids.EXCLUSION_ADD_VIEW,
        TITLES[form],
        forms[form](),
        submit="Add",
        close="Cancel",
        remember={"exchange": exchange_id, "form": form},
    )


def _group(usergroups: Sequence[tuple[str, str]]) -> list[InputBlock]:
    choice = UserMultiSelectElement(
        max_selected_items=MAX_GROUP, placeholder=plain("Choose people")
    )
    channels = ConversationMultiSelectElement(
        max_selected_items=MAX_AT_ONCE,
        placeholder=plain("Choose channels"),
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = "Two or more, for instance a couple or a team. None of them draws another."
    each = "The members of each channel are a group of their own, as they are now."
    blocks = [
        field(ids.EXCLUSION_PEOPLE, "People", choice, hint=hint, optional=True),
        field(ids.EXCLUSION_CHANNELS, "Members of channels", channels, hint=each, optional=True),
    ]
    if usergroups:
        groups = StaticMultiSelectElement(
            max_selected_items=MAX_AT_ONCE,
            placeholder=plain("Choose user groups"),
            options=group_options(usergroups),
        )
        hint = "The members of each are a group of their own, too."
        blocks.append(
            field(
                ids.EXCLUSION_USERGROUPS, "Members of user groups", groups, hint=hint, optional=True
            )
        )
    return blocks


def reading_members() -> Message:
    """While a large channel is read."""
    words = "I am reading who they are. You may close this: I go on."
    return Message("One moment, please.", (section(words),))


def kept_apart(exchange_id: str) -> Message:
    """After that."""
    see = actions(button("Exclusions", ids.EXCLUSIONS, exchange_id))
    words = section("Done: they do not draw one another.")
    return Message("They are kept apart.", (words, see))


def _one_way() -> list[InputBlock]:
    hint = "The other way round stays possible."
    return [
        field(ids.EXCLUSION_GIVER, "Giver", _person()),
        field(ids.EXCLUSION_RECIPIENT, "Must not draw", _person(), hint=hint),
    ]


def _own() -> list[InputBlock]:
    hint = "Nobody is told, and nobody but you can see it."
    return [field(ids.EXCLUSION_RECIPIENT, "I would rather not draw", _person(), hint=hint)]


def _person() -> UserSelectElement:
    return UserSelectElement(placeholder=plain("Choose a person"))
