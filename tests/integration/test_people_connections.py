"""The connections over which Slack is asked who people are: few, kept open, and by a proxy where
there is one. Seen by whoever answers."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot import open_line
from bot.people import People
from core.domain.types import Caller, TeamId, UserId
from tests.integration.certified import certified
from tests.integration.offices import Office


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def offices() -> Iterator[Callable[..., Office]]:
    with ExitStack() as stack:
        yield lambda *more: stack.enter_context(closing(Office(*more)))


@pytest.fixture(params=["http", "https"])
def office(
    request: pytest.FixtureRequest, offices: Callable[..., Office], tmp_path: Path
) -> Office:
    return offices(certified(tmp_path) if request.param == "https" else None)


def people_of(office: Office, time: Stopwatch) -> People:
    return People(WebClient("xoxb-1", base_url=office.url, ssl=office.trusted, timeout=5), time)


def is_guest(known: People, user_id: str) -> bool:
    return known.profile_of(Caller(TeamId("T1"), UserId(user_id), "r"), {}).person.is_guest


def test_one_connection_serves_for_many_questions(office: Office, time: Stopwatch) -> None:
    known = people_of(office, time)

    for number in range(5):
        time.seconds += open_line.SILENT_SECONDS
        assert is_guest(known, f"U{number}")

    assert len(office.asked) == 5
    assert len(office.connections) == 1


def test_a_connection_that_was_silent_for_longer_is_not_trusted(
    office: Office, time: Stopwatch
) -> None:
    known = people_of(office, time)

    is_guest(known, "U1")
    time.seconds += open_line.SILENT_SECONDS + 1

    assert is_guest(known, "U2")
    assert len(office.connections) == 2


def test_a_connection_that_was_closed_while_it_was_silent_is_replaced(
    office: Office, time: Stopwatch
) -> None:
    known = people_of(office, time)

    is_guest(known, "U1")
    office.hang_up()

    assert is_guest(known, "U2")
    assert len(office.asked) == 2


def test_as_many_connections_stay_open_as_are_used_at_once(office: Office, time: Stopwatch) -> None:
    known, told = people_of(office, time), []
    office.together = threading.Barrier(open_line.AT_ONCE)

    for turn in ("first", "second"):
        crowd = [
            threading.Thread(target=lambda who=f"{turn}-{n}": told.append(is_guest(known, who)))
            for n in range(open_line.AT_ONCE)
        ]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()

    assert told == [True] * 2 * open_line.AT_ONCE
    assert len(office.connections) == open_line.AT_ONCE


def test_nobody_is_followed_elsewhere(offices: Callable[..., Office], time: Stopwatch) -> None:
    office, elsewhere = offices(), offices()
    office.moved_to = f"{elsewhere.url}users.info"

    assert not is_guest(people_of(office, time), "U1")
    assert (len(office.asked), len(elsewhere.asked)) == (1, 0)


@pytest.mark.parametrize("scheme", ["http://", "https://", ""])
def test_by_a_proxy_slack_is_asked_as_well(
    offices: Callable[..., Office], monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    proxy = offices()
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}me:p%40ss@{proxy.address}")
    near = People(WebClient("xoxb-1", base_url="http://slack.invalid/api/"))
    far = People(WebClient("xoxb-1", base_url="https://slack.invalid/api/"))

    assert is_guest(near, "U1")
    assert not is_guest(far, "U1")  # this proxy opens no tunnels

    login = "Basic " + b64encode(b"me:p@ss").decode()
    assert proxy.asked == [
        ("http://slack.invalid/api/users.info", login),
        ("slack.invalid:443", login),
    ]


def test_past_a_proxy_where_one_is_told_to(
    offices: Callable[..., Office], monkeypatch: pytest.MonkeyPatch, time: Stopwatch
) -> None:
    proxy, office = offices(), offices()
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert is_guest(people_of(office, time), "U1")
    assert (len(proxy.asked), len(office.asked)) == (0, 1)
