"""What may happen to an exchange, and who may make it happen: the whole product of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from core.domain import errors, rules
from core.domain.errors import (
    ExclusionProblem,
    ListProblem,
    PlanField,
    PlanProblem,
    RefusedAs,
    WishField,
    WishProblem,
)
from core.domain.snapshots import Creators, Exchange
from core.domain.types import (
    Budget,
    ExchangeId,
    ExchangeStatus,
    ExclusionKind,
    NewExclusion,
    Person,
    Plan,
    UserId,
    WhoCreates,
    Wish,
)
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    TEAM,
    a_plan,
    a_wish,
    group,
    mutual,
    one_way,
    person,
)
from tests.clock import START

S = ExchangeStatus
DRAW_AT = START + timedelta(days=7)
SECOND = timedelta(seconds=1)


def an_exchange(status: ExchangeStatus = S.OPEN) -> Exchange:
    return Exchange(
        exchange_id=ExchangeId("E1"),
        team_id=TEAM,
        name="Winter",
        status=status,
        channel_id=a_plan().channel_id,
        channel_is_private=False,
        organizer_ids=(OLGA, CLEO),
        draw_at=DRAW_AT,
        time_zone="UTC",
        exchange_on=None,
        budget=None,
        message="",
        joined_count=3,
        drawn_at=None,
    )


def refusal(check: Callable[[], None]) -> type[errors.SantaError] | None:
    try:
        check()
    except errors.SantaError as refused:
        return type(refused)
    return None


def test_the_table_of_transitions_is_complete() -> None:
    assert set(rules.TRANSITIONS) == set(ExchangeStatus)
    assert all(targets <= set(ExchangeStatus) for targets in rules.TRANSITIONS.values())


POSSIBLE = {
    (S.OPEN, S.STALLED),
    (S.OPEN, S.DRAWN),
    (S.OPEN, S.CANCELLED),
    (S.STALLED, S.OPEN),
    (S.STALLED, S.DRAWN),
    (S.STALLED, S.CANCELLED),
    (S.DRAWN, S.COMPLETED),
    (S.DRAWN, S.CANCELLED),
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_an_exchange_turns_only_into_what_follows(before: S, after: S) -> None:
    refused = refusal(lambda: rules.check_transition(an_exchange(before), after))

    assert refused == (None if (before, after) in POSSIBLE else errors.WrongStatus)


def test_a_refusal_says_how_the_exchange_stands() -> None:
    with pytest.raises(errors.WrongStatus) as refused:
        rules.check_transition(an_exchange(S.CANCELLED), S.DRAWN)

    assert refused.value.status == S.CANCELLED


ORGANIZERS_MAY = {
    "draw": (rules.check_can_draw, {S.OPEN, S.STALLED}),
    "cancel": (rules.check_can_cancel, {S.OPEN, S.STALLED, S.DRAWN}),
    "postpone": (rules.check_can_postpone, {S.OPEN, S.STALLED}),
    "relax": (rules.check_can_relax, {S.OPEN, S.STALLED}),
    "avoid_repeats": (partial(rules.check_can_avoid_repeats, last=2), {S.OPEN, S.STALLED}),
    "retry": (rules.check_can_retry, {S.DRAWN, S.COMPLETED}),
    "organizers": (rules.check_can_change_organizers, {S.OPEN, S.STALLED, S.DRAWN}),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("who", [OLGA, CLEO, ANA, DAN])
@pytest.mark.parametrize(("check", "when"), ORGANIZERS_MAY.values(), ids=ORGANIZERS_MAY.keys())
def test_only_organizers_and_only_in_time(
    status: S, who: UserId, check: Callable[[Exchange, UserId], None], when: set[S]
) -> None:
    refused = refusal(lambda: check(an_exchange(status), who))

    if who not in (OLGA, CLEO):
        assert refused is errors.NotOrganizer
    else:
        assert refused is (None if status in when else errors.WrongStatus)


@pytest.mark.parametrize("status", S)
def test_joining_needs_an_open_exchange_before_its_deadline(status: S) -> None:
    refused = refusal(lambda: rules.check_can_join(an_exchange(status), START))

    expected = {S.OPEN: None, S.STALLED: errors.JoiningClosed}
    assert refused is expected.get(status, errors.WrongStatus)


@pytest.mark.parametrize(
    ("now", "may"),
    [(DRAW_AT - SECOND, True), (DRAW_AT, False), (DRAW_AT + SECOND, False)],
    ids=["before", "at", "after"],
)
def test_joining_ends_at_the_deadline(now: datetime, may: bool) -> None:
    assert rules.allowed(rules.check_can_join, an_exchange(), now) is may


@pytest.mark.parametrize("status", S)
def test_leaving_ends_with_the_draw(status: S) -> None:
    may = rules.allowed(rules.check_can_leave, an_exchange(status))

    assert may is (status in (S.OPEN, S.STALLED))


@pytest.mark.parametrize("status", S)
def test_a_match_is_seen_once_drawn_and_afterwards(status: S) -> None:
    may = rules.allowed(rules.check_can_see_match, an_exchange(status))

    assert may is (status in (S.DRAWN, S.COMPLETED))


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("takes_part", [True, False], ids=["participant", "stranger"])
def test_a_wishlist_is_its_participants_until_completion(status: S, takes_part: bool) -> None:
    exchange = an_exchange(status)
    refused = refusal(lambda: rules.check_can_edit_wishlist(exchange, takes_part=takes_part))

    if not takes_part:
        assert refused is errors.NotParticipant
    else:
        in_time = status in (S.OPEN, S.STALLED, S.DRAWN)
        assert refused is (None if in_time else errors.WrongStatus)


ROLES = {
    "organizer_in_it": (OLGA, True),
    "organizer_beside_it": (CLEO, False),
    "participant": (ANA, True),
    "stranger": (DAN, False),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize(("who", "takes_part"), ROLES.values(), ids=ROLES.keys())
def test_exclusions_are_changed_by_those_in_it_before_the_draw(
    status: S, who: UserId, takes_part: bool
) -> None:
    exchange = an_exchange(status)
    refused = refusal(lambda: rules.check_exclusions_open(exchange, who, takes_part=takes_part))

    if who == DAN:
        assert refused is errors.NotParticipant
    else:
        assert refused is (None if status in (S.OPEN, S.STALLED) else errors.WrongStatus)


EXCLUSIONS = {
    "own": (one_way(ANA, BEN), True),
    "of_another": (one_way(BEN, ANA), False),
    "mutual": (mutual(ANA, BEN), False),
    "group": (group(ANA, BEN, CLEO), False),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize(("who", "takes_part"), ROLES.values(), ids=ROLES.keys())
@pytest.mark.parametrize(("rule", "is_anas"), EXCLUSIONS.values(), ids=EXCLUSIONS.keys())
def test_a_participant_excludes_only_whom_they_would_draw_themselves(
    status: S, who: UserId, takes_part: bool, rule: NewExclusion, is_anas: bool
) -> None:
    exchange = an_exchange(status)
    refused = refusal(lambda: rules.check_can_exclude(exchange, who, rule, takes_part=takes_part))

    if who == DAN:
        assert refused is errors.NotParticipant
    elif status not in (S.OPEN, S.STALLED):
        assert refused is errors.WrongStatus
    else:
        may = who in (OLGA, CLEO) or is_anas
        assert refused is (None if may else errors.ExclusionRefused)


def pair(*people: UserId) -> NewExclusion:
    return NewExclusion(ExclusionKind.MUTUAL, people)


SENSELESS = {
    "oneself": (one_way(ANA, ANA), ExclusionProblem.SAME_PERSON),
    "one_alone": (pair(ANA), ExclusionProblem.SAME_PERSON),
    "twice_in_a_group": (group(ANA, BEN, ANA), ExclusionProblem.SAME_PERSON),
    "a_group_of_one": (group(ANA), ExclusionProblem.TOO_FEW_PEOPLE),
    "a_group_of_nobody": (group(), ExclusionProblem.TOO_FEW_PEOPLE),
    "a_pair_of_nobody": (pair(), ExclusionProblem.TOO_FEW_PEOPLE),
    "three_in_a_pair": (pair(ANA, BEN, CLEO), ExclusionProblem.TOO_MANY),
    "a_crowd": (
        group(*(UserId(f"U{n}") for n in range(rules.MAX_GROUP + 1))),
        ExclusionProblem.TOO_MANY,
    ),
    "not_their_own": (one_way(BEN, ANA), ExclusionProblem.NOT_YOUR_OWN),
}


@pytest.mark.parametrize(("rule", "problem"), SENSELESS.values(), ids=SENSELESS.keys())
def test_a_senseless_exclusion_is_refused_with_its_reason(
    rule: NewExclusion, problem: ExclusionProblem
) -> None:
    with pytest.raises(errors.ExclusionRefused) as refused:
        rules.check_can_exclude(an_exchange(), ANA, rule, takes_part=True)

    assert (refused.value.kind, refused.value.problem) == (rule.kind, problem)


def test_the_largest_group_is_taken() -> None:
    crowd = group(*(UserId(f"U{n}") for n in range(rules.MAX_GROUP)))

    rules.check_can_exclude(an_exchange(), OLGA, crowd, takes_part=False)


NOT_TAKEN = {
    "bot": (person(ANA, is_bot=True), RefusedAs.BOT),
    "slackbot": (person("USLACKBOT"), RefusedAs.BOT),
    "deactivated": (person(ANA, is_deactivated=True), RefusedAs.DEACTIVATED),
    "stranger": (person(ANA, "T0ELSEWHERE"), RefusedAs.STRANGER),
    "guest": (person(ANA, is_guest=True), RefusedAs.GUEST),
    "foreign_guest": (person(ANA, "T0ELSEWHERE", is_guest=True), RefusedAs.STRANGER),
    "deactivated_bot": (person(ANA, is_bot=True, is_deactivated=True), RefusedAs.BOT),
}


@pytest.mark.parametrize(("who", "reason"), NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_who_cannot_take_part(who: Person, reason: RefusedAs) -> None:
    with pytest.raises(errors.PersonRefused) as refused:
        rules.check_may_take_part(who, TEAM)

    assert refused.value.reason == reason


def test_a_member_may_take_part() -> None:
    rules.check_may_take_part(person(ANA), TEAM)


def test_everybody_who_cannot_take_part_is_named_at_once() -> None:
    people = [person(ANA), person(BEN, is_bot=True), person(DAN, "T0ELSEWHERE")]

    with pytest.raises(errors.PeopleRefused) as refused:
        rules.check_all_may_take_part(people, TEAM)

    assert refused.value.people == {BEN: RefusedAs.BOT, DAN: RefusedAs.STRANGER}
    rules.check_all_may_take_part(people[:1], TEAM)


CREATORS = {
    "everyone": (WhoCreates.EVERYONE, {"member", "named", "admin"}),
    "admins": (WhoCreates.ADMINS, {"admin"}),
    "named": (WhoCreates.NAMED, {"named", "admin"}),
}
MEMBERS = {
    "member": person(ANA),
    "named": person(BEN),
    "admin": person(DAN, is_admin=True),
}


@pytest.mark.parametrize("who", MEMBERS)
@pytest.mark.parametrize(("setting", "may"), CREATORS.values(), ids=CREATORS.keys())
def test_a_workspace_says_who_may_create(setting: WhoCreates, may: set[str], who: str) -> None:
    creators = Creators(setting, (BEN,))

    assert rules.allowed(rules.check_may_create, creators, MEMBERS[who]) is (who in may)


def test_whom_to_ask_is_told_only_where_people_are_named() -> None:
    with pytest.raises(errors.NotCreator) as of_named:
        rules.check_may_create(Creators(WhoCreates.NAMED, (BEN,)), person(ANA))
    with pytest.raises(errors.NotCreator) as of_admins:
        rules.check_may_create(Creators(WhoCreates.ADMINS, (BEN,)), person(ANA))

    assert (of_named.value.named, of_admins.value.named) == ((BEN,), ())


NO_ADMINS = {
    "member": (person(ANA), errors.NotAdmin),
    "bot": (person(ANA, is_bot=True, is_admin=True), errors.PersonRefused),
    "deactivated": (person(ANA, is_deactivated=True, is_admin=True), errors.PersonRefused),
    "admin_of_another": (person(ANA, "T0ELSEWHERE", is_admin=True), errors.PersonRefused),
}


@pytest.mark.parametrize(("who", "refused"), NO_ADMINS.values(), ids=NO_ADMINS.keys())
def test_only_an_admin_of_this_workspace_sets_what_holds_for_it(
    who: Person, refused: type[errors.SantaError]
) -> None:
    assert refusal(lambda: rules.check_admin(who, TEAM)) is refused
    rules.check_admin(person(ANA, is_admin=True), TEAM)


def crowd(count: int) -> tuple[UserId, ...]:
    return tuple(UserId(f"U{number}") for number in range(count))


@pytest.mark.parametrize(
    ("count", "problem"),
    [(0, ListProblem.NOBODY), (rules.MAX_ORGANIZERS + 1, ListProblem.TOO_MANY)],
)
def test_an_exchange_has_organizers_but_not_too_many(count: int, problem: ListProblem) -> None:
    with pytest.raises(errors.OrganizersRefused) as refused:
        rules.check_organizers(crowd(count))

    assert refused.value.problem == problem
    for fits in (1, rules.MAX_ORGANIZERS):
        rules.check_organizers(crowd(fits))


@pytest.mark.parametrize(
    ("count", "problem"),
    [(0, ListProblem.NOBODY), (rules.MAX_CREATORS + 1, ListProblem.TOO_MANY)],
)
def test_somebody_is_named_but_not_too_many(count: int, problem: ListProblem) -> None:
    with pytest.raises(errors.CreatorsRefused) as refused:
        rules.check_creators(Creators(WhoCreates.NAMED, crowd(count)))

    assert refused.value.problem == problem
    rules.check_creators(Creators(WhoCreates.NAMED, crowd(rules.MAX_CREATORS)))
    rules.check_creators(Creators(WhoCreates.ADMINS, ()))


BERLIN_DAY = date(2026, 12, 8)
PLANS: dict[str, tuple[Plan, dict[PlanField, PlanProblem]]] = {
    "no_name": (a_plan(name=" \n"), {PlanField.NAME: PlanProblem.MISSING}),
    "long_name": (a_plan(name="x" * 151), {PlanField.NAME: PlanProblem.TOO_LONG}),
    "draw_now": (a_plan(draw_at=START), {PlanField.DRAW_AT: PlanProblem.TOO_SOON}),
    "draw_in_two_years": (
        a_plan(draw_at=START + timedelta(days=366, seconds=1)),
        {PlanField.DRAW_AT: PlanProblem.TOO_FAR},
    ),
    "unknown_zone": (
        a_plan(time_zone="Mars/Olympus", exchange_on=BERLIN_DAY),
        {PlanField.DRAW_AT: PlanProblem.NOT_KNOWN},
    ),
    "a_path_as_zone": (
        a_plan(time_zone="../../etc/passwd"),
        {PlanField.DRAW_AT: PlanProblem.NOT_KNOWN},
    ),
    "day_before_the_draw": (
        a_plan(exchange_on=BERLIN_DAY - timedelta(days=1)),
        {PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW},
    ),
    "day_in_two_years": (
        a_plan(exchange_on=BERLIN_DAY + timedelta(days=367)),
        {PlanField.EXCHANGE_ON: PlanProblem.TOO_FAR},
    ),
    "long_message": (a_plan(message="x" * 2001), {PlanField.MESSAGE: PlanProblem.TOO_LONG}),
}


@pytest.mark.parametrize(("plan", "problems"), PLANS.values(), ids=PLANS.keys())
def test_a_plan_is_refused_field_by_field(
    plan: Plan, problems: dict[PlanField, PlanProblem]
) -> None:
    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == problems


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000.01", "NaN", "sNaN", "Infinity"])
def test_what_is_no_amount(amount: str) -> None:
    plan = a_plan(budget=Budget(Decimal(amount), "EUR"))

    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}


@pytest.mark.parametrize("code", ["", "EU", "EURO", "eur", "€€€", "ЕВР"])
def test_what_is_no_currency(code: str) -> None:
    plan = a_plan(budget=Budget(Decimal(20), code))

    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == {PlanField.BUDGET_CURRENCY: PlanProblem.NOT_KNOWN}


def test_every_problem_of_a_plan_is_told_at_once() -> None:
    plan = a_plan(
        name="",
        exchange_on=BERLIN_DAY - timedelta(days=1),
        budget=Budget(Decimal(0), "EUR"),
        message="x" * 2001,
    )

    with pytest.raises(errors.PlanRefused) as refused:
        rules.check_plan(plan, START)

    assert refused.value.problems == {
        PlanField.NAME: PlanProblem.MISSING,
        PlanField.EXCHANGE_ON: PlanProblem.BEFORE_THE_DRAW,
        PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT,
        PlanField.MESSAGE: PlanProblem.TOO_LONG,
    }


GOOD_PLANS = {
    "smallest": a_plan(),
    "largest": a_plan(
        name="x" * 150,
        message="x" * 2000,
        draw_at=START + timedelta(days=366),
        budget=Budget(Decimal("1000000.00"), "EUR"),
    ),
    "next_second": a_plan(draw_at=START + SECOND),
    "one_cent": a_plan(budget=Budget(Decimal("0.01"), "JPY")),
    "on_the_day": a_plan(exchange_on=BERLIN_DAY),
    "in_a_year": a_plan(exchange_on=BERLIN_DAY + timedelta(days=366)),
}


@pytest.mark.parametrize("plan", GOOD_PLANS.values(), ids=GOOD_PLANS.keys())
def test_a_good_plan_is_taken(plan: Plan) -> None:
    rules.check_plan(plan, START)


@pytest.mark.parametrize(
    ("time_zone", "first_day"),
    [("Pacific/Auckland", 9), ("Asia/Kolkata", 8), ("UTC", 8), ("America/Los_Angeles", 8)],
)
def test_the_day_of_the_draw_is_the_one_where_the_exchange_is(
    time_zone: str, first_day: int
) -> None:
    plan = a_plan(draw_at=datetime(2026, 12, 8, 18, tzinfo=UTC), time_zone=time_zone)
    on = date(2026, 12, first_day)

    rules.check_plan(replace(plan, exchange_on=on), START)
    with pytest.raises(errors.PlanRefused):
        rules.check_plan(replace(plan, exchange_on=on - timedelta(days=1)), START)


DRAWN_AT = datetime(2026, 10, 1, tzinfo=UTC)
COMPLETES = {
    "Asia/Kolkata": (date(2026, 12, 24), datetime(2026, 12, 24, 18, 30, tzinfo=UTC)),
    "Pacific/Auckland": (date(2026, 12, 24), datetime(2026, 12, 24, 11, 0, tzinfo=UTC)),
    "America/New_York": (date(2026, 12, 24), datetime(2026, 12, 25, 5, 0, tzinfo=UTC)),
    "America/New_York ": (date(2027, 3, 14), datetime(2027, 3, 15, 4, 0, tzinfo=UTC)),
    "Europe/Berlin": (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    "UTC": (date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=UTC)),
}


@pytest.mark.parametrize(
    ("time_zone", "on", "ends_at"),
    [(zone.strip(), on, ends_at) for zone, (on, ends_at) in COMPLETES.items()],
)
def test_an_exchange_is_over_as_its_day_ends_there(
    time_zone: str, on: date, ends_at: datetime
) -> None:
    assert rules.completes_at(DRAWN_AT, time_zone, on) == ends_at


def test_after_a_late_draw_there_is_still_a_week() -> None:
    drawn_at = datetime(2026, 12, 24, 22, tzinfo=UTC)

    ends_at = rules.completes_at(drawn_at, "UTC", date(2026, 12, 24))

    assert ends_at == drawn_at + timedelta(days=7)


def test_an_exchange_without_a_day_is_over_a_month_after_its_draw() -> None:
    assert rules.completes_at(START, "UTC", None) == START + timedelta(days=30)


GOOD_LINKS = [
    "",
    "http://example.org",
    "https://example.org/a?b=c&d=e#f",
    "HTTPS://EXAMPLE.ORG/ä",
    "https://user@example.org:8080/",
]
BAD_LINKS = [
    "example.org",
    "https://",
    "https:///path",
    "javascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "file:///etc/passwd",
    "ftp://example.org",
    "https:example.org",
    "https://example.org/a b",
    "https://example.org/|<!channel>",
    'https://example.org/"',
    "https://example.org/\n",
    "https://example.org/\u202e",
    " https://example.org",
    "data:text/html,x",
]


@pytest.mark.parametrize("link", GOOD_LINKS)
def test_a_web_address_is_a_link(link: str) -> None:
    rules.check_wish(a_wish(link=link))


@pytest.mark.parametrize("link", BAD_LINKS)
def test_anything_else_is_no_link(link: str) -> None:
    with pytest.raises(errors.WishRefused) as refused:
        rules.check_wish(a_wish(link=link))

    assert refused.value.problem == WishProblem.NOT_A_LINK


WISHES = {
    "no_title": (a_wish(" "), WishProblem.NO_TITLE, WishField.TITLE),
    "long_title": (a_wish("x" * 151), WishProblem.TOO_LONG, WishField.TITLE),
    "long_link": (a_wish(link=f"https://x.org/{'x' * 490}"), WishProblem.TOO_LONG, WishField.LINK),
    "long_note": (a_wish(note="x" * 301), WishProblem.TOO_LONG, WishField.NOTE),
    "no_link": (a_wish(link="x"), WishProblem.NOT_A_LINK, WishField.LINK),
}


@pytest.mark.parametrize(("wish", "problem", "field"), WISHES.values(), ids=WISHES.keys())
def test_a_wish_is_refused_with_its_reason(
    wish: Wish, problem: WishProblem, field: WishField
) -> None:
    with pytest.raises(errors.WishRefused) as refused:
        rules.check_wish(wish)

    assert (refused.value.problem, refused.value.field) == (problem, field)


def test_the_longest_wish_is_taken() -> None:
    link = "https://example.org/" + "x" * 480

    rules.check_wish(a_wish("x" * 150, link=link, note="x" * 300))
