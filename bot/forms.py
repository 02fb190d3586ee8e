"""What people type, read from Slack's JSON into the domain's words. Nothing here is trusted: ids
are looked up again, lengths and amounts are checked again."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot import ids
from bot.gathering import Chosen
from bot.views import reveals
from core.domain import rules
from core.domain.bulletins import Audience
from core.domain.editing import Details, EditField
from core.domain.errors import PlanField, PlanProblem
from core.domain.exchange_day import afternoon_of
from core.domain.snapshots import Exchange
from core.domain.types import (
    Budget,
    ChannelId,
    ExclusionKind,
    NewExclusion,
    Plan,
    Side,
    UserId,
    WhoCreates,
    Wish,
    WishId,
)

# Slack escapes who is named in a command: <@U012ABC> or <@U012ABC|ana>.
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")

Problems = dict[PlanField, PlanProblem]


@dataclass(frozen=True)
class Command:
    """`/santa word rest`, and whom `rest` names."""

    word: str
    rest: str
    people: tuple[UserId, ...]


def read_command(text: str) -> Command:
    word, _, rest = text.strip().partition(" ")
    people = dict.fromkeys(UserId(found) for found in MENTION.findall(rest))
    return Command(word.lower(), unescaped(rest.strip()), tuple(people))


def unescaped(text: str) -> str:
    """What was typed: Slack escapes three characters in a command's text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def named(candidates: Sequence[Exchange], name: str) -> list[Exchange]:
    """The candidates that a name fits: exactly, else by how it begins, else by any part."""
    wanted = name.casefold()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [one for one in candidates if fits(one.name.casefold(), wanted)]
        if found:
            return found
    return []


def remembered(view: dict[str, Any]) -> dict[str, Any]:
    """What the view carries in `private_metadata`; empty when it is not ours."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def read_plan(view: dict[str, Any], *, channel_is_private: bool) -> tuple[Plan, Problems]:
    """The plan, and what could not even be read of it. What the form does not show has its
    default."""
    known = remembered(view)
    budget, problems = _budget(view)
    draw_at = read_draw_at(view)
    if draw_at is None:
        problems[PlanField.DRAW_AT] = PlanProblem.MISSING
    time_zone, exchange_on = str(known.get("tz") or "UTC"), read_exchange_on(view)
    reveal, unread = read_reveal(view, exchange_on, time_zone, by_time=True)
    problems |= unread
    plan = Plan(
        key=str(known.get("key") or view["id"])[:64],
        name=_text(view, ids.NAME),
        channel_id=read_channel(view),
        channel_is_private=channel_is_private,
        draw_at=draw_at or datetime.now(UTC),
        time_zone=time_zone,
        exchange_on=exchange_on,
        budget=budget,
        message=_text(view, ids.MESSAGE),
        organizer_takes_part=bool(_field(view, ids.TAKES_PART).get("selected_options")),
        has_envelopes=bool(_field(view, ids.ENVELOPES).get("selected_options")),
        copy_of=str(known.get("copy") or "")[:32],
        reveal_at=reveal.reveal_at,
        posts_circle=reveal.posts_circle,
    )
    return plan, problems


def shows_more(view: dict[str, Any]) -> bool:
    """Whether the form that starts an exchange shows what few need, too."""
    return any(block.get("block_id") == ids.MESSAGE for block in view["blocks"])


def read_details(view: dict[str, Any], now: Details) -> tuple[Details, Problems]:
    """What stands in the form that changes an exchange, and what could not be read of it. A field
    that it does not show is as it is `now`."""
    shown = view["state"]["values"].keys()
    budget, problems = _budget(view) if ids.BUDGET_AMOUNT in shown else (now.budget, {})
    draw_at = read_draw_at(view) if ids.DRAW_AT in shown else now.draw_at
    if draw_at is None:
        problems[PlanField.DRAW_AT] = PlanProblem.MISSING
    boxes = _field(view, ids.ENVELOPES).get("selected_options")
    last = str((_field(view, ids.EDIT_REPEATS).get("selected_option") or {}).get("value"))
    details = Details(
        name=_text(view, ids.NAME) if ids.NAME in shown else now.name,
        draw_at=draw_at or now.draw_at,
        exchange_on=read_exchange_on(view) if ids.EXCHANGE_ON in shown else now.exchange_on,
        budget=budget,
        message=_text(view, ids.MESSAGE) if ids.MESSAGE in shown else now.message,
        has_envelopes=bool(boxes) if ids.ENVELOPES in shown else now.has_envelopes,
        no_repeats=int(last) if last.isdecimal() else now.no_repeats,
    )
    return details, problems


def read_marks(view: dict[str, Any]) -> dict[str, str]:
    """The marks of what the form showed at first."""
    marks = str(remembered(view).get("shown") or "").split(",")
    return dict(zip(EditField, marks, strict=False))


@dataclass(frozen=True)
class ChosenReveal:
    """What stands in a form about the reveal; no moment is no reveal."""

    reveal_at: datetime | None = None
    posts_circle: bool = False


def read_reveal(
    view: dict[str, Any], exchange_on: date | None, time_zone: str, *, by_time: bool = False
) -> tuple[ChosenReveal, Problems]:
    """A tick without a moment means the afternoon of the exchange day. `by_time`: a moment without
    a tick counts as well, because nothing has suggested it."""
    chosen = _field(view, ids.REVEAL).get("selected_options") or ()
    ticked = {str(option.get("value")) for option in chosen}
    seconds = _field(view, ids.REVEAL_AT).get("selected_date_time")
    if not ticked and not (seconds and by_time):
        return ChosenReveal(), {}
    if seconds:
        at = datetime.fromtimestamp(int(seconds), UTC)
        return ChosenReveal(at, reveals.POST in ticked), {}
    if exchange_on is None or time_zone not in rules.time_zones():
        return ChosenReveal(), {PlanField.REVEAL_AT: PlanProblem.MISSING}
    return ChosenReveal(afternoon_of(exchange_on, time_zone), reveals.POST in ticked), {}


def read_channel(view: dict[str, Any]) -> ChannelId:
    return ChannelId(_field(view, ids.CHANNEL).get("selected_conversation") or "")


def read_draw_at(view: dict[str, Any]) -> datetime | None:
    seconds = _field(view, ids.DRAW_AT).get("selected_date_time")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def read_exchange_on(view: dict[str, Any]) -> date | None:
    day = _field(view, ids.EXCHANGE_ON).get("selected_date")
    return date.fromisoformat(day) if day else None


def read_exclusion(view: dict[str, Any], caller_id: UserId) -> NewExclusion:
    """From the form "group", "one_way" or "own"; two people of a group are a mutual exclusion."""
    form = remembered(view).get("form")
    if form == "group":
        people = _field(view, ids.EXCLUSION_PEOPLE).get("selected_users") or ()
        return apart(tuple(UserId(one) for one in people))
    recipient = _field(view, ids.EXCLUSION_RECIPIENT).get("selected_user")
    giver = _field(view, ids.EXCLUSION_GIVER).get("selected_user") if form == "one_way" else None
    return one_way(UserId(giver or caller_id), UserId(recipient or ""))


def read_members(view: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The channels, and the user groups, whose members are to be kept apart."""
    channels = _field(view, ids.EXCLUSION_CHANNELS).get("selected_conversations") or ()
    groups = _field(view, ids.EXCLUSION_USERGROUPS).get("selected_options") or ()
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


