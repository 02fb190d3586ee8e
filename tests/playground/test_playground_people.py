"""What people see and how they are driven, without a bot that answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from slack_sdk import WebClient

from playground import Playground
from playground.rendering import Reader, mrkdwn
from tests.playground.sample_bot import button, section

NOBODY = "http://127.0.0.1:9/nobody"
MOMENT = 1_797_094_800  # 2026-12-12 17:00 UTC


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("*<@U1>* in <#C1|old>", "*@Ana Lind* in #general"),
        ("&lt;b&gt; &amp; :gift:", "<b> & :gift:"),
        ("<https://example.com|there> <https://example.com>", "there https://example.com"),
        ("<!channel> <!subteam^S1>", "@channel @crew"),
        (f"<!date^{MOMENT}^{{date_num}} {{time}}|later>", "2026-12-12 6:00 PM"),
        (f"<!date^{MOMENT}^{{date_long_pretty}} at {{time}}|x>", "tomorrow at 6:00 PM"),
    ],
)
def test_markup_is_shown_as_a_person_reads_it(sent: str, read: str) -> None:
    names = {"U1": "Ana Lind", "C1": "general", "S1": "crew"}
    reader = Reader(names, "Europe/Berlin", now=MOMENT - 86_400)

    assert mrkdwn(sent, reader) == read


def test_two_people_of_the_same_name(slack: Playground) -> None:
    first, second = slack.person("Ana Lind"), slack.person("Ana Lind")
    general = slack.channel("general", members=[first, second])
    slack.use_http(NOBODY)

    first.command(f"/santa {second.mention} @Ana Lind", general)

    assert (first.mention, second.mention) == ("@ana", "@ana.lind")
    text = slack.deliveries()[-1]["text"]
    assert text == f"<@{second.id}|ana.lind> <@{first.id}|ana>"


def test_a_command_ends_where_its_line_does(slack: Playground) -> None:
    ana = slack.person("Ana Lind")
    general = slack.channel("general", members=[ana])
    slack.use_http(NOBODY)

    ana.command("/santa\nnew\nlines ", general)

    sent = slack.deliveries()[-1]
    assert (sent["command"], sent["text"]) == ("/santa", "new\nlines")


def test_a_stale_button_can_still_be_pressed(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    blocks = [{"type": "actions", "elements": [button("a", "Join", "old")]}]
    ts = client.chat_postMessage(channel=general.id, text="x", blocks=blocks)["ts"]
    old = ana.sees(general)[-1]
    client.chat_update(channel=general.id, ts=ts, text="closed", blocks=[section("closed")])
    slack.use_http(NOBODY)

    ana.press("Join", message=old)

    assert slack.deliveries()[-1]["actions"][0]["value"] == "old"
    with pytest.raises(AssertionError, match="no button 'Join'"):
        ana.press("Join", general)


def test_a_menu_in_a_message(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    option = {"text": {"type": "plain_text", "text": "Office"}, "value": "o"}
    menu = {"type": "static_select", "action_id": "which", "options": [option]}
    blocks = [section("Which one?", accessory=menu)]
    client.chat_postMessage(channel=ana.id, text="Which one?", blocks=blocks)
    slack.use_http(NOBODY)

    ana.choose("Which", "Office", message=ana.direct_messages[-1])

    assert slack.deliveries()[-1]["actions"][0]["selected_option"]["value"] == "o"


def test_a_question_can_be_answered_with_no(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    text = {"type": "plain_text", "text": "Sure?"}
    sure = button("a", "Leave", confirm={"title": text, "text": text})
    blocks = [{"type": "actions", "elements": [sure]}]
    client.chat_postMessage(channel=ana.id, text="x", blocks=blocks)
    slack.use_http(NOBODY)

    assert ana.press("Leave", confirm=False) is None
    assert slack.deliveries() == []


def test_ephemeral_messages_have_one_reader(slack: Playground, client: WebClient) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    general = slack.channel("general", members=[ana, ben])

    client.chat_postEphemeral(channel=general.id, user=ana.id, text="psst")

    assert [one.ephemeral for one in ana.sees(general)] == [True]
    assert ben.sees(general) == []


def test_the_transcript_tells_who_did_and_saw_what(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    told, heard = [], threading.Event()

    def hear(entry: dict[str, str]) -> None:
        told.append(entry["what"])
        if entry["what"] == "Hello @Ana":
            heard.set()

    slack.on_event(hear)
    ana.command("/santa", general)
    client.chat_postMessage(channel=general.id, text=f"Hello <@{ana.id}>")

    assert heard.wait(3)
    assert slack.transcript()[0] == "Ana (#general): /santa"
    assert slack.transcript()[-1] == "Kringle (#general): Hello @Ana"


def test_waiting_in_vain_shows_what_is_seen(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    client.chat_postMessage(channel=ana.id, text="Hello")

    with pytest.raises(AssertionError, match=r"Ana sees:(.|\n)*Hello"):
        ana.wait_for(lambda: False, seconds=0.05)


def test_it_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "playground", "--ready-file", str(tmp_path / "ready")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        with Playground.connect(ready["url"]) as slack:
            ana = slack.person("Ana")
            WebClient(token=slack.bot_token, base_url=slack.api_url).chat_postMessage(
                channel=ana.id, text="Hello"
            )
            assert [one.text for one in ana.direct_messages] == ["Hello"]
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(5) == 0
    assert json.loads((tmp_path / "ready").read_text()) == ready
