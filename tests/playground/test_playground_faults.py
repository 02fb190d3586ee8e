"""Slack at its worst, to order: what the caller gets, and whether the call had its effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from slack_sdk import WebClient

from playground import Playground, PlaygroundError
from tests.eventually import eventually
from tests.playground.raw_calls import POST, outcome, send

Order = Callable[[Playground], None]


@pytest.mark.parametrize(
    ("order", "ending", "received"),
    [
        (lambda slack: slack.fail(POST), "200 fatal_error", 0),
        (lambda slack: slack.fail(POST, after=True), "200 fatal_error", 1),
        (lambda slack: slack.fail(POST, status=500), "500 fatal_error", 0),
        (lambda slack: slack.fail(POST, html=True), "503 no JSON", 0),
        (lambda slack: slack.fail(POST, html=True, status=502), "502 no JSON", 0),
        (lambda slack: slack.fail(POST, html=True, after=True), "503 no JSON", 1),
        (lambda slack: slack.rate_limit_next(POST), "429 ratelimited", 0),
        (lambda slack: slack.drop_request(POST), "closed", 0),
        (lambda slack: slack.drop_request(POST, reset=True), "reset", 0),
        (lambda slack: slack.lose_reply(POST), "closed", 1),
        (lambda slack: slack.lose_reply(POST, reset=True), "reset", 1),
        (lambda slack: slack.hang(POST, 0.1), "closed", 0),
        (lambda slack: slack.garble(POST), "200 no JSON", 1),
        (lambda slack: slack.garble(POST, how="half"), "200 no JSON", 1),
        (lambda slack: slack.garble(POST, how="empty"), "200 no JSON", 1),
        (lambda slack: slack.garble(POST, how="cut"), "cut", 1),
        (lambda slack: slack.delay(POST, 0.01), "200 ok", 1),
    ],
)
def test_a_fault_ends_the_call_as_ordered_once(
    slack: Playground, order: Order, ending: str, received: int
) -> None:
    ana = slack.person("Ana")
    order(slack)

    assert outcome(slack, POST, channel=ana.id, text="1") == ending
    assert [one.text for one in ana.direct_messages] == ["1"] * received
    assert outcome(slack, POST, channel=ana.id, text="2") == "200 ok"
    assert ana.direct_messages[-1].text == "2"


def test_a_late_call_takes_effect_after_its_connection_was_closed(slack: Playground) -> None:
    ana = slack.person("Ana")
    slack.late(POST, 0.05)

    assert outcome(slack, POST, channel=ana.id, text="late") == "closed"

    ana.wait_for(lambda: slack.late_calls() == 0)
    assert [one.text for one in ana.direct_messages] == ["late"]
    (call,) = slack.calls(POST)
    assert (call["status"], call["ok"], call["fault"]) == (0, True, "late")


def test_until_then_a_late_call_has_no_effect(slack: Playground) -> None:
    ana = slack.person("Ana")
    slack.late(POST, 600)

    assert outcome(slack, POST, channel=ana.id, text="late") == "closed"

    assert (slack.late_calls(), ana.direct_messages) == (1, [])
    assert outcome(slack, POST, channel=ana.id, text="in time") == "200 ok"


@pytest.mark.parametrize(
    "order",
    [lambda slack: slack.hang(POST, 600), lambda slack: slack.late(POST, 0, hold=600)],
    ids=["hang", "late"],
)
def test_a_held_connection_stays_open_and_silent(slack: Playground, order: Order) -> None:
    ana = slack.person("Ana")
    order(slack)
    connection = send(slack, POST, channel=ana.id, text="?")
    assert connection.sock

    connection.sock.settimeout(0.3)
    with pytest.raises(TimeoutError):
        connection.sock.recv(1)
    connection.close()


def test_as_many_calls_as_like_may_hang_and_others_are_still_answered(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    slack.hang(POST, 600, times=150)
    hanging = [send(slack, POST, channel=ana.id, text="?") for _ in range(150)]
    ana.wait_for(lambda: len(slack.calls(POST)) == 150)

    assert client.auth_test()["ok"]

    for connection in hanging:
        connection.close()


def test_closing_ends_what_hangs_and_drops_what_is_late() -> None:
    before = set(threading.enumerate())
    slack = Playground.start()
    ana = slack.person("Ana")
    slack.hang(POST, 600)
    slack.late(POST, 600, hold=600)
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(outcome, slack, POST, channel=ana.id, text="?") for _ in range(2)]
        ana.wait_for(lambda: len(slack.calls(POST)) == 2)
        slack.close()

        assert [call.result() for call in calls] == ["closed", "closed"]

    assert {one for one in set(threading.enumerate()) - before if not one.daemon} == set()


def test_a_fault_can_be_for_one_person(slack: Playground) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    slack.lose_reply(POST, reset=True, to=ben.id)

    assert outcome(slack, POST, channel=ana.id, text="x") == "200 ok"
    assert outcome(slack, POST, channel=ben.id, text="x") == "reset"


def test_calls_tell_what_struck_them(slack: Playground) -> None:
    ana = slack.person("Ana")
    slack.fail(POST, html=True, after=True)
    for _ in range(2):
        outcome(slack, POST, channel=ana.id, text="x")

    struck, fine = slack.calls(POST)

    assert (struck["fault"], struck["status"], struck["ok"]) == ("fail", 503, False)
    assert (fine["fault"], fine["status"], fine["ok"]) == (None, 200, True)
    assert fine["args"] == {"channel": ana.id, "text": "x"}


def test_an_unknown_way_to_garble_is_refused(slack: Playground) -> None:
    with pytest.raises(PlaygroundError, match="known are: html, half, cut, empty"):
        slack.garble(POST, how="rot13")  # type: ignore[arg-type]


def test_a_fault_for_any_method_strikes_the_next_call_whatever_it_is(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    slack.rate_limit_next("*", times=2)

    assert outcome(slack, "auth.test") == "429 ratelimited"
    assert outcome(slack, POST, channel=ana.id, text="x") == "429 ratelimited"
    assert outcome(slack, POST, channel=ana.id, text="x") == "200 ok"


@pytest.mark.usefixtures("http")
def test_a_fault_for_any_method_strikes_answers_to_interactions_too(slack: Playground) -> None:
    ana = slack.person("Ana")
    ana.command("/santa hello", slack.channel("general", members=[ana]))
    url = slack.deliveries()[-1]["response_url"]
    slack.fail("*", status=500)

    assert requests.post(url, json={"text": "x"}).status_code == 500
    assert requests.post(url, json={"text": "x"}).status_code == 200


@pytest.mark.usefixtures("socket")
def test_during_an_outage_a_proxy_answers_everything_and_nothing_has_an_effect(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    ana.command("/santa hello", general)
    addresses = [
        client.files_getUploadURLExternal(filename="a", length=1)["upload_url"],
        slack.deliveries()[-1]["response_url"],
    ]
    seen = [one.text for one in ana.sees(general)]
    slack.go_down(600)

    assert 0 < slack.down_for() <= 600
    assert outcome(slack, "auth.test") == "503 no JSON"
    assert outcome(slack, POST, channel=general.id, text="x") == "503 no JSON"
    assert [requests.post(url, json={"text": "x"}).status_code for url in addresses] == [503] * 2
    assert [one.text for one in ana.sees(general)] == seen
    assert {one["fault"] for one in slack.traffic()[-4:]} == {"down"}
    assert slack.connections == 1
    assert ana.command("/santa hello", general).text == "You said: hello"


def test_an_outage_ends_by_itself_or_with_the_other_faults(slack: Playground) -> None:
    slack.fail("auth.test")
    slack.go_down(600)
    assert outcome(slack, "auth.test") == "503 no JSON"
    slack.go_down(0.05)

    eventually(lambda: slack.down_for() == 0.0)
    assert outcome(slack, "auth.test") == "200 fatal_error"  # nothing has used it up

    slack.go_down(600)
    slack.clear_faults()
    assert slack.down_for() == 0.0
    assert outcome(slack, "auth.test") == "200 ok"
