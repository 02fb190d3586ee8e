"""The form that changes an exchange, and the news of another draw time."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, InputBlock, Option, StaticSelectElement
from slack_sdk.models.views import View

from bot import ids, wording
from bot.views import invitations, planning, reveals
from bot.views.blocks import actions, button, field, modal, own_words, plain, section, small
from bot.views.exchanges import join_button
from bot.views.exclusions import last_ones
from bot.views.message import Message
from bot.views.text import Line, channel, emoji, moment, paragraph, typed
from core.domain import editing, rules
from core.domain.editing import EDITABLE, Details, EditField, Marks
from core.domain.snapshots import Edited, Exchange, Invitation
from core.domain.types import ExchangeStatus

#: The reveal goes along with these.
MOVING = frozenset({EditField.DRAW_AT, EditField.EXCHANGE_ON})
CALLED = {
    EditField.NAME: "the name",
    EditField.DRAW_AT: "the draw",
    EditField.EXCHANGE_ON: "the exchange day",
    EditField.BUDGET: "the budget",
    EditField.MESSAGE: "the message",
    EditField.ENVELOPES: "sealed envelopes",
    EditField.NO_REPEATS: "how far back nobody is drawn again",
}
DRAWN_MEANWHILE = (
    "Names have been drawn meanwhile, so what is gone from this form can't be changed any more. "
    "Look over the rest, then press Save."
)


def open_button(exchange: Exchange) -> list[ButtonElement]:
    """For organizers, while there is something to change."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if not rules.allowed(editing.check_can_edit, exchange, organizer):
        return []
    return [button("Edit", ids.EDIT, exchange.exchange_id)]


def form(
    exchange: Exchange, details: Details, shown: Marks, *, more: bool = False, notice: str = ""
) -> View:
    """Filled in like `details`, with what may be changed now. `shown` are the marks of what it
    showed at first: only what differs from that is changed by it."""
    may = EDITABLE[exchange.status]
    fields: list[Block] = list(_fields(details) if EditField.NAME in may else ())
    fields += [
        planning.exchange_on_field(details.exchange_on),
        *planning.budget_fields(details.budget, focus=False),
        planning.message_field(details.message),
    ]
    if EditField.ENVELOPES in may:
        fields += _more_fields(details) if more else _way_to_more()
    blocks = [*([section(notice)] if notice else []), _fixed(exchange), *fields]
    marks = ",".join(shown.get(one, "") for one in EditField)
    return modal(
        ids.EDIT_VIEW,
        "Edit",
        blocks,
        submit="Save",
        close="Cancel",
        remember={"exchange": exchange.exchange_id, "shown": marks},
    )


def _fields(details: Details) -> Sequence[InputBlock]:
    return planning.name_field(details.name, focus=False), planning.draw_at_field(details.draw_at)


def _fixed(exchange: Exchange) -> Block:
    """What cannot be changed, and why."""
    where: Line = ("Announced in ", channel(exchange.channel_id))
    if exchange.status == ExchangeStatus.DRAWN:
        why = (
            ". Names are drawn, so its name, the draw and how matches are sent stay as they are; "
            "the channel does, too."
        )
    else:
        why = (
            ", which can't be changed: people look for it there. To announce it elsewhere, cancel "
            "it and start another."
        )
    return paragraph(*where, why)


def _more_fields(details: Details) -> Sequence[InputBlock]:
    options = [
        Option(text=plain(last_ones(count)), value=str(count))
        for count in range(rules.MAX_NO_REPEATS + 1)
    ]
    chosen = StaticSelectElement(
        options=options, initial_option=options[min(details.no_repeats, rules.MAX_NO_REPEATS)]
    )
    hint = "As far as it works out, nobody draws somebody they gave to in these."
    return [
        planning.envelopes_field(details.has_envelopes),
        field(ids.EDIT_REPEATS, "No repeats", chosen, hint=hint),
    ]


def _way_to_more() -> Sequence[Block]:
    more = actions(button("More options", ids.EDIT_MORE))
    return [more, small("Sealed envelopes, no repeats")]


def lost_meanwhile(exchange: Exchange) -> str:
    """What a form with all the fields says of those that it cannot show any more; empty when there
    are none."""
    return "" if EditField.NAME in EDITABLE[exchange.status] else DRAWN_MEANWHILE


def changed_meanwhile(fields: Sequence[str]) -> str:
    """What the form says, shown again with all that was typed."""
    called = wording.listed(CALLED[EditField(one)] for one in fields)
    return (
        f"Somebody else has changed {called} meanwhile. What you typed stands below: press Save "
        "again to have it your way, or Cancel to leave it as it is now."
    )


def edited(edited: Edited) -> Message:
    """For the organizer who changed it."""
    name = typed(edited.exchange.name, strong=True)
    if not edited.fields:
        return Message("Nothing has changed.", (paragraph("Nothing has changed in ", name, "."),))
    called = wording.listed(CALLED[EditField(one)] for one in edited.fields)
    blocks: list[Block] = [paragraph("Saved in ", name, f": {called}.")]
    if {*edited.fields} & editing.ANNOUNCED:
        blocks.append(section("The announcement says so, too."))
    if EditField.DRAW_AT in edited.fields:
        blocks.append(own_words(_when(edited.exchange)))
        blocks.append(section("Everybody in it, and who was invited, is told of the new time."))
    if {*edited.fields} & MOVING:
        blocks += map(own_words, reveals.facts(edited.exchange))
    return Message("Your changes are saved.", tuple(blocks))


def moved(exchange: Exchange, *, in_channel: bool) -> Message:
    """To everybody in it, and in the channel for those who have not joined."""
    return _moved(exchange, [join_button(exchange)] if in_channel else [])


def moved_for_invited(invitation: Invitation) -> Message:
    """For whoever was invited and has not answered."""
    exchange = invitation.exchange
    return _moved(exchange, invitations.answer_buttons(exchange))


def _moved(exchange: Exchange, buttons: Sequence[ButtonElement]) -> Message:
    name = typed(exchange.name, strong=True)
    blocks: list[Block] = [
        paragraph(emoji("calendar"), " The draw of ", name, " has moved."),
        own_words(_when(exchange)),
    ]
    if buttons:
        blocks.append(actions(*buttons))
    return Message("The draw of a Secret Santa has moved.", tuple(blocks))


def _when(exchange: Exchange) -> str:
    return f"*Draw:* {moment(exchange.draw_at, exchange.time_zone)}"
