"""What a page learns that asks again and again what has changed for one person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from playground import Playground
from playground.changes import REMEMBERED, Changes
from playground.server import PlaygroundServer
from playground.workspace import Workspace
from tests.playground.sample_bot import section

Act = Callable[[Playground], object]


@pytest.fixture
def workspace(slack: Playground) -> Workspace:
    assert isinstance(slack._server, PlaygroundServer)
    return slack._server.workspace


def test_everybody_hears_what_is_for_them_in_order_and_once() -> None:
    changes = Changes(first=7)
    for audience, what in [(["A"], "a"), (None, "all"), (["B"], "b"), (["A", "B"], "a")]:
        changes.note(audience, what)

    assert changes.since("A", 7) == (11, ["a", "all"])
    assert changes.since("B", 7) == (11, ["all", "b", "a"])
    assert changes.since("B", 9) == (11, ["b", "a"])
    assert changes.since("B", 11) == (11, [])


def test_numbers_that_are_too_old_or_of_another_run_are_not_answered() -> None:
    changes = Changes(first=7)
    for _ in range(REMEMBERED + 1):
        changes.note(None, "x")
    last = REMEMBERED + 8

    assert changes.since("A", 7) == (last, None)
    assert changes.since("A", 8) == (last, ["x"])
    assert changes.since("A", last + 1) == (last, None)
    assert changes.since("A", 0) == (last, None)


def test_who_belongs_to_a_channel_is_asked_as_late_as_possible() -> None:
    changes, members = Changes(first=0), {"A": None}
    changes.note(members, "x")

    members["B"] = members.pop("A")

    assert changes.since("B", 0) == (1, ["x"])
    assert changes.since("A", 0) == (1, [])


def test_messages_and_screens_change_for_those_who_see_them(
    slack: Playground, client: WebClient, workspace: Workspace
) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    general, other = slack.channel("general", members=[ana, ben]), slack.channel("other")
    n, nothing = workspace.changes.since(ana.id, 0)
    assert nothing is None

    for channel in (general, other):
        ts = client.chat_postMessage(channel=channel.id, text="x")["ts"]
        client.chat_update(channel=channel.id, ts=ts, text="y")
    client.chat_postEphemeral(channel=general.id, user=ben.id, text="psst")
    client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [section("Hi")]})

    ts = ana.sees(general)[0].ts
    whispered = ben.sees(general)[1].ts
    (screen,) = workspace.homes.values()
    both = [f"message:{general.id}:{ts}", f"update:{general.id}:{ts}"]
    assert workspace.changes.since(ana.id, n)[1] == [*both, f"view:{screen.id}"]
    assert workspace.changes.since(ben.id, n)[1] == [*both, f"message:{general.id}:{whispered}"]


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (lambda slack: slack.person("Ben"), "people"),
        (lambda slack: slack.people(["Ben", "Cy"]), "people"),
        (lambda slack: slack.channel("other"), "places"),
    ],
    ids=["a person", "people", "a channel"],
)
def test_everybody_hears_of_what_is_added(
    slack: Playground, workspace: Workspace, act: Act, what: str
) -> None:
    ana = slack.person("Ana")
    n, _ = workspace.changes.since(ana.id, 0)

    act(slack)

    assert workspace.changes.since(ana.id, n) == (n + 1, [what])


def test_everybody_hears_of_people_channels_and_clocks_that_change(
    slack: Playground, workspace: Workspace
) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    general = slack.channel("general")
    acts: list[tuple[Act, str]] = [
        (lambda slack: slack.end_account(ben), "people"),
        (lambda slack: slack.restore_account(ben), "people"),
        (lambda slack: slack.deactivate(ben), "people"),
        (lambda slack: slack.reactivate(ben), "people"),
        (lambda slack: slack.invite(general, ben), "places"),
        (lambda slack: slack.remove(general, ben), "places"),
        (lambda slack: slack.archive(general), "places"),
        (lambda slack: slack.advance(60), "clock"),
    ]

    for act, what in acts:
        n, _ = workspace.changes.since(ana.id, 0)
        act(slack)
        assert workspace.changes.since(ana.id, n)[1] == [what]


def test_numbers_of_another_run_are_not_taken_for_this_ones(workspace: Workspace) -> None:
    before, _ = workspace.changes.since("U", 0)
    with Playground.start() as slack:
        assert isinstance(slack._server, PlaygroundServer)
        slack.people(["Ana", "Ben"])

        assert slack._server.workspace.changes.since("U", before)[1] is None
