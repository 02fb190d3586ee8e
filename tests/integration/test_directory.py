"""Who many people are, asked of Slack over real HTTP: few one by one, many from the list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot import directory
from bot.directory import FEW, SlackDirectory
from core.domain.types import Person, TeamId, UserId
from playground import Playground


class Time:
    """It passes while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(scope="module")
def running() -> Iterator[Playground]:
    with Playground.start() as slack:
        slack.person("Gone", deleted=True)
        slack.people([f"Person {number}" for number in range(60)])
        yield slack


@pytest.fixture
def slack(running: Playground) -> Playground:
    running.clear_faults()
    return running


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def known(slack: Playground, time: Time) -> SlackDirectory:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    return SlackDirectory(lambda team_id: client, time.now, time.sleep)


def everybody(slack: Playground) -> list[UserId]:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    return [UserId(one["id"]) for one in client.users_list()["members"] if not one["is_bot"]]


def ask(known: SlackDirectory, slack: Playground, ids: list[UserId]) -> dict[UserId, Person]:
    return {one.user_id: one for one in known.people(TeamId(slack.team_id), ids)}


def test_few_are_asked_about_one_by_one(slack: Playground, known: SlackDirectory) -> None:
    few = everybody(slack)[:5]
    before = len(slack.calls("users.list"))

    told = ask(known, slack, [*few, UserId("U0ELSEWHERE")])

    assert set(told) == {*few, "U0ELSEWHERE"}
    assert told[UserId("U0ELSEWHERE")].team_id != slack.team_id
    assert any(one.is_deactivated for one in told.values())
    assert len(slack.calls("users.list")) == before


def test_many_are_looked_up_in_the_list(
    slack: Playground, known: SlackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PAGE", 25)
    ids = everybody(slack)
    assert len(ids) > FEW
    before = len(slack.calls("users.info"))

    told = ask(known, slack, ids)

    assert set(told) == set(ids)
    assert len([one for one in told.values() if one.is_deactivated]) == 1
    assert len(slack.calls("users.info")) == before


def test_whom_the_list_does_not_get_to_are_asked_about_as_far_as_that_goes(
    slack: Playground, known: SlackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PAGE", 10)
    monkeypatch.setattr(directory, "MOST_PAGES", 1)
    ids = everybody(slack)

    told = ask(known, slack, ids)

    assert FEW < len(told) < len(ids)


def test_a_limit_is_waited_for_but_not_for_ever(
    slack: Playground, known: SlackDirectory, time: Time
) -> None:
    few = everybody(slack)[:3]
    slack.rate_limit_next("users.info", retry_after=10)
    assert set(ask(known, slack, few)) == set(few)
    assert time.seconds == 10

    slack.rate_limit_next("users.info", retry_after=300, times=9)

    assert ask(known, slack, few) == {}
    assert time.seconds == 10


@pytest.mark.parametrize("trouble", ["internal_error", "account_inactive"])
def test_what_slack_does_not_tell_is_left_open(
    slack: Playground, known: SlackDirectory, trouble: str
) -> None:
    ids = everybody(slack)
    slack.fail("users.list", error=trouble)
    assert ask(known, slack, ids) == {}

    few = ids[:3]
    slack.fail("users.info", error=trouble, to=few[1])
    told = ask(known, slack, few)

    assert set(told) < set(few)
