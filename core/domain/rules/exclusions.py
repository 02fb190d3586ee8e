"""Who may say who must not draw whom, and who sees it."""

from __future__ import annotations

from core.domain import errors
from core.domain.rules.people import check_organizer
from core.domain.snapshots import Exchange, Exclusion
from core.domain.types import ExchangeStatus, ExclusionKind, NewExclusion, UserId

#: So many people are kept apart who were chosen one by one, and so many members of something.
MAX_GROUP = 100
MAX_MEMBERS = 10_000
#: What one organizer, and one participant, may set in an exchange.
MAX_EXCLUSIONS = 1000
MAX_OWN_EXCLUSIONS = 100
#: So many exclusions can be looked over, and removed, at once.
MAX_REMOVED = 60
#: From so many of their last exchanges nobody draws a recipient again, unless an organizer says
#: otherwise; and at most from so many.
NO_REPEATS = 1
MAX_NO_REPEATS = 5


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
    if len(people) > (2 if pair else MAX_MEMBERS if rule.origin else MAX_GROUP):
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
    if exchange.status not in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
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
