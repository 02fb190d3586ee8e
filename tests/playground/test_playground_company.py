"""Who is there when the playground in the browser begins."""

from __future__ import annotations

from slack_sdk import WebClient

from playground import Playground
from playground.browser.company import crowd, settle_in


def test_one_finds_colleagues_and_channels_of_every_kind(
    slack: Playground, client: WebClient
) -> None:
    settle_in(slack)

    people = [one for one in client.users_list()["members"] if not one["is_bot"]]
    assert sum(one["is_admin"] for one in people) == 1
    assert sum(one["is_restricted"] for one in people) == 1
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    members = {
        one["name"]: set(client.conversations_members(channel=one["id"])["members"])
        for one in listed
    }
    everybody = {one["id"] for one in people if one["id"] != "USLACKBOT"}
    assert members["general"] == {*everybody, slack.bot_user_id}
    assert slack.bot_user_id not in members["kitchen"]
    assert slack.bot_user_id in members["committee"]
    assert len(members["committee"]) == 4
    assert [one["name"] for one in listed if one["is_private"]] == ["committee"]


def test_a_crowd_comes_with_what_it_has_said(slack: Playground, client: WebClient) -> None:
    general = settle_in(slack)
    before = len(client.conversations_members(channel=general.id, limit=1000)["members"])

    crowd(slack, general, people=300, messages=1000)

    after = client.conversations_members(channel=general.id, limit=1000)["members"]
    assert len(after) == before + 300
    newest = client.conversations_history(channel=general.id, limit=999)["messages"]
    assert len({one["ts"] for one in newest}) == 999
    assert {one["user"] for one in newest} <= set(after)
