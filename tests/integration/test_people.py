"""Who somebody is, as Slack says; how often it is asked; and what holds when it does not say."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from slack_sdk import WebClient

from bot import open_line
from bot.open_line import NotTold
from bot.people import People
from bot.profiles import Profile
from core.domain.types import Caller, Person, TeamId, UserId
from playground import Person as Somebody
from playground import Playground


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def known(slack: Playground, time: Stopwatch) -> People:
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    return People(client, time)


def ask(known: People, slack: Playground, who: Somebody) -> Person:
    caller = Caller(TeamId(slack.team_id), UserId(who.id), "request")
    return known.profile_of(caller, {}).person


def calls(slack: Playground) -> int:
    return len(slack.calls("users.info"))


def test_slack_says_who_somebody_is(slack: Playground, known: People) -> None:
    guest = slack.person("Gus", guest="single", tz="Europe/Oslo")
    caller = Caller(TeamId(slack.team_id), UserId(guest.id), "request")

    profile = known.profile_of(caller, {})

    assert profile.person == Person(UserId(guest.id), TeamId(slack.team_id), is_guest=True)
    assert profile.time_zone == "Europe/Oslo"


def test_slack_says_what_somebody_goes_by(slack: Playground, known: People) -> None:
    zoe = slack.person("Zoe Quist", username="zq")
    caller = Caller(TeamId(slack.team_id), UserId(zoe.id), "request")

    assert {"Zoe Quist", "zq"} <= set(known.profile_of(caller, {}).names)


def test_while_slack_is_silent_the_request_says_what_somebody_goes_by(
    slack: Playground, known: People
) -> None:
    caller = Caller(TeamId(slack.team_id), UserId("U0ZOE"), "request")
    slack.drop_request("users.info", times=2)

    sent = {"user": {"id": "U0ZOE", "username": "zq", "name": "zq"}}
    assert set(known.profile_of(caller, sent).names) == {"zq"}
    assert known.profile_of(caller, {}).names == ()


def test_slack_is_asked_once_in_ten_minutes(
    slack: Playground, known: People, time: Stopwatch
) -> None:
    ana, before = slack.person("Ana"), calls(slack)

    for seconds in (0, 1, 599):
        time.seconds = seconds
        ask(known, slack, ana)
    once = calls(slack) - before
    time.seconds = 600
    ask(known, slack, ana)

    assert (once, calls(slack) - before) == (1, 2)


@pytest.mark.parametrize("traits", [{"guest": "multi"}, {"stranger": True}], ids=str)
def test_a_refusal_is_not_remembered(
    slack: Playground, known: People, traits: dict[str, str | bool]
) -> None:
    somebody, before = slack.person("Gus", **traits), calls(slack)  # type: ignore[arg-type]

    first, second = ask(known, slack, somebody), ask(known, slack, somebody)

    assert first == second != Person(UserId(somebody.id), TeamId(slack.team_id))
    assert calls(slack) - before == 2


def test_nobody_is_looked_up_while_slack_has_asked_for_a_pause(
    slack: Playground, known: People, time: Stopwatch, caplog: pytest.LogCaptureFixture
) -> None:
    guest, before = slack.person("Gus", guest="single"), calls(slack)
    slack.rate_limit_next("users.info", retry_after=30)

    with caplog.at_level(logging.WARNING):
        during = []
        for seconds in (0, 29):
            time.seconds = seconds
            during.append(ask(known, slack, guest))
    asked = calls(slack) - before
    time.seconds = 30

    assert during == [Person(UserId(guest.id), TeamId(slack.team_id))] * 2
    assert asked == 1
    assert ask(known, slack, guest).is_guest
    assert guest.id not in caplog.text


#: What happens, and how often Slack is asked: where it may only have closed a connection that had
#: been silent, once more.
TROUBLES: dict[str, tuple[dict[str, Any], int]] = {
    "drop_request": ({"times": 2}, 2),
    "fail": ({"status": 503, "html": True}, 1),
    "garble": ({}, 1),
    "hang": ({"seconds": 3}, 1),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_slack_in_trouble_is_left_alone_for_a_moment(
    slack: Playground, known: People, time: Stopwatch, trouble: str
) -> None:
    guest, before = slack.person("Gus", guest="single"), calls(slack)
    details, expected = TROUBLES[trouble]
    getattr(slack, trouble)("users.info", **details)

    during = [ask(known, slack, guest).is_guest for _ in range(2)]
    asked = calls(slack) - before
    time.seconds = open_line.PAUSE_SECONDS

    assert (during, asked) == ([False, False], expected)
    assert ask(known, slack, guest).is_guest


def test_nobody_waits_for_a_turn_to_be_asked_about(
    slack: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.people.AT_ONCE", 1)
    known = People(WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]))
    guests = [slack.person(name, guest="single") for name in ("Gus", "Ida", "Jo")]
    slack.delay("users.info", 1, times=3)
    told: list[bool] = []

    crowd = [
        threading.Thread(target=lambda who=who: told.append(ask(known, slack, who).is_guest))
        for who in guests
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert told == [False, False, True]


def test_somebody_unknown_is_no_reason_for_a_pause(slack: Playground, known: People) -> None:
    guest = slack.person("Gus", guest="single")
    nobody = Caller(TeamId(slack.team_id), UserId("U0NOBODY"), "request")

    assert known.profile_of(nobody, {}).person == Person(nobody.user_id, nobody.team_id)
    assert ask(known, slack, guest).is_guest


def test_a_request_names_the_home_of_whoever_slack_does_not(
    slack: Playground, known: People
) -> None:
    slack.fail("users.info")
    caller = Caller(TeamId(slack.team_id), UserId("U0NOBODY"), "request")

    profile = known.profile_of(caller, {"user": {"team_id": "T0STRANGER"}})

    assert profile.person.team_id == "T0STRANGER"


def test_a_line_that_was_closed_meanwhile_is_opened_again(slack: Playground, known: People) -> None:
    ask(known, slack, slack.person("Ana"))
    guest = slack.person("Gus", guest="single")
    slack.drop_request("users.info")

    assert ask(known, slack, guest).is_guest


def test_only_so_many_are_remembered(
    slack: Playground, known: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.people.MOST_REMEMBERED", 2)
    ana, bo, cy = (slack.person(name) for name in ("Ana", "Bo", "Cy"))
    before = calls(slack)

    for who in (ana, bo, cy, bo, cy, ana):
        ask(known, slack, who)

    assert calls(slack) - before == 4


def ask_about(known: People, slack: Playground, *people: Somebody) -> list[Profile]:
    return known.profiles_of(TeamId(slack.team_id), [UserId(one.id) for one in people])


@pytest.mark.parametrize("admin", ["admin", "owner", "primary_owner"])
def test_slack_says_who_is_an_admin(slack: Playground, known: People, admin: str) -> None:
    boss, before = slack.person("Bea", admin=admin), calls(slack)

    told = [ask(known, slack, boss) for _ in range(2)]

    assert [one.is_admin for one in told] == [True, True]
    assert calls(slack) - before == 1
    assert not ask(known, slack, slack.person("Ana")).is_admin


def test_people_who_are_named_are_asked_about_by_name(slack: Playground, known: People) -> None:
    gus, ana = slack.person("Gus Hale", guest="multi"), slack.person("Ana Lind")

    first, second = ask_about(known, slack, gus, ana)

    assert (first.name, first.person.is_guest) == ("Gus Hale", True)
    assert (second.name, second.person) == (
        "Ana Lind",
        Person(UserId(ana.id), TeamId(slack.team_id)),
    )


def test_whom_slack_does_not_show_is_a_stranger(slack: Playground, known: People) -> None:
    elsewhere = slack.person("Zoe", team=slack.add_team("T0ZOE", "Elsewhere"))

    (told,) = ask_about(known, slack, elsewhere)

    assert told.person.team_id != slack.team_id
    assert not told.name


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nobody_who_is_named_is_believed_unseen(
    slack: Playground, known: People, trouble: str
) -> None:
    ana, bo = slack.person("Ana"), slack.person("Bo")
    details, _ = TROUBLES[trouble]
    getattr(slack, trouble)("users.info", to=bo.id, **details)

    with pytest.raises(NotTold):
        ask_about(known, slack, ana, bo)


def test_twenty_people_are_asked_about_while_somebody_waits(
    slack: Playground, known: People
) -> None:
    crowd = [slack.person(f"Person {number}") for number in range(20)]

    told = ask_about(known, slack, *crowd)

    assert [one.name for one in told] == [one.name for one in crowd]
