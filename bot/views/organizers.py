"""Who organizes an exchange: the form that changes it, and what those read whom it concerns."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, ButtonElement, UserMultiSelectElement
from slack_sdk.models.views import View

from bot import ids
from bot.views import drawing
from bot.views.blocks import actions, button, field, modal, own_words, plain, section
from bot.views.exchanges import facts
from bot.views.message import Message
from bot.views.text import Line, Part, channel, emoji, mention, paragraph, people, typed
from core.domain import rules
from core.domain.rules import MAX_ORGANIZERS
from core.domain.snapshots import Exchange, OrganizerNotice, OrganizersChanged
from core.domain.types import ExchangeStatus, UserId


def open_button(exchange: Exchange) -> list[ButtonElement]:
    """For organizers, while it may be changed."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if not rules.allowed(rules.check_can_change_organizers, exchange, organizer):
        return []
    return [button("Organizers", ids.ORGANIZERS, exchange.exchange_id)]


def form(exchange: Exchange) -> View:
    """It remembers who organizes it now: only what is changed in it counts."""
    choice = UserMultiSelectElement(
        initial_users=list(exchange.organizer_ids),
        max_selected_items=MAX_ORGANIZERS,
        placeholder=plain("Choose people"),
    )
    hint = (
        "Each of them can do what you can, and none of them sees who gives to whom. To hand the "
        "exchange over, add somebody and remove yourself. Who takes part stays as it is."
    )
    return modal(
        ids.ORGANIZERS_VIEW,
        "Organizers",
        [section(exchange.name), field(ids.ORGANIZERS_FIELD, "Organizers", choice, hint=hint)],
        submit="Save",
        close="Cancel",
        remember={
            "exchange": exchange.exchange_id,
            "organizers": ",".join(exchange.organizer_ids),
        },
    )


def changed(changed: OrganizersChanged, caller_id: UserId) -> Message:
    """For the organizer who changed it."""
    exchange = changed.exchange
    if not (changed.added or changed.removed):
        return Message("Nothing has changed.", (paragraph(*_organized(exchange, " is still ")),))
    blocks: list[Block] = [paragraph(*_organized(exchange, " is now "))]
    news = "Whoever is new or no longer among them is told."
    if caller_id in changed.removed:
        news = f"You are not among them any more. {news}"
    blocks.append(section(news))
    return Message("The organizers are changed.", tuple(blocks))


def _organized(exchange: Exchange, how: str) -> Line:
    name = typed(exchange.name, strong=True)
    return (name, how, "organized by ", people(exchange.organizer_ids), ".")


def welcome(notice: OrganizerNotice) -> Message:
    """For somebody who has become an organizer: what they can do from now on."""
    exchange = notice.exchange
    who: Part = mention(notice.made_by) if notice.made_by else "Somebody"
    blocks: list[Block] = [
        paragraph(
            emoji("key"),
            " ",
            who,
            " made you an organizer of ",
            typed(exchange.name, strong=True),
            " in ",
            channel(exchange.channel_id),
            ".",
        ),
        section(_duties(exchange)),
    ]
    if notice.drawability:
        missed = own_words("Names could not be drawn in time, and it waits for you:")
        blocks += [missed, *drawing.standing(exchange, notice.drawability)]
        return Message("You are an organizer now, and the draw waits for you.", tuple(blocks))
    blocks += [facts(exchange), actions(*_first_steps(exchange))]
    return Message("You are an organizer of a Secret Santa now.", tuple(blocks))


def _first_steps(exchange: Exchange) -> list[ButtonElement]:
    """To look around; what ends or moves the exchange is found under *Manage* in its status."""
    organizer = exchange.organizer_ids[0]
    steps = [button("Status", ids.STATUS, style="primary")]
    if rules.allowed(rules.check_exclusions_open, exchange, organizer, takes_part=False):
        steps.append(button("See exclusions", ids.EXCLUSIONS, exchange.exchange_id))
    return steps + open_button(exchange)


def _duties(exchange: Exchange) -> str:
    kept = "Who gives to whom stays secret from you, too."
    if exchange.status == ExchangeStatus.DRAWN:
        return (
            "Names have been drawn. Its status shows whether the matches have arrived; under "
            f"Manage there you can have one sent again, and cancel the exchange. {kept}"
        )
    return (
        "Names are drawn by themselves, and you get the reports. Its status shows who has joined "
        "and whether names can be drawn; under Manage there you can say who must not draw whom, "
        f"draw early, postpone or cancel. {kept} To organize is not to take part: for that, join."
    )


def relieved(exchange: Exchange) -> Message:
    """For somebody whom another has taken off the organizers."""
    words: Line = (
        "You don't organize ",
        typed(exchange.name, strong=True),
        " any more; ",
        people(exchange.organizer_ids, 5),
        " will look after it. If you take part, you still do.",
    )
    return Message("You don't organize a Secret Santa any more.", (paragraph(*words),))
