"""Who must not draw whom: the list, and what came of changing it. `excluding` has the forms."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    MarkdownTextObject,
    Option,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import explaining, ids
from bot.views import drawing, paging
from bot.views.blocks import actions, button, modal, own_words, plain, section, small
from bot.views.message import Message
from bot.views.text import FORGOTTEN, cut, paragraph, typed
from core.domain import rules
from core.domain.forgetting import is_forgotten
from core.domain.rules import MAX_GROUP
from core.domain.snapshots import Drawability, Exchange, Exclusion, ExclusionBoard, Relaxation
from core.domain.types import (
    ExchangeStatus,
    ExclusionKind,
    NewExclusion,
    OriginKind,
    UserId,
)

NO_REPEATS = (
    "No repeats: as far as that works out, nobody draws somebody they gave to here before. "
    "This looks back at"
)
PAGE_SIZE = 40
TURNING = paging.Turning(ids.EXCLUSIONS_PAGE_BACK, ids.EXCLUSIONS_PAGE)
MAX_ADDED = 20
MAX_MEMBERS_NAMED = 10
MAX_CALLED = 200
CALLED = {
    OriginKind.TEAM: "Team",
    OriginKind.USERGROUP: "User group",
    OriginKind.CHANNEL: "Channel",
}


def board(board: ExclusionBoard, page: int = 0) -> View:
    exchange_id = board.exchange.exchange_id
    pages = paging.cut_up(board.exclusions, PAGE_SIZE)
    page = paging.nearest(page, len(pages))
    shown = pages[page]
    blocks: list[Block] = [
        paragraph(typed(board.exchange.name, strong=True)),
        *_introduction(board),
        *_adding(board),
        *(_line(board, exclusion) for exclusion in shown),
    ]
    if board.private_count:
        blocks.append(small(_private(board.private_count)))
    elif not shown:
        blocks.append(small("There are no exclusions yet."))
    blocks += TURNING.foot(page, len(pages) - 1, lambda to: f"{exchange_id}:{to}")
    remember: dict[str, str | int] = {"exchange": exchange_id, "page": page}
    return modal(ids.EXCLUSIONS_VIEW, "Exclusions", blocks, remember=remember)


def _introduction(board: ExclusionBoard) -> list[Block]:
    if not board.is_organizer:
        return [
            section(
                "Say whom you would rather not draw. Only you can see it; the organizers just see "
                "how many such exclusions there are."
            )
        ]
    blocks: list[Block] = [section("Who must not draw whom. Only organizers see the list.")]
    if board.drawability:
        blocks += _standing(board.drawability)
        if buttons := _steps(board.exchange, board.drawability):
            blocks.append(actions(*buttons))
    if board.has_past and _is_open(board):
        blocks.append(_no_repeats(board.exchange))
    return blocks


def _no_repeats(exchange: Exchange) -> SectionBlock:
    options = [
        Option(text=plain(last_ones(count)), value=f"{exchange.exchange_id}:{count}")
        for count in range(rules.MAX_NO_REPEATS + 1)
    ]
    chosen = StaticSelectElement(
        action_id=ids.NO_REPEATS,
        placeholder=plain("Choose"),
        options=options,
        initial_option=options[min(exchange.no_repeats, rules.MAX_NO_REPEATS)],
    )
    return section(NO_REPEATS, chosen)


def last_ones(count: int) -> str:
    if count == 0:
        return "Nothing: repeats are fine"
    return "Their last exchange" if count == 1 else f"Their last {count} exchanges"


def _standing(state: Drawability) -> list[Block]:
    blocks: list[Block] = [paragraph(*explaining.drawability(state))]
    if fewest := explaining.fewest(state):
        blocks.append(paragraph(*fewest))
    return blocks + drawing.in_the_way(state)


def _steps(exchange: Exchange, state: Drawability) -> list[ButtonElement]:
    """What makes it work, and what goes on with an exchange that has missed its draw."""
    if exchange.status == ExchangeStatus.STALLED:
        return drawing.next_steps(exchange, state, relaxing=True)
    return drawing.relax_buttons(exchange, state)


def _adding(board: ExclusionBoard) -> list[Block]:
    if not _is_open(board):
        return [small("Exclusions can't be changed any more.")]
    if not board.is_organizer:
        return [actions(_add("Someone I'd rather not draw", ids.EXCLUSION_ADD_OWN, "own", board))]
    return [
        actions(
            _add("Keep people apart", ids.EXCLUSION_ADD_GROUP, "group", board),
            _add("One-way", ids.EXCLUSION_ADD_ONE_WAY, "one_way", board),
        )
    ]


def _add(label: str, action_id: str, form: str, board: ExclusionBoard) -> ButtonElement:
    return button(label, action_id, f"{form}:{board.exchange.exchange_id}")


def _is_open(board: ExclusionBoard) -> bool:
    """Whoever sees a board organizes the exchange or takes part, so only its status decides."""
    organizer = board.exchange.organizer_ids[0]
    return rules.allowed(rules.check_exclusions_open, board.exchange, organizer, takes_part=True)


def _line(board: ExclusionBoard, exclusion: Exclusion) -> SectionBlock:
    remove = button(
        "Remove",
        ids.EXCLUSION_REMOVE,
        f"{board.exchange.exchange_id}:{exclusion.exclusion_id}",
    )
    return _stated(exclusion, remove=remove if _is_open(board) else None)


def _stated(
    exclusion: Exclusion, more: str = "", remove: ButtonElement | None = None
) -> SectionBlock:
    """What people call a group stands beneath it, where Slack shows it as it was typed."""
    words = MarkdownTextObject(text=f"{_sentence(exclusion)}{more}")
    called = CALLED[exclusion.origin.kind] if exclusion.origin and exclusion.origin.name else ""
    name = exclusion.origin.name if exclusion.origin else ""
    fields = [plain(cut(f"{called}: {name}", MAX_CALLED))] if called else None
    return SectionBlock(text=words, fields=fields, accessory=remove)


def _list(exclusions: Sequence[Exclusion | NewExclusion]) -> str:
    lines = [_sentence(exclusion) for exclusion in exclusions[:MAX_ADDED]]
    if more := len(exclusions) - len(lines):
        lines.append(f"… and {more} more")
    return "\n".join(lines)


def _sentence(exclusion: Exclusion | NewExclusion) -> str:
    if exclusion.kind == ExclusionKind.ONE_WAY:
        giver, recipient = exclusion.people
        return f"<@{giver}> does not draw <@{recipient}>."
    others = "each other" if len(exclusion.people) == 2 else "one another"
    is_channel = exclusion.origin and exclusion.origin.kind == OriginKind.CHANNEL
    # Slack shows the name of a private channel to its members alone.
    of = f"<#{exclusion.origin.key}>: " if exclusion.origin and is_channel else ""
    most = MAX_MEMBERS_NAMED if exclusion.origin else MAX_GROUP
    return f"{of}{_all(exclusion.people, most)} do not draw {others}."


def _all(user_ids: tuple[UserId, ...], most: int) -> str:
    """Everybody by mention: even a group of a hundred fits into one section."""
    shown = [f"<@{user_id}>" for user_id in user_ids[:most]]
    if more := len(user_ids) - len(shown):
        shown.append(f"{more:,} more")
    *most_of_them, last = shown
    return f"{', '.join(most_of_them)} and {last}"


def _private(count: int) -> str:
    if count == 1:
        return "1 more exclusion is private: only whoever set it for themselves can see it."
    return f"{count} more exclusions are private: only those who set them for themselves see them."


def added(board: ExclusionBoard, asked: Sequence[Exclusion | NewExclusion]) -> Message:
    """What `/santa exclude @a @b` answers: what was asked for, some of it perhaps not new."""
    blocks: list[Block] = [paragraph("Noted for ", typed(board.exchange.name, strong=True), ".")]
    blocks.append(own_words(_list(asked)))
    buttons = [button("Exclusions", ids.EXCLUSIONS, board.exchange.exchange_id)]
    if board.drawability:
        blocks += _standing(board.drawability)
        buttons = drawing.relax_buttons(board.exchange, board.drawability) + buttons
    return Message("Your exclusion is noted.", (*blocks, actions(*buttons)))


def asked(count: int) -> Message:
    """For the organizer who wanted it."""
    who = "1 person is" if count == 1 else f"{count} people are"
    words = (
        f"{who} asked to reconsider, in a direct message. Who they are stays between them and me."
    )
    return Message("They are asked to reconsider.", (section(words),))


def reconsider(exchange: Exchange) -> Message:
    """To somebody whose private exclusions stand in the way. It names nobody."""
    blocks = (
        paragraph("Names can't be drawn in ", typed(exchange.name, strong=True), " as it stands."),
        section(
            "Whom you would rather not draw is part of it. Could you do without one of your "
            "exclusions? Nobody else knows that you have any, or that I ask you."
        ),
        actions(button("Your exclusions", ids.EXCLUSIONS, exchange.exchange_id)),
    )
    return Message("Could you do without one of your exclusions?", blocks)


def relax(exchange: Exchange, relax: Relaxation) -> View:
    """The form that lists all that stands in the way of the draw, and removes it."""
    listed = [_stated(one, f"\nSet by {_name(one.set_by)}.") for one in relax.exclusions]
    is_one = len(relax.exclusions) == 1
    introduction = (
        "Without this exclusion names can be drawn. Whoever set it is not told."
        if is_one
        else "Without these exclusions names can be drawn. Those who set them are not told."
    )
    if not relax.is_secret:
        introduction = f"{introduction} {explaining.CERTAIN}"
    return modal(
        ids.RELAX_VIEW,
        "Remove an exclusion" if is_one else "Remove exclusions",
        [paragraph(typed(exchange.name, strong=True)), section(introduction), *listed],
        submit="Remove it" if is_one else "Remove these",
        close="Cancel",
        remember={
            "exchange": exchange.exchange_id,
            "exclusions": ",".join(one.exclusion_id for one in relax.exclusions),
        },
    )


def relaxed(board: ExclusionBoard) -> Message:
    """What became of it, for who removed what stood in the way; and the next step."""
    name = typed(board.exchange.name, strong=True)
    blocks: list[Block] = [paragraph("Removed. As it stands now in ", name, ":")]
    if board.drawability:
        blocks += drawing.standing(board.exchange, board.drawability)
    return Message("The exclusions are removed: see whether names can be drawn.", tuple(blocks))


def _name(user_id: str) -> str:
    return FORGOTTEN if is_forgotten(user_id) else f"<@{user_id}>"
