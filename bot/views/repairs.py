"""People who leave, or are let in, when names have been drawn: what it means, and what came of it.
Nothing here says whose match has changed, or from whom to whom."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, ButtonElement, UserSelectElement
from slack_sdk.models.views import View

from bot import explaining, ids
from bot.views import drawing
from bot.views.blocks import (
    actions,
    button,
    confirmation,
    field,
    modal,
    plain,
    section,
)
from bot.views.message import Message
from bot.views.text import Line, Part, emoji, mention, paragraph, people, typed
from core.domain import rules
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import Drawability, Dropout, Exchange, Outlook, Parting, Repaired
from core.domain.types import UserId

TITLE = "Who takes part"
#: What each way of changing who takes part means for the others.
MEANS = (
    "The fewest possible people get another match, and only they are told. You don't see any match."
)
ADVICE = (
    "Take them out to remove what stands in the way, let somebody in for them with "
    f"“{TITLE}”, or cancel the exchange."
)


def open_button(exchange: Exchange) -> list[ButtonElement]:
    """For organizers of a drawn exchange."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if not rules.allowed(rules.check_can_repair, exchange, organizer):
        return []
    return [button(TITLE, ids.REPAIRS, exchange.exchange_id)]


def leave_button(exchange: Exchange) -> ButtonElement:
    """Where names have been drawn."""
    sure = confirmation(
        "Leave this exchange?",
        f"{exchange.name}\n\nNames have been drawn. Somebody else gives to your match, and you get "
        "nothing here. Those whose match changes are told. You can't come back by yourself.",
        "Leave",
        danger=True,
    )
    return button("Leave", ids.DROP_OUT, exchange.exchange_id, confirm=sure)


def confirm_leaving(exchange: Exchange) -> Message:
    """What somebody reads before they leave, however they have asked for it."""
    blocks = (
        paragraph("Leave ", typed(exchange.name, strong=True), "?"),
        section(
            "Names have been drawn already. If you leave, somebody else gives to your match, and "
            "nobody gives to you any more. Those whose match changes are told, and that somebody "
            "has left, but not who; the organizers see it. You can't come back by yourself."
        ),
        actions(button("Leave", ids.DROP_OUT, exchange.exchange_id, style="danger")),
    )
    return Message("Names have been drawn. Leave all the same?", blocks)


def parted(parting: Parting, caller_id: UserId) -> Message:
    """For whoever has left, or wanted to."""
    exchange, name = parting.exchange, typed(parting.exchange.name, strong=True)
    if parting.is_out:
        words = paragraph(
            *("You have left ", name, ". Your match does not count any more: somebody else looks "),
            "after it, and there is no gift for you to buy. An organizer could let you in again.",
        )
        return Message("You have left the exchange.", (words,))
    others = [one for one in exchange.organizer_ids if one != caller_id]
    blocks: list[Block] = [
        paragraph("You are still in ", name, ": without you it would not work out for the others.")
    ]
    if others:
        told = ("I have told ", people(others, 5), ", who can do something about it. ")
        blocks.append(paragraph(*told, "Until then your match stays as it is."))
    if caller_id in exchange.organizer_ids:
        blocks.append(section("As an organizer you can look at what stands in the way."))
        blocks.append(actions(*open_button(exchange)))
    return Message("You are still in the exchange.", tuple(blocks))


