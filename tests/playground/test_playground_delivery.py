"""How payloads reach the bot: signed, shaped like Slack's, in time, once more."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from slack_sdk import WebClient
from websockets.sync.client import connect

from playground import Playground
from tests.playground.conftest import socket_bot
from tests.playground.sample_bot import button, form, refused, section

RECORDED = Path(__file__).parents[3] / "shared" / "oracle" / "recorded"
NOBODY = "http://127.0.0.1:9/nobody"


@pytest.mark.usefixtures("http")
def test_a_replay_is_signed_and_a_forgery_is_refused(slack: Playground) -> None:
    ana = slack.person("Ana")
    ana.command("/santa hello", slack.channel("general", members=[ana]))

    assert slack.redeliver().status == 200
    assert slack.request_url
    for forgery in ({"secret": "wrong"}, {"timestamp": int(time.time()) - 301}):
        headers = slack.signed_request(b"{}", "application/json", **forgery)
        answer = requests.post(slack.request_url, data=b"{}", headers=headers, timeout=3)
        assert answer.status_code == 401


@pytest.mark.usefixtures("http")
def test_any_payload_can_be_delivered(slack: Playground) -> None:
    command = {"command": "/santa", "text": "x", "team_id": slack.team_id, "user_id": "U1"}

    status, body = slack.deliver(command)

    assert (status, body) == (200, {"text": "You said: x"})


def test_a_bot_that_does_not_acknowledge_times_out(slack: Playground) -> None:
    ana = slack.person("Ana")
    url = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
    with connect(url) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        slack.wait_for_bot()

        reply = ana.command("/santa", slack.channel("general", members=[ana]))

        envelope = json.loads(socket.recv())
    assert reply.text == "/santa failed with the error “operation_timeout”"
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert slack.complaints() == ["/santa: not acknowledged within 3 s"]


@pytest.mark.usefixtures("http")
def test_many_people_act_at_once(slack: Playground) -> None:
    people = slack.people([f"Person {number}" for number in range(40)])
    general = slack.channel("general", members=people)

    with ThreadPoolExecutor(40) as pool:
        replies = list(pool.map(lambda one: one.command("/santa hello", general).text, people))

    assert replies == ["You said: hello"] * 40


def test_an_event_that_fails_is_sent_three_times_more(slack: Playground) -> None:
    slack.use_http(NOBODY)

    delivered = slack.event({"type": "app_uninstalled"})

    assert delivered.outcome == "failed"
    assert len(slack.deliveries()) == 4


def test_a_disconnected_bot_connects_again(slack: Playground) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    with socket_bot(slack):
        assert slack.disconnect_sockets() == 1
        slack.wait_for_bot()
        assert ana.command("/santa hello", general).text == "You said: hello"


def test_a_trigger_expires_after_three_seconds(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    slack.use_http(NOBODY)
    ana.command("/santa", slack.channel("general", members=[ana]))
    trigger = slack.deliveries()[-1]["trigger_id"]
    slack.advance(3.1)

    assert refused(client.views_open, trigger_id=trigger, view=form()) == "expired_trigger_id"
    assert refused(client.views_open, trigger_id="1.2.3", view=form()) == "invalid_trigger_id"


def test_a_patient_slack_waits_longer(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    slack.use_http(NOBODY)
    slack.be_patient(60)
    ana.command("/santa", slack.channel("general", members=[ana]))
    trigger = slack.deliveries()[-1]["trigger_id"]
    slack.advance(5)

    assert client.views_open(trigger_id=trigger, view=form())["ok"]


def test_views_stack_three_deep_and_hashes_guard_them(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    slack.use_http(NOBODY)
    ana.command("/santa", slack.channel("general", members=[ana]))
    view = client.views_open(trigger_id=_trigger(slack), view=form())["view"]
    for _ in range(2):
        ana.press("More")
        client.views_push(trigger_id=_trigger(slack), view=form())
    ana.press("More")

    assert refused(client.views_push, trigger_id=_trigger(slack), view=form()) == (
        "push_limit_reached"
    )
    client.views_update(view_id=view["id"], hash=view["hash"], view=form())
    assert refused(client.views_update, view_id=view["id"], hash=view["hash"], view=form()) == (
        "hash_conflict"
    )


def test_another_workspace_and_strangers_show_in_payloads(slack: Playground) -> None:
    other = slack.add_team("T2OTHER", "Other")
    bea, sam = slack.person("Bea", team=other), slack.person("Sam", stranger=True)
    slack.use_http(NOBODY)
    bea.command("/santa", slack.channel("elsewhere", members=[bea], team=other))
    sam.command("/santa", slack.channel("shared", members=[sam]))

    assert [one["team_id"] for one in slack.deliveries()] == ["T2OTHER", slack.team_id]


@pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded payloads beside this repository")
@pytest.mark.parametrize(
    ("act", "recorded"),
    [
        ("command", "slash_command-c875181e"),
        ("message", "block_actions-820d2c51"),
        ("ephemeral", "block_actions-3733e02f"),
        ("view", "block_actions-c11ce6d1"),
        ("submit", "view_submission-38bbdbdd"),
        ("close", "view_closed-3dc6f947"),
        ("home", "event_app_home_opened-86c0bb98"),
    ],
)
def test_payloads_have_the_recorded_shape(
    slack: Playground, client: WebClient, act: str, recorded: str
) -> None:
    wanted = json.loads((RECORDED / f"{recorded}.json").read_text())
    for name in ("enterprise_id", "enterprise_name"):
        wanted.pop(name, None)

    _act(slack, client, act)

    assert _missing(wanted, slack.deliveries()[-1]) == []


def _act(slack: Playground, client: WebClient, act: str) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    slack.use_http(NOBODY)
    ana.command("/santa", general)
    blocks = [{"type": "actions", "elements": [button("a", "Press")]}]
    if act in ("view", "submit", "close"):
        view = form(blocks=[section("A form"), *blocks])
        client.views_open(trigger_id=_trigger(slack), view=view)
    if act == "message":
        client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    if act == "ephemeral":
        client.chat_postEphemeral(channel=general.id, user=ana.id, text="x", blocks=blocks)
    if act in ("view", "message", "ephemeral"):
        ana.press("Press")
    elif act == "submit":
        ana.submit()
    elif act == "close":
        ana.close_modal()
    elif act == "home":
        client.views_publish(user_id=ana.id, view={"type": "home", "blocks": blocks})
        ana.open_home()


def _missing(wanted: object, got: object, path: str = "") -> list[str]:
    """The fields that Slack sends and the playground does not."""
    if not isinstance(wanted, dict) or not isinstance(got, dict) or path.endswith("/values"):
        return []
    missing = [f"{path}/{name}" for name in wanted if name not in got]
    shared = (name for name in wanted if name in got)
    deeper = [_missing(wanted[name], got[name], f"{path}/{name}") for name in shared]
    return missing + [one for some in deeper for one in some]


def _trigger(slack: Playground) -> str:
    return str(slack.deliveries()[-1]["trigger_id"])
