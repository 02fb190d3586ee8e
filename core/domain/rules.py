"""What may happen to an exchange, and who may make it happen. Pure: values in, a refusal or nothing
out. The same rule shows a button (`allowed`) and guards the action (`check_...`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import ParamSpec
from zoneinfo import ZoneInfo, available_timezones

from core.domain import errors
from core.domain.errors import ListProblem, PlanField, PlanProblem, RefusedAs
from core.domain.snapshots import Creators, Exchange, Exclusion
from core.domain.types import (
    ExchangeStatus,
    ExclusionKind,
    NewExclusion,
    Person,
    Plan,
    TeamId,
    UserId,
    WhoCreates,
    Wish,
)

MIN_PEOPLE = 3
#: How long somebody whose form Slack had trouble with may still be at it.
SENT_AGAIN_WITHIN = timedelta(minutes=10)
MAX_NAME = 150
MAX_MESSAGE = 2000
MAX_BUDGET = 1_000_000
MAX_GROUP = 100
#: What one organizer, and one participant, may set in an exchange.
MAX_EXCLUSIONS = 1000
MAX_OWN_EXCLUSIONS = 100
#: So many exclusions can be looked over, and removed, at once.
MAX_REMOVED = 60
MAX_ORGANIZERS = 20
#: So many people can be named who may create exchanges in a workspace.
MAX_CREATORS = 100
#: From so many of their last exchanges nobody draws a recipient again, unless an organizer says
#: otherwise; and at most from so many.
NO_REPEATS = 1
MAX_NO_REPEATS = 5
MAX_WISHES = 50
MAX_WISH_TITLE = 150
MAX_WISH_LINK = 500
MAX_WISH_NOTE = 300
MAX_NOTES = 1000
LONGEST_WAIT = timedelta(days=366)
#: An exchange without a day of its own is over this long after its draw.
COMPLETED_AFTER = timedelta(days=30)
OPEN_AFTER_DRAW = timedelta(days=7)

S = ExchangeStatus

#: Every status and the ones it may turn into; `tests` hold the table complete.
TRANSITIONS: dict[ExchangeStatus, frozenset[ExchangeStatus]] = {
    S.OPEN: frozenset({S.STALLED, S.DRAWN, S.CANCELLED}),
    S.STALLED: frozenset({S.OPEN, S.DRAWN, S.CANCELLED}),
    S.DRAWN: frozenset({S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
}

P = ParamSpec("P")


def allowed(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether `check` would let it happen."""
    try:
        check(*args, **kwargs)
    except errors.SantaError:
        return False
    return True


def check_transition(exchange: Exchange, to: ExchangeStatus) -> None:
    if to not in TRANSITIONS[exchange.status]:
        raise errors.WrongStatus(exchange.status)


def check_organizer(exchange: Exchange, user_id: UserId) -> None:
    if user_id not in exchange.organizer_ids:
        raise errors.NotOrganizer


def check_may_take_part(person: Person, team_id: TeamId) -> None:
    """Bots, deactivated people, guests and people of other workspaces cannot take part."""
    if person.is_bot or person.user_id == "USLACKBOT":  # Slack's own bot says it is none
        raise errors.PersonRefused(RefusedAs.BOT)
    if person.is_deactivated:
        raise errors.PersonRefused(RefusedAs.DEACTIVATED)
    if person.team_id != team_id:
        raise errors.PersonRefused(RefusedAs.STRANGER)
    if person.is_guest:
        raise errors.PersonRefused(RefusedAs.GUEST)


def check_all_may_take_part(people: Collection[Person], team_id: TeamId) -> None:
    """Raises `PeopleRefused` with everybody who may not."""
    refused: dict[UserId, RefusedAs] = {}
    for person in people:
        try:
            check_may_take_part(person, team_id)
        except errors.PersonRefused as why:
            refused[person.user_id] = why.reason
    if refused:
        raise errors.PeopleRefused(refused)


def check_may_create(creators: Creators, person: Person) -> None:
    """Whether the workspace lets this person create exchanges, apart from all that the person and
    the plan have to be."""
    is_named = creators.who == WhoCreates.NAMED and person.user_id in creators.named
    if creators.who != WhoCreates.EVERYONE and not (person.is_admin or is_named):
        named = creators.named if creators.who == WhoCreates.NAMED else ()
        raise errors.NotCreator(creators.who, named)


def check_admin(person: Person, team_id: TeamId) -> None:
    """Whether this person may set what holds for a whole workspace."""
    check_may_take_part(person, team_id)
    if not person.is_admin:
        raise errors.NotAdmin


def check_creators(creators: Creators) -> None:
    if creators.who == WhoCreates.NAMED and not creators.named:
        raise errors.CreatorsRefused(ListProblem.NOBODY)
    if len(creators.named) > MAX_CREATORS:
        raise errors.CreatorsRefused(ListProblem.TOO_MANY)


