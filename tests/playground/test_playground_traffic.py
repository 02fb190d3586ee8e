"""The record of the last requests in both directions, as somebody reads it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import requests
from slack_sdk import WebClient
from websockets.sync.client import connect

from playground import Playground
from playground.errors import Json
from tests.playground.raw_calls import POST, outcome
from tests.playground.sample_bot import refused, section

NOBODY = "http://127.0.0.1:9/nobody"
Order = Callable[[Playground], None]


def newest(slack: Playground) -> Json:
    """The last request, with its payload and its answer."""
    entry = slack.traffic_entry(slack.traffic()[-1]["n"])
    assert entry
    return entry


@pytest.mark.usefixtures("bot")
def test_one_reads_what_the_bot_was_sent_and_what_it_called(slack: Playground) -> None:
    ana, ben = slack.person("Ana Lind"), slack.person("Ben Roe")
    general = slack.channel("general", members=[ana, ben])

    ana.command("/santa new", general)
    ana.press("More")
    ana.fill("Name", "Lamps")
    ana.fill("Draw", "soon")
    ana.choose("Channel", general)
    ana.submit()
    ben.press("Join", general)
    ana.open_home()
    ana.command(f"/santa {ben.mention}", ana.dm)

    requests = {(one["to"], one["what"], one["about"], one["outcome"]) for one in slack.traffic()}
    assert requests >= {
        ("bot", "/santa new", "Ana Lind in #general", "acknowledged"),
        ("slack", "views.open", "Ana Lind", "ok"),
        ("bot", "block_actions", "Ana Lind", "acknowledged"),
        ("slack", "views.update", "Ana Lind", "ok"),
        ("bot", "view_submission", "Ana Lind", "acknowledged"),
        ("slack", POST, "#general", "ok"),
        ("bot", "block_actions", "Ben Roe in #general", "acknowledged"),
        ("slack", "response_url", "Ben Roe in #general", "ok"),
        ("bot", "app_home_opened", "DM with Ana Lind", "acknowledged"),
        ("slack", "views.publish", "Ana Lind", "ok"),
        ("bot", "/santa @Ben Roe", "DM with Ana Lind", "acknowledged"),
    }
    assert all(one["good"] for one in slack.traffic())


@pytest.mark.usefixtures("bot")
def test_each_request_is_kept_with_its_payload_and_its_answer(slack: Playground) -> None:
    ana = slack.person("Ana")

    ana.command("/santa hello", slack.channel("general", members=[ana]))

    entry = newest(slack)
    assert entry["payload"]["text"] == "hello"
    assert entry["answer"] == {"text": "You said: hello"}


@pytest.mark.parametrize(
    ("order", "ending", "fault"),
    [
        (lambda slack: slack.fail(POST), "error fatal_error", "fail"),
        (lambda slack: slack.fail(POST, status=500), "500, error fatal_error", "fail"),
        (lambda slack: slack.fail(POST, html=True), "503", "fail"),
        (
            lambda slack: slack.rate_limit_next(POST, retry_after=7),
            "429, retry after 7 s",
            "rate_limit",
        ),
        (lambda slack: slack.drop_request(POST), "no answer", "drop_request"),
        (lambda slack: slack.lose_reply(POST, reset=True), "no answer", "lose_reply"),
        (lambda slack: slack.hang(POST, 0.1), "no answer", "hang"),
        (lambda slack: slack.late(POST, 600), "no answer, takes effect late", "late"),
        (lambda slack: slack.garble(POST), "no proper answer", "garble"),
        (lambda slack: slack.garble(POST, how="cut"), "answer cut off", "garble"),
    ],
)
def test_a_call_that_a_fault_struck_tells_so(
    slack: Playground, order: Order, ending: str, fault: str
) -> None:
    ana = slack.person("Ana Lind")
    order(slack)

    outcome(slack, POST, channel=ana.id, text="x")

    entry = newest(slack)
    assert (entry["outcome"], entry["good"]) == (ending, False)
    assert (entry["fault"], entry["about"]) == (fault, "DM with Ana Lind")
    assert (entry["answer"] is None) == ending.startswith("no answer")


def test_a_delay_shows_in_the_seconds_it_took(slack: Playground, client: WebClient) -> None:
    slack.delay("auth.test", 0.2)

    client.auth_test()

    entry = newest(slack)
    assert (entry["outcome"], entry["fault"]) == ("ok", "delay")
    assert entry["seconds"] > 0.19


def test_so_does_the_time_that_a_connection_was_held(slack: Playground) -> None:
    slack.hang("auth.test", 0.2)

    outcome(slack, "auth.test")

    assert newest(slack)["seconds"] > 0.19


def test_a_refusal_stands_there_in_slacks_word(slack: Playground, client: WebClient) -> None:
    refused(client.chat_postMessage, channel="C0NOWHERE", text="x")

    assert newest(slack)["outcome"] == "error channel_not_found"
    assert newest(slack)["answer"] == {"ok": False, "error": "channel_not_found"}
    assert newest(slack)["about"] == ""


def test_pages_and_files_stand_there_as_text(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    slack.fail("auth.test", html=True)
    outcome(slack, "auth.test")
    assert "<h1>503 Service Unavailable</h1>" in newest(slack)["answer"]

    url = client.files_getUploadURLExternal(filename="a.csv", length=3)["upload_url"]
    requests.post(url, data=b"a,b")
    assert (newest(slack)["what"], newest(slack)["answer"]) == ("upload", "OK - 3")

    attached = {"user": ana.id, "name": "a.csv", "content": "YWFh" * 500}
    file = requests.post(f"{slack.url}/playground/attach", json=attached).json()["result"]
    header = {"Authorization": f"Bearer {slack.bot_token}"}
    requests.get(file["url_private_download"], headers=header)
    assert (newest(slack)["what"], newest(slack)["answer"]) == ("download", "1,500 bytes")


@pytest.mark.parametrize("over_http", [True, False], ids=["http", "socket"])
def test_a_bot_that_cannot_be_reached_is_there_with_each_attempt(
    slack: Playground, over_http: bool
) -> None:
    ana = slack.person("Ana")
    slack.use_http(NOBODY if over_http else None)

    ana.open_home()

    reason = "no connection to the bot: ConnectionError" if over_http else "no Socket Mode"
    assert len(slack.traffic()) == 4
    assert newest(slack)["outcome"].startswith(f"failed: {reason}")
    assert (newest(slack)["good"], newest(slack)["answer"]) == (False, None)


def test_a_bot_that_does_not_acknowledge_in_time_is_told(slack: Playground) -> None:
    ana = slack.person("Ana")
    url = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
    slack.be_patient(0.05)
    with connect(url):
        slack.wait_for_bot()
        ana.command("/santa", slack.channel("general", members=[ana]))

    assert newest(slack)["outcome"] == "not acknowledged within 0.05 s"


@pytest.mark.usefixtures("bot")
def test_what_is_delivered_again_is_there_again(slack: Playground) -> None:
    ana = slack.person("Ana")
    ana.command("/santa hello", slack.channel("general", members=[ana]))

    slack.redeliver()

    assert [one["what"] for one in slack.traffic() if one["to"] == "bot"] == ["/santa hello"] * 2


def test_only_the_last_thousand_are_kept_and_one_asks_for_what_is_new(
    slack: Playground, client: WebClient
) -> None:
    for _ in range(1_003):
        client.auth_test()

    assert [one["n"] for one in slack.traffic()] == list(range(4, 1_004))
    assert [one["n"] for one in slack.traffic(after=1_001)] == [1_002, 1_003]
    assert slack.traffic(after=1_003) == []
    assert slack.traffic_entry(3) is None


def test_what_was_answered_stays_as_it_was(slack: Playground, client: WebClient) -> None:
    general = slack.channel("general")
    blocks = [section("before")]
    ts = client.chat_postMessage(channel=general.id, text="before", blocks=blocks)["ts"]
    answered = newest(slack)

    client.chat_update(channel=general.id, ts=ts, text="after", blocks=[section("after")])

    assert slack.traffic_entry(answered["n"]) == answered
    assert "before" in json.dumps(answered["answer"])
    assert "after" not in json.dumps(answered)


@pytest.mark.usefixtures("http")
def test_no_token_is_in_it(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    ana.command("/santa new", slack.channel("general", members=[ana]))
    ana.open_home()
    outcome(slack, "auth.test", token=slack.bot_token)
    requests.get(f"{slack.api_url}auth.test?token={slack.bot_token}")
    client.apps_connections_open(app_token=slack.app_token)

    entries = [slack.traffic_entry(one["n"]) for one in slack.traffic()]

    assert len(entries) > 5
    for token in (slack.bot_token, slack.app_token, "verification-token", slack.signing_secret):
        assert token not in json.dumps(entries)