def read_wish(view: dict[str, Any]) -> Wish:
    return Wish(
        wish_id=WishId(str(remembered(view).get("wish") or "")),
        title=_text(view, ids.WISH_TITLE),
        link=_text(view, ids.WISH_LINK),
        note=_text(view, ids.WISH_NOTE),
    )


def read_notes(view: dict[str, Any]) -> tuple[str, str]:
    """Dislikes and delivery notes."""
    return _text(view, ids.DISLIKES), _text(view, ids.DELIVERY_NOTES)


def read_resend(view: dict[str, Any]) -> tuple[str, UserId]:
    """The exchange, and who is to get their match again."""
    chosen = _field(view, ids.RESEND_TO).get("selected_user")
    return str(remembered(view).get("exchange")), UserId(chosen or "")


def read_organizers(view: dict[str, Any]) -> tuple[str, list[UserId], set[UserId]]:
    """The exchange, and who was added to and removed from those whom the form was opened with."""
    added, removed = _changes(view, ids.ORGANIZERS_FIELD, "organizers")
    return str(remembered(view).get("exchange")), added, removed


def read_creators(view: dict[str, Any]) -> tuple[WhoCreates | None, list[UserId], set[UserId]]:
    """Who may create exchanges, None where that was left as it was; and whom to name, whom not to
    name any more."""
    chosen = str((_field(view, ids.WHO_CREATES).get("selected_option") or {}).get("value"))
    is_new = chosen in [*WhoCreates] and chosen != remembered(view).get("who")
    return WhoCreates(chosen) if is_new else None, *_changes(view, ids.CREATORS, "named")


def _changes(view: dict[str, Any], field_id: str, known: str) -> tuple[list[UserId], set[UserId]]:
    """Who of a list of people is new, and who is gone, since the form was opened."""
    before = set(str(remembered(view).get(known) or "").split(",")) - {""}
    after = _field(view, field_id).get("selected_users") or []
    added = [UserId(one) for one in dict.fromkeys(after) if one not in before]
    return added, {UserId(one) for one in before - {*after}}


def read_opening(view: dict[str, Any]) -> tuple[str, UserId, str, list[UserId]]:
    """The exchange, whose match, why, and the admin who may agree, if any is named."""
    giver = _field(view, ids.OPENING_GIVER).get("selected_user")
    admin = _field(view, ids.OPENING_ADMIN).get("selected_user")
    reason = _text(view, ids.OPENING_REASON)
    exchange_id = str(remembered(view).get("exchange"))
    return exchange_id, UserId(giver or ""), reason, [UserId(admin)] if admin else []


@dataclass(frozen=True)
class Written:
    """What stands in the form of an anonymous message. `previewed`: the text that its writer has
    seen as it will be read, as `bot.views.talk.mark` says it; `key`: of what that sends."""

    exchange_id: str
    side: Side
    answers: str
    text: str
    previewed: str
    key: str