def check_can_change_organizers(exchange: Exchange, user_id: UserId) -> None:
    """Also after the draw: whoever looks after an exchange may fall ill."""
    check_organizer(exchange, user_id)
    if exchange.status not in (S.OPEN, S.STALLED, S.DRAWN):
        raise errors.WrongStatus(exchange.status)


def check_organizers(organizer_ids: Collection[UserId]) -> None:
    """Whether these can organize one exchange together. It is never without an organizer."""
    if not organizer_ids:
        raise errors.OrganizersRefused(ListProblem.NOBODY)
    if len(organizer_ids) > MAX_ORGANIZERS:
        raise errors.OrganizersRefused(ListProblem.TOO_MANY)


def check_can_join(exchange: Exchange, now: datetime) -> None:
    if exchange.status not in (S.OPEN, S.STALLED):
        raise errors.WrongStatus(exchange.status)
    if exchange.status == S.STALLED or now >= exchange.draw_at:
        raise errors.JoiningClosed(exchange.draw_at)


def check_can_invite(exchange: Exchange, user_id: UserId, now: datetime) -> None:
    """As long as whoever is invited could join."""
    check_organizer(exchange, user_id)
    check_can_join(exchange, now)


def check_can_leave(exchange: Exchange) -> None:
    """Until names are drawn. A stalled exchange may be left: nothing has been drawn in it."""
    if exchange.status not in (S.OPEN, S.STALLED):
        raise errors.WrongStatus(exchange.status)


def check_can_exclude(
    exchange: Exchange, user_id: UserId, rule: NewExclusion, *, takes_part: bool
) -> None:
    """An organizer sets any; a participant whom they themselves would rather not draw."""
    check_exclusions_open(exchange, user_id, takes_part=takes_part)
    people = rule.people
    pair = rule.kind in (ExclusionKind.ONE_WAY, ExclusionKind.MUTUAL)
    if len(set(people)) < len(people) or (pair and len(people) == 1):
        raise errors.ExclusionRefused(rule.kind, errors.ExclusionProblem.SAME_PERSON)
    if len(people) < 2 or not all(people):
        raise errors.ExclusionRefused(rule.kind, errors.ExclusionProblem.TOO_FEW_PEOPLE)
    if len(people) > (2 if pair else MAX_GROUP):
        raise errors.ExclusionRefused(rule.kind, errors.ExclusionProblem.TOO_MANY)
    own = rule.kind == ExclusionKind.ONE_WAY and people[0] == user_id
    if user_id not in exchange.organizer_ids and not own:
        raise errors.ExclusionRefused(rule.kind, errors.ExclusionProblem.NOT_YOUR_OWN)


def is_private(exclusion: Exclusion) -> bool:
    """Whom somebody would rather not draw themselves: nobody else sees it, organizers included."""
    is_one_way = exclusion.kind == ExclusionKind.ONE_WAY
    return is_one_way and exclusion.set_by == exclusion.people[0]


def may_see(exclusion: Exclusion, user_id: UserId, *, is_organizer: bool) -> bool:
    """Whether this person may look at it, and remove it."""
    return exclusion.set_by == user_id or (is_organizer and not is_private(exclusion))


def check_exclusions_open(exchange: Exchange, user_id: UserId, *, takes_part: bool) -> None:
    """Whether this person may change any exclusion here now."""
    if user_id not in exchange.organizer_ids and not takes_part:
        raise errors.NotParticipant
    if exchange.status not in (S.OPEN, S.STALLED):
        raise errors.WrongStatus(exchange.status)


def check_can_relax(exchange: Exchange, user_id: UserId) -> None:
    """Removing several exclusions at once, whoever has set them, so that names can be drawn."""
    check_organizer(exchange, user_id)
    check_exclusions_open(exchange, user_id, takes_part=False)


def check_can_avoid_repeats(exchange: Exchange, user_id: UserId, last: int) -> None:
    """Saying from how many of their last exchanges nobody draws a recipient again; 0 is none."""
    check_organizer(exchange, user_id)
    check_exclusions_open(exchange, user_id, takes_part=False)
    if not 0 <= last <= MAX_NO_REPEATS:
        raise errors.NotAChoice


def check_can_edit_wishlist(exchange: Exchange, *, takes_part: bool) -> None:
    """Until completion, also after the draw: the giver sees the newest wishes."""
    if not takes_part:
        raise errors.NotParticipant
    if exchange.status not in (S.OPEN, S.STALLED, S.DRAWN):
        raise errors.WrongStatus(exchange.status)


def check_can_see_match(exchange: Exchange) -> None:
    """Once drawn, and afterwards; not in one that was cancelled."""
    if exchange.status not in (S.DRAWN, S.COMPLETED):
        raise errors.NoMatchNow(exchange.status)


