"""Everything about the draw: asking for it, the match it brings, and what stands in its way."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, ButtonElement

from bot import explaining, ids
from bot.views import news
from bot.views.blocks import actions, button, confirmation, header, own_words, section
from bot.views.exchanges import day_and_budget
from bot.views.gifts import ready_button
from bot.views.matches import whom
from bot.views.message import Message
from bot.views.talk import ask_button
from bot.views.text import (
    Line,
    bold,
    bullets,
    cut,
    emoji,
    moment,
    paragraph,
    typed,
)
from bot.views.wishlists import wish_line
from core.domain import rules
from core.domain.rules import MAX_REMOVED
from core.domain.snapshots import (
    Drawability,
    Exchange,
    Match,
    Relaxation,
    StalledNotice,
    Wishlist,
)
from core.domain.types import ExchangeStatus, UserId, Wish

#: Slack itself posts longer messages more than once, so a match stays well below 4,000 characters
#: (bolt-python#764): name, wishes and notes below, and our own words.
MAX_MATCH_WISHES = 1900
MAX_MATCH_NOTES = 400


def match(match: Match) -> Message:
    """The only message that tells who gives to whom, and it tells no more than that: its single
    mention is the recipient, and a notification shows `text`, which names nobody."""
    exchange = match.exchange
    blocks: list[Block] = [
        header(exchange.name),
        *news.why(match.news),
        paragraph(*whom(match)),
    ]
    if facts := day_and_budget(exchange):
        blocks.append(own_words("\n".join(facts)))
    blocks += _wishes(match.wishlist)
    whole = button("See the whole wishlist", ids.SHOW_MATCH, exchange.exchange_id)
    blocks.append(actions(whole, ask_button(exchange), ready_button(exchange)))
    return Message(f"{news.headline(match.news)} See whom you give to.", tuple(blocks))


def _wishes(wishlist: Wishlist) -> list[Block]:
    blocks: list[Block] = []
    shown = _first_wishes(wishlist.items)
    if shown:
        lines = [wish_line(wish) for wish in shown]
        if more := len(wishlist.items) - len(shown):
            lines.append((f"… and {more} more",))
        blocks += [paragraph(bold("On the wishlist")), bullets(lines)]
    notes = (("Rather not: ", wishlist.dislikes), ("Delivery notes: ", wishlist.delivery_notes))
    for label, text in notes:
        if text:
            blocks.append(paragraph(bold(label), typed(cut(text, MAX_MATCH_NOTES))))
    return blocks or [
        section("The wishlist is still empty. It may be filled in: look again later.")
    ]


def _first_wishes(wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    room = MAX_MATCH_WISHES
    for index, wish in enumerate(wishes):
        room -= len(wish.title) + len(wish.link) + len(wish.note)
        if room < 0:
            return wishes[:index]
    return wishes


def stalled(notice: StalledNotice) -> Message:
    """To each organizer, when the deadline has come and names could not be drawn."""
    exchange, state = notice.exchange, notice.drawability
    blocks: list[Block] = [
        paragraph(
            "Names could not be drawn in ",
            typed(exchange.name, strong=True),
            ". Nothing is lost; it waits for you.",
        ),
        own_words(f"*Planned for:* {moment(exchange.draw_at, exchange.time_zone)}"),
        *standing(exchange, state, "Meanwhile it works. " if state.is_drawable else ""),
    ]
    return Message("Names could not be drawn. The exchange waits for you.", tuple(blocks))


def broken(exchange: Exchange) -> Message:
    """To each organizer, when Kringle itself failed at the deadline."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    blocks: list[Block] = [
        paragraph(
            "Names could not be drawn in ",
            typed(exchange.name, strong=True),
            ": something went wrong in Kringle itself. Nothing is lost, and nobody has a match.",
        ),
        section(
            "Draw once more, or postpone it. If it happens once more, whoever runs Kringle "
            "finds the cause in its log."
        ),
        actions(
            draw_button(exchange),
            button("Postpone", ids.POSTPONE, exchange.exchange_id),
            *cancel_buttons(exchange, organizer),
        ),
    ]
    return Message("Names could not be drawn. The exchange waits for you.", tuple(blocks))