def form(exchange: Exchange) -> View:
    """Somebody out, somebody in, or one for the other."""
    out = field(
        ids.REPAIR_LEFT,
        "Take out",
        UserSelectElement(placeholder=plain("Choose a person")),
        hint="They are told, and nobody gives to them any more.",
        optional=True,
    )
    late = field(
        ids.REPAIR_JOINED,
        "Let in late",
        UserSelectElement(placeholder=plain("Choose a person")),
        hint="They get a match at once. Together with the above, they take that person's place.",
        optional=True,
    )
    again = button("Draw all names again", ids.REDRAW, exchange.exchange_id)
    return modal(
        ids.REPAIRS_VIEW,
        TITLE,
        [
            paragraph(typed(exchange.name, strong=True), ": names have been drawn."),
            section(MEANS),
            out,
            late,
            actions(again),
        ],
        submit="Change",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def changed(done: Repaired) -> Message:
    """For the organizer who has changed it."""
    blocks = (
        paragraph(
            *(emoji("white_check_mark"), " ", *_whom(done.left, done.joined)),
            *(" in ", typed(done.exchange.name, strong=True), "."),
        ),
        section(_consequence(done.changed_count)),
    )
    return Message("Who takes part is changed.", blocks)


def _whom(left: UserId | None, joined: UserId | None) -> Line:
    if left and joined:
        return (mention(joined), " has taken the place of ", mention(left))
    if joined:
        return (mention(joined), " takes part now")
    return (mention(left or ""), " is out, and does not take part any more")


def _consequence(changed_count: int | None) -> str:
    if changed_count is None:
        return "Whoever has another match because of it is told. Nobody else's has changed."
    if changed_count == 0:
        return "Nobody else's match has changed."
    who = "1 person has" if changed_count == 1 else f"{changed_count} people have"
    return (
        f"{who} another match because of it, and {_is(changed_count)} told. No other has changed."
    )


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def stuck(outlook: Outlook) -> View | Message:
    """Why it cannot be done, and the ways out: a form where exclusions can be removed for it."""
    state, relax = outlook.drawability, drawing.removable(outlook.drawability)
    blocks = _why_not(outlook)
    if relax is None or state.private_count:
        organizer = outlook.exchange.organizer_ids[0]
        ways = [
            *open_button(outlook.exchange),
            *drawing.cancel_buttons(outlook.exchange, organizer),
        ]
        return Message("That does not work out.", (*blocks, *([actions(*ways)] if ways else [])))
    is_one = len(relax.exclusions) == 1
    works = (
        "Without it, it works. Whoever set it is not told."
        if is_one
        else "Without them it works. Those who set them are not told."
    )
    return modal(
        ids.REPAIR_RELAX_VIEW,
        TITLE,
        [*blocks, section(works)],
        submit="Remove and change",
        close="Cancel",
        remember={
            "exchange": outlook.exchange.exchange_id,
            "left": outlook.left or "",
            "joined": outlook.joined or "",
            "exclusions": ",".join(one.exclusion_id for one in relax.exclusions),
        },
    )


def _why_not(outlook: Outlook) -> list[Block]:
    state = outlook.drawability
    name = typed(outlook.exchange.name, strong=True)
    blocks: list[Block] = [paragraph(name, ": nothing has changed.")]
    if state.is_drawable:
        return [*blocks, section("Meanwhile it would work. Please try it once more.")]
    blocks.append(paragraph(*_without(outlook), *_reason(state)))
    blocks += drawing.in_the_way(state)
    advice = "You can also choose somebody who takes their place, or cancel the exchange."
    if not outlook.left:
        advice = "Until then they can't take part."
    return [*blocks, section(advice)]


def _without(outlook: Outlook) -> Line:
    left: Line = ("without ", mention(outlook.left)) if outlook.left else ()
    joined: Line = ("with ", mention(outlook.joined)) if outlook.joined else ()
    both: Part = " and " if left and joined else ""
    return ("It does not work out ", *left, both, *joined, ". ")


def _reason(state: Drawability) -> Line:
    if state.is_too_few:
        return (f"It takes at least {MIN_PEOPLE} people, and {state.joined_count} would be left.",)
    return explaining.drawability(state)


def redraw_form(exchange: Exchange) -> View:
    """The last resort, with all that it means."""
    return modal(
        ids.REDRAW_VIEW,
        "Draw all names again",
        [
            paragraph(typed(exchange.name, strong=True)),
            section(
                f"All {exchange.joined_count} people get a new match in a direct message, and are "
                "told that names were drawn again. Gifts that have been bought may not fit any "
                "more, and anonymous conversations end. This can't be undone."
            ),
            section(
                f"If somebody leaves or comes late, choose “{TITLE}” instead: then nearly "
                "everybody keeps their match."
            ),
        ],
        submit="Draw again",
        close="Cancel",
        remember={"exchange": exchange.exchange_id},
    )


def redrawn(exchange: Exchange) -> Message:
    """For the organizer who asked for it."""
    done = paragraph(
        *(emoji("white_check_mark"), " Names are drawn again in "),
        *(typed(exchange.name, strong=True), ". Everybody gets their new match as a direct "),
        "message now, and you get a report when they have gone out.",
    )
    return Message("Names are drawn again.", (done,))


def has_parted(dropout: Dropout) -> Message:
    """To each organizer: somebody has left by themselves."""
    words = paragraph(
        *(mention(dropout.user_id), " has left ", typed(dropout.exchange.name, strong=True)),
        ". Whoever has another match because of it is told. There is nothing for you to do.",
    )
    return Message("Somebody has left an exchange after the draw.", (words,))


def wants_out(dropout: Dropout) -> Message:
    """To each organizer: somebody would like to leave, and it does not work out."""
    exchange, state = dropout.exchange, dropout.drawability
    text = "Somebody would like to leave an exchange, and needs you."
    name = typed(exchange.name, strong=True)
    blocks: list[Block] = [
        paragraph(mention(dropout.user_id), " would like to leave ", name, "."),
    ]
    if not dropout.takes_part:
        return Message(text, (*blocks, section("They are out meanwhile; nothing more to do.")))
    if state and not state.is_drawable:
        blocks.append(paragraph("Without them it does not work out. ", *_reason(state)))
        blocks += drawing.in_the_way(state)
        blocks.append(section(ADVICE))
    elif state:
        blocks.append(section(f"By now it works out without them. {MEANS}"))
    return Message(text, (*blocks, actions(*_ways(exchange, dropout.user_id))))


def deactivated(dropout: Dropout) -> Message:
    """To each organizer: somebody has no account any more."""
    exchange = dropout.exchange
    text = "Somebody's Slack account was deactivated."
    who: Line = (
        *(mention(dropout.user_id), "'s Slack account was deactivated. "),
        *("They took part in ", typed(exchange.name, strong=True)),
    )
    if not dropout.takes_part:
        out = " and are out now. If they come back before names are drawn, they can join again."
        return Message(text, (paragraph(*who, out),))
    blocks = (
        paragraph(*who, ", where names have been drawn: somebody gives to them in vain."),
        section(f"Take them out, and whoever they give to is looked after. {MEANS}"),
        actions(*_ways(exchange, dropout.user_id)),
    )
    return Message(text, blocks)


def _ways(exchange: Exchange, user_id: UserId) -> list[ButtonElement]:
    organizer = exchange.organizer_ids[0]
    sure = confirmation("Take them out?", f"{exchange.name}\n\n{MEANS}", "Take them out")
    out = button(
        "Take them out",
        ids.TAKE_OUT,
        f"{exchange.exchange_id}:{user_id}",
        style="primary",
        confirm=sure,
    )
    return [out, *open_button(exchange), *drawing.cancel_buttons(exchange, organizer)]


def taken_out(exchange: Exchange) -> Message:
    """To whoever an organizer has taken out."""
    words = paragraph(
        *("An organizer has taken you out of ", typed(exchange.name, strong=True), ". Your match "),
        "does not count any more: somebody else looks after it, and there is no gift for you to "
        "buy. If that is a mistake, ask ",
        *(people(exchange.organizer_ids, 5), "."),
    )
    return Message("You don't take part in an exchange any more.", (words,))