def check_can_draw(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    check_transition(exchange, S.DRAWN)


def check_can_cancel(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    check_transition(exchange, S.CANCELLED)


def check_same_form(
    exchange: Exchange, user_id: UserId, plan: Plan, created_at: datetime, now: datetime
) -> None:
    """A form sent again changes what it has made, but only at once, and not where it is announced:
    an old form would undo what has been changed since."""
    check_organizer(exchange, user_id)
    if exchange.status != S.OPEN:
        raise errors.WrongStatus(exchange.status)
    if now - created_at > SENT_AGAIN_WITHIN:
        raise errors.AlreadyHandled
    if plan.channel_id != exchange.channel_id:
        raise errors.PlanRefused({PlanField.CHANNEL: PlanProblem.ANNOUNCED_ELSEWHERE})


def check_can_postpone(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    if exchange.status not in (S.OPEN, S.STALLED):
        raise errors.WrongStatus(exchange.status)


def check_can_retry(exchange: Exchange, user_id: UserId) -> None:
    check_organizer(exchange, user_id)
    if exchange.status not in (S.DRAWN, S.COMPLETED):
        raise errors.WrongStatus(exchange.status)


def check_plan(plan: Plan, now: datetime) -> None:
    """Raises `PlanRefused` with every problem at once, so that each field can carry its own."""
    problems: dict[PlanField, PlanProblem] = {}
    if not plan.name.strip():
        problems[PlanField.NAME] = PlanProblem.MISSING
    elif len(plan.name) > MAX_NAME:
        problems[PlanField.NAME] = PlanProblem.TOO_LONG
    if len(plan.message) > MAX_MESSAGE:
        problems[PlanField.MESSAGE] = PlanProblem.TOO_LONG
    problems |= _time_problems(plan.draw_at, plan.exchange_on, plan.time_zone, now)
    problems |= _budget_problem(plan)
    if problems:
        raise errors.PlanRefused(problems)


def check_times(draw_at: datetime, exchange_on: date | None, time_zone: str, now: datetime) -> None:
    """Raises `PlanRefused` for a deadline that is past or too far, and for an exchange day before
    it or too far."""
    if problems := _time_problems(draw_at, exchange_on, time_zone, now):
        raise errors.PlanRefused(problems)


def _time_problems(
    draw_at: datetime, exchange_on: date | None, time_zone: str, now: datetime
) -> dict[PlanField, PlanProblem]:
    if time_zone not in time_zones():
        return {PlanField.DRAW_AT: PlanProblem.NOT_KNOWN}
    problems = {}
    if draw_at <= now:
        problems[PlanField.DRAW_AT] = PlanProblem.TOO_SOON
    elif draw_at > now + LONGEST_WAIT:
        problems[PlanField.DRAW_AT] = PlanProblem.TOO_FAR
    draw_on = draw_at.astimezone(ZoneInfo(time_zone)).date()
    if exchange_on is not None and exchange_on < draw_on:
        problems[PlanField.EXCHANGE_ON] = PlanProblem.BEFORE_THE_DRAW
    elif exchange_on is not None and exchange_on > draw_on + LONGEST_WAIT:
        problems[PlanField.EXCHANGE_ON] = PlanProblem.TOO_FAR
    return problems


@cache
def time_zones() -> frozenset[str]:
    """The names of all that are known. Found once: Python walks through hundreds of files."""
    return frozenset(available_timezones())


def _budget_problem(plan: Plan) -> dict[PlanField, PlanProblem]:
    if plan.budget is None:
        return {}
    amount = plan.budget.amount
    if not amount.is_finite() or not 0 < amount <= MAX_BUDGET or amount != round(amount, 2):
        return {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}
    code = plan.budget.currency
    if len(code) != 3 or not code.isascii() or not code.isupper():
        return {PlanField.BUDGET_CURRENCY: PlanProblem.NOT_KNOWN}
    return {}


def check_wish(wish: Wish) -> None:
    """A title, and a link that is empty or an http(s) address with a host and no blanks."""
    if not wish.title.strip():
        raise errors.WishRefused(errors.WishProblem.NO_TITLE)
    limits = (
        (errors.WishField.TITLE, wish.title, MAX_WISH_TITLE),
        (errors.WishField.LINK, wish.link, MAX_WISH_LINK),
        (errors.WishField.NOTE, wish.note, MAX_WISH_NOTE),
    )
    for field, text, limit in limits:
        if len(text) > limit:
            raise errors.WishRefused(errors.WishProblem.TOO_LONG, field)
    if wish.link and not _is_web_address(wish.link):
        raise errors.WishRefused(errors.WishProblem.NOT_A_LINK, errors.WishField.LINK)


def _is_web_address(link: str) -> bool:
    scheme, separator, rest = link.partition("://")
    host = rest.split("/", 1)[0]
    clean = link.isprintable() and not any(mark in link for mark in ' <>|"')
    return scheme.lower() in ("http", "https") and bool(separator and host) and clean


def completes_at(drawn_at: datetime, time_zone: str, exchange_on: date | None) -> datetime:
    """When a drawn exchange is over: as its day ends there, but not within a week of a draw that
    came late; without a day a month after the draw."""
    if exchange_on is None:
        return drawn_at + COMPLETED_AFTER
    day_ends = datetime.combine(exchange_on + timedelta(days=1), time(), ZoneInfo(time_zone))
    return max(day_ends.astimezone(UTC), drawn_at + OPEN_AFTER_DRAW)
