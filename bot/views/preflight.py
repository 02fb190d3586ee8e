"""An exchange looked over before its draw: what organizers may want to see to, and what comes of
it for others."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot import explaining, ids
from bot.views import drawing
from bot.views.blocks import actions, button, confirmation, own_words, section
from bot.views.deliveries import REASONS, reason
from bot.views.message import Message
from bot.views.text import Line, bold, bullets, emoji, moment, paragraph, people, typed
from core.domain.errors import RefusedAs
from core.domain.snapshots import Exchange, FailedDelivery, LeftOut, Preflight
from core.domain.types import ExchangeStatus, UserId

MAX_PEOPLE = 20
MAX_REASONS = 10
#: So many are asked about once more, and left out, while the organizer waits.
ASKED_AGAIN = 20
WHY = {
    RefusedAs.DEACTIVATED: "deactivated",
    RefusedAs.GUEST: "a guest now",
    RefusedAs.STRANGER: "not of this workspace any more",
    RefusedAs.BOT: "a bot",
}


def told(found: Preflight, news: Line = ()) -> Message:
    """To each organizer, before the draw. `news`: what they have just done about it."""
    first: list[Block] = [paragraph(*news)] if news else []
    if found.is_ready:
        return Message("All is ready for the draw.", (*first, *_ready(found)))
    blocks = (*first, _lead(found.exchange), *_to_see_to(found))
    if found.exchange.status == ExchangeStatus.STALLED:
        return Message("Names are not drawn yet. The exchange waits for you.", blocks)
    return Message("Before names are drawn, there is something to see to.", blocks)


def _ready(found: Preflight) -> list[Block]:
    lead = paragraph(
        emoji("white_check_mark"),
        " All is ready in ",
        typed(found.exchange.name, strong=True),
        ". Names are drawn by themselves, and you need not be there.",
    )
    lines: list[Line] = [explaining.drawability(found.drawability), *_wishless(found)]
    return [lead, _draw(found.exchange), bullets([*lines, *_silent(found)])]


def _lead(exchange: Exchange) -> Block:
    """The deadline may have passed since the message was sent: then nothing is drawn by itself."""
    name = typed(exchange.name, strong=True)
    if exchange.status == ExchangeStatus.STALLED:
        return paragraph("Names are not drawn yet in ", name, ": it waits for you.")
    return paragraph("Before names are drawn in ", name, ", there is something to see to:")


def _to_see_to(found: Preflight) -> list[Block]:
    exchange, state = found.exchange, found.drawability
    blocks: list[Block] = []
    if found.unable:
        blocks += _unable(exchange, found.unable)
    if found.unreachable:
        blocks += _unreachable(found.unreachable)
    if found.blocked:
        blocks.append(section(_standstill(found.blocked)))
    if state.is_drawable and exchange.status == ExchangeStatus.OPEN:
        blocks.append(_draw(exchange))
        blocks.append(bullets([explaining.drawability(state)]))
    else:
        blocks += drawing.standing(exchange, state)
    if lines := [*_wishless(found), *_silent(found)]:
        blocks.append(bullets(lines))
    if found.unasked_count:
        ask = button("Ask for wishlists", ids.ASK_FOR_WISHES, exchange.exchange_id)
        blocks.append(actions(ask))
    return blocks


def _draw(exchange: Exchange) -> Block:
    return own_words(f"*Draw:* {moment(exchange.draw_at, exchange.time_zone)}")


def _unable(exchange: Exchange, unable: Sequence[tuple[UserId, RefusedAs]]) -> list[Block]:
    lines: list[Line] = []
    for why, words in WHY.items():
        if who := [user_id for user_id, reason in unable if reason == why]:
            lines.append((people(who, MAX_PEOPLE), f": {words}."))
    lead = (
        "As far as Slack tells me, these can't take part any more. If they stay in, somebody "
        "draws them:"
    )
    return [paragraph(lead), bullets(lines), actions(_leave_out(exchange, len(unable)))]


def _leave_out(exchange: Exchange, count: int) -> ButtonElement:
    whom = "this person" if count == 1 else f"these {count} people"
    if count > ASKED_AGAIN:
        whom = f"{ASKED_AGAIN} of these {count} people; the others come next"
    sure = confirmation(
        "Leave them out?",
        f"{exchange.name}\n\nI ask Slack once more about {whom}. Whoever still can't take part is "
        "taken out: nobody draws them, and they draw nobody.",
        "Leave out",
    )
    label = "Leave them out"
    return button(label, ids.LEAVE_OUT, exchange.exchange_id, style="primary", confirm=sure)


def _unreachable(unreachable: Sequence[FailedDelivery]) -> list[Block]:
    by_reason: dict[str, list[UserId]] = {}
    for one in unreachable:
        by_reason.setdefault(reason(one.error), []).append(one.user_id)
    lines: list[Line] = [
        (people(who, MAX_PEOPLE), f": {words}.") for words, who in by_reason.items()
    ]
    if len(lines) > MAX_REASONS:
        lines = [*lines[:MAX_REASONS], (f"… and {len(lines) - MAX_REASONS} more reasons",)]
    lead = (
        "My last message to these did not arrive. They find their match in Kringle's Home tab, and "
        "with /santa status; please tell them:"
    )
    return [paragraph(lead), bullets(lines)]


def _standstill(error: str) -> str:
    why = REASONS.get(error, f"Slack answered “{error}”")
    return f"At the moment Slack takes nothing from Kringle in this workspace. {why}."


def _wishless(found: Preflight) -> list[Line]:
    """Names are no secret here: whoever draws them sees it, too."""
    if not found.wishless:
        return []
    count = len(found.wishless)
    has = "1 person has" if count == 1 else f"{count} people have"
    asked = "" if found.unasked_count else " They have been asked, or want no reminders."
    who = people(found.wishless, MAX_PEOPLE)
    return [(bold(f"{has} no wishlist yet: "), who, f".{asked}")]


def _silent(found: Preflight) -> list[Line]:
    """How many, and not who: declining is quiet."""
    if not found.silent_count:
        return []
    has = "1 person has" if found.silent_count == 1 else f"{found.silent_count} people have"
    return [(f"{has} not answered their invitation. {_reminded(found)}",)]


def _reminded(found: Preflight) -> str:
    if found.exchange.status == ExchangeStatus.STALLED:
        return "They can join once it is postponed."
    if not found.reminded_count:
        return "They get no further reminder; you can write to them."
    whom = "them" if found.reminded_count == found.silent_count else "some of them"
    return f"I remind {whom} by myself."


def left_out(left: LeftOut) -> Message:
    """In place of the message whose button was pressed."""
    return told(left.found, _who_is_out(left))


def _who_is_out(left: LeftOut) -> Line:
    """Another organizer may have pressed the same button before."""
    if left.gone:
        is_are = "is" if len(left.gone) == 1 else "are"
        return (people(left.gone, MAX_PEOPLE), f" {is_are} left out.")
    if left.able:
        return ("Slack says that they can take part after all, so nobody is left out.",)
    if left.found.unable:
        return ()
    everybody = "as far as Slack tells me, everybody who is in can take part"
    return (f"This has been seen to already: {everybody}.",)


def asked(found: Preflight, count: int) -> Message:
    """In place of the message whose button was pressed."""
    if not count:
        return told(found, ("Everybody without a wishlist has been asked already.",))
    who = "1 person is" if count == 1 else f"{count} people are"
    return told(found, (f"{who} asked for a wishlist.",))


def wishes_wanted(exchange: Exchange) -> Message:
    """To somebody who has joined and written no wishlist."""
    blocks = (
        paragraph(
            emoji("memo"),
            " Whoever draws you in ",
            typed(exchange.name, strong=True),
            " would be glad of an idea: you have no wishlist yet. One wish is enough.",
        ),
        _draw(exchange),
        actions(button("My wishlist", ids.WISHLIST, exchange.exchange_id, style="primary")),
    )
    return Message("A wishlist would help whoever draws you.", blocks)


def taken_out(exchange: Exchange) -> Message:
    """To somebody who was left out."""
    words: Line = (
        "You take no part in ",
        typed(exchange.name, strong=True),
        " any more: only full members of this workspace can, and Slack says that you are not one. "
        "If that is wrong, or changes, /santa join lets you in until names are drawn. "
        "Questions? Ask ",
        people(exchange.organizer_ids, 5),
        ".",
    )
    return Message("You take no part in a Secret Santa any more.", (paragraph(*words),))
