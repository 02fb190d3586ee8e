"""Accounts that an admin deactivates and brings back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from playground import Channel, Person, Playground, PlaygroundError
from tests.playground.sample_bot import button, section

NOBODY = "http://127.0.0.1:9/nobody"
Act = Callable[[Person, Channel], object]


@pytest.mark.usefixtures("bot")
def test_the_bot_is_told_of_the_whole_person(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana Lind", tz="Europe/Berlin")

    slack.end_account(ana)
    ended = slack.deliveries()[-1]
    slack.restore_account(ana)
    restored = slack.deliveries()[-1]

    assert ended["event"]["type"] == restored["event"]["type"] == "user_change"
    assert (ended["event"]["user"]["id"], ended["event"]["user"]["deleted"]) == (ana.id, True)
    assert "tz" not in ended["event"]["user"]
    now = client.users_info(user=ana.id)["user"]
    assert {**restored["event"]["user"], "updated": 0} == {**now, "updated": 0}
    assert (now["deleted"], now["tz"]) == (False, "Europe/Berlin")
    assert slack.transcript() == [
        "an admin: deactivates the account of Ana Lind",
        "an admin: reactivates the account of Ana Lind",
    ]


@pytest.mark.usefixtures("bot")
def test_the_bot_knows_when_the_act_is_over(slack: Playground) -> None:
    ana = slack.person("Ana Lind")

    slack.end_account(ana)

    *_, asked, told = slack.traffic()
    assert (asked["what"], asked["about"]) == ("users.info", "Ana Lind")
    assert (told["what"], told["about"]) == ("user_change", "Ana Lind")
    assert told["outcome"] == "acknowledged"


def test_an_account_ends_also_where_the_bot_cannot_be_told(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")

    slack.end_account(ana)

    assert client.users_info(user=ana.id)["user"]["deleted"]
    assert slack.complaints() == ["user_change: no Socket Mode connection"]


def test_what_is_so_already_is_refused(slack: Playground) -> None:
    ana = slack.person("Ana")
    slack.use_http(NOBODY)

    with pytest.raises(PlaygroundError, match="the account of Ana is active already"):
        slack.restore_account(ana)
    slack.end_account(ana)
    with pytest.raises(PlaygroundError, match="the account of Ana is deactivated already"):
        slack.end_account(ana)

    assert len(slack.deliveries()) == 4  # one event and its repetitions


ACTS: dict[str, Act] = {
    "say": lambda ana, general: ana.say("Hello", general),
    "command": lambda ana, general: ana.command("/santa", general),
    "shortcut": lambda ana, general: ana.shortcut("new"),
    "home": lambda ana, general: ana.open_home(),
    "press in a message": lambda ana, general: ana.press("Join", general),
    "press in a modal": lambda ana, general: ana.press("More"),
    "fill in": lambda ana, general: ana.fill("Name", "Lamps"),
    "submit": lambda ana, general: ana.submit(),
    "close": lambda ana, general: ana.close_modal(),
    "attach": lambda ana, general: ana.attach("Name", "a.csv", b"a"),
}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_whose_account_has_ended_does_nothing_any_more(
    slack: Playground, client: WebClient, act: Act
) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    blocks = [section("Hi"), {"type": "actions", "elements": [button("join", "Join")]}]
    client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    ana.command("/santa new", general)
    slack.deactivate(ana)
    before = len(slack.deliveries())

    with pytest.raises(PlaygroundError, match="the account of Ana is deactivated"):
        act(ana, general)

    assert len(slack.deliveries()) == before
