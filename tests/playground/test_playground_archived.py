"""Channels that are archived and people who are deactivated, and both brought back."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from playground import Playground, PlaygroundError
from tests.playground.sample_bot import refused

NOBODY = "http://127.0.0.1:9/nobody"


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_in_an_archived_channel_nobody_types(slack: Playground, private: bool) -> None:
    ana = slack.person("Ana")
    channel = slack.channel("old", members=[ana], private=private)
    slack.use_http(NOBODY)
    slack.archive(channel)

    with pytest.raises(PlaygroundError, match="is archived" if private else "not in #old"):
        ana.command("/santa", channel)

    assert slack.deliveries() == []


def test_unarchived_a_private_channel_has_its_members_and_a_public_one_has_none(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    public = slack.channel("public", members=[ana])
    private = slack.channel("private", members=[ana], private=True)
    for channel in (public, private):
        slack.archive(channel)
        slack.archive(channel, False)

    members = client.conversations_members(channel=private.id)["members"]
    assert set(members) == {ana.id, slack.bot_user_id}
    assert client.conversations_members(channel=public.id)["members"] == []
    assert refused(client.chat_postMessage, channel=public.id, text="x") == "not_in_channel"
    slack.invite_bot(public)
    client.chat_postMessage(channel=public.id, text="x")


def test_somebody_reactivated_can_be_written_to(slack: Playground, client: WebClient) -> None:
    ana = slack.person("Ana")
    slack.deactivate(ana)
    assert refused(client.chat_postMessage, channel=ana.id, text="x") == "channel_not_found"

    slack.reactivate(ana)
    client.chat_postMessage(channel=ana.id, text="Welcome back")

    assert [one.text for one in ana.direct_messages] == ["Welcome back"]