def undrawable(notice: StalledNotice) -> Message:
    """To each organizer, when a participant's exclusion leaves no valid draw: there is time yet."""
    exchange, state = notice.exchange, notice.drawability
    blocks: list[Block] = [
        paragraph(
            "Somebody added an exclusion in ",
            typed(exchange.name, strong=True),
            ", and as it stands now:",
        ),
        *standing(exchange, state),
    ]
    return Message("An exclusion was added: see whether names can still be drawn.", tuple(blocks))


def standing(exchange: Exchange, state: Drawability, before: str = "") -> list[Block]:
    """Whether it can be drawn, what stands in the way, and what an organizer can do now."""
    blocks: list[Block] = [paragraph(before, *_reason(exchange, state)), *in_the_way(state)]
    if exchange.status == ExchangeStatus.OPEN:
        blocks.append(own_words(f"*Draw:* {moment(exchange.draw_at, exchange.time_zone)}"))
    if ways := ways_out(exchange, state, relaxing=True):
        blocks.append(actions(*ways))
    return blocks


def _reason(exchange: Exchange, state: Drawability) -> Line:
    reason = explaining.drawability(state)
    if state.is_drawable:
        is_late = exchange.status == ExchangeStatus.STALLED
        wait = " Draw now, or postpone to let more people join." if is_late else ""
        return (*reason, wait)
    if state.is_too_few:
        return (*reason, " Postpone the draw and invite more people, or cancel the exchange.")
    if state.relax:
        return reason
    if state.private_count:
        return (*reason, " Ask them to reconsider, or postpone and let more people join.")
    return (*reason, " Remove an exclusion among them, or postpone and let more people join.")


def in_the_way(state: Drawability) -> list[Block]:
    """The exclusions without which it would work, where that is known."""
    if state.relax is None:
        return []
    lead, lines = explaining.relaxation(state.relax)
    blocks: list[Block] = [paragraph(lead), bullets(lines)]
    if not state.relax.is_secret:
        blocks.append(section(explaining.CERTAIN))
    if not removable(state):
        blocks.append(section(explaining.TOO_MUCH))
    if state.private_count:
        blocks.append(section(explaining.private_as_well(state)))
    return blocks


def removable(state: Drawability | None) -> Relaxation | None:
    """What stands in the way, where it can be listed, and so be removed, in one form."""
    relax = state.relax if state else None
    return relax if relax and len(relax.exclusions) <= MAX_REMOVED else None


