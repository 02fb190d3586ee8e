"""What holds for a whole workspace: the form for its admins, and whom it keeps from creating."""

from __future__ import annotations

from slack_sdk.models.blocks import Option, RadioButtonsElement, UserMultiSelectElement
from slack_sdk.models.views import View

from bot import ids, wording
from bot.views.blocks import field, modal, plain, section
from bot.views.message import Message
from bot.views.text import Line, paragraph, people
from core.domain.errors import NotCreator
from core.domain.rules import MAX_CREATORS
from core.domain.snapshots import Creators
from core.domain.types import WhoCreates

CHOICES = {
    WhoCreates.EVERYONE: "Everyone",
    WhoCreates.ADMINS: "Admins only",
    WhoCreates.NAMED: "Admins, and the people named below",
}


def settings(creators: Creators) -> View:
    """It remembers what is set now: only what is changed in it counts."""
    options = {who: Option(text=plain(words), value=who) for who, words in CHOICES.items()}
    choice = RadioButtonsElement(
        options=list(options.values()), initial_option=options[creators.who]
    )
    named = UserMultiSelectElement(
        initial_users=list(creators.named) or None,
        max_selected_items=MAX_CREATORS,
        placeholder=plain("Choose people"),
    )
    return modal(
        ids.SETTINGS_VIEW,
        "Settings",
        [
            section("These settings hold for everybody in this workspace."),
            field(ids.WHO_CREATES, "Who may start an exchange?", choice),
            field(
                ids.CREATORS,
                "People",
                named,
                hint="They count where people are named. Exchanges that exist stay as they are, "
                "and everybody may join.",
                optional=True,
            ),
        ],
        submit="Save",
        close="Cancel",
        remember={"who": creators.who, "named": ",".join(creators.named)},
    )


def changed(creators: Creators) -> Message:
    """For the admin who saved it."""
    words: dict[WhoCreates, Line] = {
        WhoCreates.EVERYONE: ("Everyone in this workspace may start an exchange.",),
        WhoCreates.ADMINS: ("Only admins of this workspace may start an exchange now.",),
        WhoCreates.NAMED: (
            "Admins may start an exchange in this workspace, and ",
            people(creators.named),
            ".",
        ),
    }
    return Message("The settings are saved.", (paragraph(*words[creators.who]),))


def may_not_create(refused: NotCreator) -> Message:
    """For somebody whom this workspace does not let start an exchange: whom to ask."""
    title = "In this workspace not everybody starts exchanges."
    if not refused.named:
        return Message(title, (section(wording.explain(refused)),))
    ask: Line = (
        "In this workspace admins and the people they have named start the exchanges. Ask one of "
        "them, ",
        people(refused.named, 10),
        ": they can start it and hand it over to you.",
    )
    return Message(title, (paragraph(*ask),))
