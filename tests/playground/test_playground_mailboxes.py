"""Counting what everybody received, in one question."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient

from playground import Playground, Received
from tests.playground.sample_bot import section


def key(value: str) -> dict[str, Any]:
    return {"event_type": "delivery", "event_payload": {"k": value}}


def test_what_everybody_received(slack: Playground, client: WebClient) -> None:
    ana, ben, _ = people = slack.people(["Ana", "Ben", "Cleo"])
    blocks = [section(f"You give to <@{ben.id}>")]
    client.chat_postMessage(channel=ana.id, text="Your match", blocks=blocks, metadata=key("1"))
    client.chat_postMessage(channel=ana.id, text=f"Hello <@{ana.id}>")
    client.chat_postMessage(channel=ben.id, text="Your match", metadata=key("2"))
    client.chat_postMessage(channel=slack.channel("general", people).id, text="x")

    assert slack.received() == {
        ana.id: [
            Received("1", "Your match", [ben.id]),
            Received(None, f"Hello <@{ana.id}>", [ana.id]),
        ],
        ben.id: [Received("2", "Your match", [])],
    }


def test_what_was_deleted_or_is_for_the_moment_does_not_count(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    gone = client.chat_postMessage(channel=ana.id, text="gone")
    client.chat_delete(channel=gone["channel"], ts=gone["ts"])
    client.chat_postEphemeral(channel=ana.dm.id, user=ana.id, text="psst")
    slack.use_http("http://127.0.0.1:9/nobody")
    ana.command("/santa", ana.dm)

    assert slack.received() == {ana.id: []}


def test_each_team_is_asked_by_itself(slack: Playground, client: WebClient) -> None:
    other = slack.add_team("T2OTHER", "Other")
    ana, bea = slack.person("Ana"), slack.person("Bea", team=other)
    client.chat_postMessage(channel=ana.id, text="here")
    client.chat_postMessage(channel=bea.id, text="there", token=other.bot_token)

    assert slack.received() == {ana.id: [Received(None, "here", [])]}
    assert slack.received(other) == {bea.id: [Received(None, "there", [])]}


def test_posts_of_a_channel_as_they_read_now(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", [ana])
    first = client.chat_postMessage(channel=general.id, text="one", metadata=key("1"))
    client.chat_postMessage(channel=general.id, text="two")
    client.chat_update(channel=general.id, ts=first["ts"], text=f"<@{ana.id}> joined")

    assert slack.posts(general) == [
        Received("1", f"<@{ana.id}> joined", [ana.id]),
        Received(None, "two", []),
    ]