def relax_buttons(exchange: Exchange, state: Drawability | None) -> list[ButtonElement]:
    """Remove what may be seen of what stands in the way, and ask for the rest."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    if state is None or not rules.allowed(rules.check_can_relax, exchange, organizer):
        return []
    buttons = []
    if relax := removable(state):
        label = "Remove it" if len(explaining.to_read(relax)) == 1 else "Remove these"
        buttons.append(button(label, ids.RELAX, exchange.exchange_id, style="primary"))
    if state.private_count:
        buttons.append(button("Ask them to reconsider", ids.RECONSIDER, exchange.exchange_id))
    return buttons


def ways_out(
    exchange: Exchange, state: Drawability | None, *, relaxing: bool = False
) -> list[ButtonElement]:
    """What an organizer may do at once where they are told how it stands: the next steps, look at
    its exclusions, and cancel it. `relaxing`: what stands in the way is shown beside it, and may be
    removed."""
    organizer = exchange.organizer_ids[0]  # each may do the same, and only they are asked
    ways = next_steps(exchange, state, relaxing=relaxing)
    if rules.allowed(rules.check_exclusions_open, exchange, organizer, takes_part=False):
        ways.append(exclusions_button(exchange))
    return [*ways, *cancel_buttons(exchange, organizer)]


def next_steps(
    exchange: Exchange, state: Drawability | None, *, relaxing: bool
) -> list[ButtonElement]:
    """Draw it where that works out, or make it work; or else postpone it."""
    steps = to_draw(exchange, state, relaxing=relaxing)
    return [*steps, *postpone_buttons(exchange, primary=not steps)]


def to_draw(
    exchange: Exchange, state: Drawability | None, *, relaxing: bool = True
) -> list[ButtonElement]:
    organizer = exchange.organizer_ids[0]
    steps = relax_buttons(exchange, state) if relaxing else []
    drawable = state is not None and state.is_drawable
    if drawable and rules.allowed(rules.check_can_draw, exchange, organizer):
        steps.append(draw_button(exchange))
    return steps


def postpone_buttons(exchange: Exchange, *, primary: bool) -> list[ButtonElement]:
    if not rules.allowed(rules.check_can_postpone, exchange, exchange.organizer_ids[0]):
        return []
    style = "primary" if primary else None
    return [button("Postpone", ids.POSTPONE, exchange.exchange_id, style=style)]


def exclusions_button(exchange: Exchange) -> ButtonElement:
    """For organizers: it opens all that they may see."""
    return button("See exclusions", ids.EXCLUSIONS, exchange.exchange_id)


def draw_button(exchange: Exchange) -> ButtonElement:
    sure = confirmation(
        "Draw names now?",
        f"{exchange.name}\n\nEverybody who joined gets their match at once. This can't be undone.",
        "Draw now",
    )
    return button("Draw now", ids.DRAW, exchange.exchange_id, style="primary", confirm=sure)


def cancel_buttons(exchange: Exchange, organizer: UserId) -> list[ButtonElement]:
    if not rules.allowed(rules.check_can_cancel, exchange, organizer):
        return []
    sure = confirmation(
        "Cancel this exchange?",
        f"{exchange.name}\n\nEverybody who joined is told. This can't be undone.",
        "Cancel it",
        danger=True,
    )
    return [
        button("Cancel exchange", ids.CANCEL, exchange.exchange_id, style="danger", confirm=sure)
    ]


def confirm_draw(exchange: Exchange, drawability: Drawability) -> Message:
    """What an organizer reads before drawing by hand."""
    name = paragraph(typed(exchange.name, strong=True))
    if not drawability.is_drawable:
        why = (name, *standing(exchange, drawability))
        return Message("Names can't be drawn now.", why)
    consequence = (
        f"{drawability.joined_count} people get their match as soon as you draw. "
        "Joining ends with it, and this can't be undone."
    )
    blocks: list[Block] = [name, section(consequence)]
    if guessable := explaining.guessable(drawability):
        blocks.append(paragraph(*guessable))
    if fewest := explaining.fewest(drawability):
        blocks.append(paragraph(*fewest))
    if exchange.status == ExchangeStatus.OPEN:
        when = moment(exchange.draw_at, exchange.time_zone)
        blocks.append(own_words(f"If you wait, names are drawn by themselves: {when}"))
    draw = actions(draw_button(exchange))
    return Message("Draw names now?", (*blocks, draw))


def drawn(exchange: Exchange) -> Message:
    """To the organizer who drew by hand. It says what is owed, since nothing is sent yet; or that
    it goes on by itself, where people came and went too fast."""
    if exchange.status == ExchangeStatus.OPEN:
        return _drawn_soon(exchange)
    done = paragraph(
        emoji("white_check_mark"),
        " Names are drawn in ",
        typed(exchange.name, strong=True),
        ". Everybody who joined gets their match as a direct message now, and you get a report "
        "when they have gone out.",
    )
    return Message("Names are drawn.", (done,))


def _drawn_soon(exchange: Exchange) -> Message:
    soon = paragraph(
        emoji("hourglass_flowing_sand"),
        " People joined and left ",
        typed(exchange.name, strong=True),
        " faster than names could be drawn. So joining has ended now, and names are drawn within a "
        "minute. You get a report when the matches have gone out.",
    )
    return Message("Names are drawn within a minute.", (soon,))