def read_message(view: dict[str, Any]) -> Written:
    known = remembered(view)
    return Written(
        exchange_id=str(known.get("exchange") or ""),
        side=Side.RECIPIENT if known.get("side") == Side.RECIPIENT else Side.GIVER,
        answers=str(known.get("answers") or ""),
        text=_text(view, ids.TALK_TEXT),
        previewed=str(known.get("previewed") or ""),
        key=str(known.get("key") or ""),
    )


@dataclass(frozen=True)
class WrittenBulletin:
    """What stands in the form of a message to everybody. `previewed`: what its writer has seen as
    it will be read, as `bot.views.bulletins.mark` says it; `key`: of what that sends."""

    exchange_id: str
    audience: Audience
    text: str
    previewed: str
    key: str


def read_bulletin(view: dict[str, Any]) -> WrittenBulletin:
    known = remembered(view)
    chosen = (_field(view, ids.BULLETIN_TO).get("selected_option") or {}).get("value")
    return WrittenBulletin(
        exchange_id=str(known.get("exchange") or ""),
        audience=Audience.EVERYBODY if chosen == Audience.EVERYBODY else Audience.JOINED,
        text=_text(view, ids.BULLETIN_TEXT),
        previewed=str(known.get("previewed") or ""),
        key=str(known.get("key") or ""),
    )


def read_gift(value: str) -> tuple[str, str]:
    """The exchange, and the id of a rescue, empty for somebody's own gift."""
    exchange_id, _, rescue_id = value.partition(":")
    return exchange_id, rescue_id


def read_thanks(view: dict[str, Any]) -> tuple[str, str, str]:
    """The exchange, the text, and which text its writer has been warned of."""
    known = remembered(view)
    previewed = str(known.get("previewed") or "")
    return str(known.get("exchange")), _text(view, ids.THANKS_TEXT), previewed


def read_rescuers(view: dict[str, Any]) -> tuple[str, list[UserId]]:
    """The exchange, and who may step in."""
    people = _field(view, ids.RESCUERS).get("selected_users") or ()
    chosen = dict.fromkeys(UserId(str(one)) for one in people)
    return str(remembered(view).get("exchange")), list(chosen)


def read_invited(view: dict[str, Any]) -> tuple[str, Chosen]:
    """The exchange, and who is to be invited to it."""
    people = _field(view, ids.INVITE_PEOPLE).get("selected_users") or ()
    channel = _field(view, ids.INVITE_CHANNEL).get("selected_conversation") or ""
    group = _field(view, ids.INVITE_GROUP).get("selected_option") or {}
    chosen = Chosen(tuple(map(str, people)), str(channel), str(group.get("value") or ""))
    return str(remembered(view).get("exchange")), chosen


@dataclass(frozen=True)
class AskedRepair:
    """Who is to be out and who in, and the exclusions to remove for it. `is_typed`: from the form
    in which people are chosen."""

    exchange_id: str
    left: UserId | None
    joined: UserId | None
    relaxed: frozenset[str]
    is_typed: bool


def read_repair(view: dict[str, Any]) -> AskedRepair:
    known = remembered(view)
    exchange_id, relaxed = read_relaxed(view)
    left = _field(view, ids.REPAIR_LEFT).get("selected_user") or known.get("left")
    joined = _field(view, ids.REPAIR_JOINED).get("selected_user") or known.get("joined")
    return AskedRepair(
        exchange_id,
        left=UserId(str(left)) if left else None,
        joined=UserId(str(joined)) if joined else None,
        relaxed=relaxed,
        is_typed=view.get("callback_id") == ids.REPAIRS_VIEW,
    )


def read_file(view: dict[str, Any]) -> tuple[str, str]:
    """The exchange, and the id of the file that is attached; empty where none is. Nothing else that
    the form says of the file is believed: Slack is asked."""
    files = _field(view, ids.ROSTER_FILE).get("files") or [{}]
    return str(remembered(view).get("exchange")), str(files[0].get("id") or "")


def read_review(view: dict[str, Any]) -> tuple[str, bool]:
    """The id of what was looked over, and whether nobody is to draw their own team."""
    is_ticked = bool(_field(view, ids.TEAMS_APART).get("selected_options"))
    return str(remembered(view).get("roster")), is_ticked


def _field(view: dict[str, Any], field_id: str) -> dict[str, Any]:
    found = view["state"]["values"].get(field_id, {}).get(field_id)
    return found or {}


def _text(view: dict[str, Any], field_id: str) -> str:
    return (_field(view, field_id).get("value") or "").strip()


def _budget(view: dict[str, Any]) -> tuple[Budget | None, Problems]:
    """A currency alone is no budget: the menu cannot be emptied again."""
    amount = _text(view, ids.BUDGET_AMOUNT)
    chosen = _field(view, ids.BUDGET_CURRENCY).get("selected_option")
    if not amount:
        return None, {}
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return None, {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}
    if not chosen:
        return None, {PlanField.BUDGET_CURRENCY: PlanProblem.MISSING}
    return Budget(value, chosen["value"]), {}
