"""What the Web API accepts, refuses and hands out."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from playground import Playground
from tests.playground.sample_bot import form, refused, section


def test_tokens_are_checked(slack: Playground, client: WebClient) -> None:
    assert client.auth_test()["user_id"] == slack.bot_user_id
    assert requests.post(slack.api_url + "auth.test").json()["error"] == "not_authed"
    assert refused(client.auth_test, token="xoxb-other") == "invalid_auth"
    assert refused(client.api_call, api_method="chat.startStream") == "unknown_method"
    assert refused(client.apps_connections_open, app_token=slack.bot_token) == (
        "not_allowed_token_type"
    )


def test_a_revoked_token_is_refused_until_it_is_restored(
    slack: Playground, client: WebClient
) -> None:
    other, ana = slack.add_team("T2OTHER"), slack.person("Ana")
    slack.revoke_token()
    slack.revoke_token(other, error="account_inactive")

    assert refused(client.auth_test) == "token_revoked"
    assert refused(client.chat_postMessage, channel=ana.id, text="x") == "token_revoked"
    assert refused(client.auth_test, token=other.bot_token) == "account_inactive"
    slack.restore_token()
    assert client.chat_postMessage(channel=ana.id, text="x").status_code == 200
    assert refused(client.auth_test, token=other.bot_token) == "account_inactive"
    assert [one.text for one in ana.direct_messages] == ["x"]
    assert slack.complaints() == []


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": "x", "blocks": "not json"}, "invalid_blocks_format"),
        ({"text": "x", "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"text": "x", "channel": ""}, "invalid_arguments"),
        ({"text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_schema"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_messages_that_slack_refuses(
    slack: Playground, client: WebClient, args: dict[str, Any], error: str
) -> None:
    general = slack.channel("general")

    json = {"channel": general.id, **args}
    assert refused(client.api_call, api_method="chat.postMessage", json=json) == error
    assert client.conversations_history(channel=general.id)["messages"] == []


def test_refused_blocks_name_the_place(slack: Playground, client: WebClient) -> None:
    blocks = [section("fine"), section("x" * 3001)]

    with pytest.raises(SlackApiError) as refusal:
        client.chat_postMessage(channel=slack.channel("general").id, text="x", blocks=blocks)

    (words,) = refusal.value.response["response_metadata"]["messages"]
    assert words == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    assert any("invalid_blocks" in one for one in slack.complaints())


def test_channels_without_the_bot_and_archived_ones(slack: Playground, client: WebClient) -> None:
    public = slack.channel("public", bot_is_member=False)
    private = slack.channel("private", private=True, bot_is_member=False)

    assert refused(client.chat_postMessage, channel=public.id, text="x") == "not_in_channel"
    assert refused(client.chat_postMessage, channel=private.id, text="x") == "channel_not_found"
    slack.invite_bot(public)
    client.chat_postMessage(channel=public.id, text="x")
    ts = client.chat_postMessage(channel=public.id, text="x")["ts"]
    slack.archive(public)
    assert refused(client.chat_postMessage, channel=public.id, text="x") == "is_archived"
    assert refused(client.chat_update, channel=public.id, ts=ts, text="y") == "is_inactive"
    slack.archive(public, False)
    client.chat_update(channel=public.id, ts=ts, text="y")


def test_a_message_to_a_person_opens_the_direct_message(
    slack: Playground, client: WebClient
) -> None:
    ana, robot = slack.person("Ana"), slack.person("Robot", is_bot=True)
    gone = slack.person("Gone", deleted=True)

    answer = client.chat_postMessage(channel=ana.id, text="Hello")

    assert answer["channel"] == ana.dm.id
    assert [one.text for one in ana.direct_messages] == ["Hello"]
    assert refused(client.chat_postMessage, channel=robot.id, text="x") == "cannot_dm_bot"
    assert refused(client.conversations_open, users=gone.id) == "user_disabled"


def test_without_the_messages_tab_nothing_can_be_written_to_people(
    slack: Playground, client: WebClient
) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    channel = client.conversations_open(users=ana.id)["channel"]["id"]
    slack.messages_tab(False)

    for to in (ana.id, channel, ben.id):
        assert refused(client.chat_postMessage, channel=to, text="x") == "messages_tab_disabled"
    assert refused(client.chat_postEphemeral, channel=channel, user=ana.id, text="x") == (
        "messages_tab_disabled"
    )
    slack.messages_tab(True)
    client.chat_postMessage(channel=channel, text="x")


def test_somebody_who_was_deactivated_still_has_the_direct_message_there_was(
    slack: Playground, client: WebClient
) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    client.chat_postMessage(channel=ana.id, text="before")
    for person in (ana, ben):
        slack.deactivate(person)

    client.chat_postMessage(channel=ana.id, text="after")

    assert [one.text for one in ana.direct_messages] == ["before", "after"]
    assert refused(client.chat_postMessage, channel=ben.id, text="x") == "channel_not_found"
    for person in (ana, ben):
        assert refused(client.conversations_open, users=person.id) == "user_disabled"


def test_only_own_messages_can_be_changed(slack: Playground, client: WebClient) -> None:
    general = slack.channel("general", members=[slack.person("Ana")])
    ts = client.chat_postMessage(channel=general.id, text="one")["ts"]

    client.chat_update(channel=general.id, ts=ts, text="two")
    client.chat_delete(channel=general.id, ts=ts)

    assert refused(client.chat_update, channel=general.id, ts=ts, text="x") == "message_not_found"
    assert refused(client.chat_postEphemeral, channel=general.id, user="U1", text="x") == (
        "user_not_in_channel"
    )


def test_metadata_is_handed_out_only_on_request(slack: Playground, client: WebClient) -> None:
    general = slack.channel("general")
    metadata = {"event_type": "delivery", "event_payload": {"k": "1"}}
    client.chat_postMessage(channel=general.id, text="x", metadata=metadata)

    plain = client.conversations_history(channel=general.id)["messages"]
    full = client.conversations_history(channel=general.id, include_all_metadata=True)["messages"]

    assert "metadata" not in plain[0]
    assert full[0]["metadata"] == metadata


def test_lists_are_paged(slack: Playground, client: WebClient) -> None:
    people = slack.people([f"Person {n}" for n in range(5)])
    general = slack.channel("general", members=people)
    for text in "abc":
        client.chat_postMessage(channel=general.id, text=text)

    pages = client.conversations_members(channel=general.id, limit=4)
    sizes = [len(page["members"]) for page in pages]
    first = client.conversations_history(channel=general.id, limit=2)
    rest = client.conversations_history(
        channel=general.id, cursor=first["response_metadata"]["next_cursor"]
    )

    assert sizes == [4, 2]
    assert [one["text"] for one in first["messages"] + rest["messages"]] == ["c", "b", "a"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert refused(client.users_list, cursor="nonsense") == "invalid_cursor"


def test_who_somebody_is(slack: Playground, client: WebClient) -> None:
    guest = slack.person("Guest", guest="single", tz="Europe/Berlin")
    stranger = slack.person("Stranger", stranger=True)

    shown = client.users_info(user=guest.id)["user"]

    assert (shown["is_restricted"], shown["is_ultra_restricted"]) == (True, True)
    assert shown["tz"] == "Europe/Berlin"
    assert client.users_info(user=stranger.id)["user"]["is_stranger"] is True
    assert refused(client.users_info, user="U0NOBODY") == "user_not_found"


def test_a_missing_scope_is_named(slack: Playground, client: WebClient) -> None:
    slack.scopes("chat:write", "commands")

    with pytest.raises(SlackApiError) as refusal:
        client.users_list()

    assert refusal.value.response["error"] == "missing_scope"
    assert refusal.value.response["needed"] == "users:read"


def test_rate_limits_answer_429(slack: Playground, client: WebClient) -> None:
    general = slack.channel("general")
    slack.rate_limits(True)
    for text in "abc":
        client.chat_postMessage(channel=general.id, text=text)

    with pytest.raises(SlackApiError) as refusal:
        client.chat_postMessage(channel=general.id, text="d")

    assert refusal.value.response.status_code == 429
    assert int(refusal.value.response.headers["Retry-After"]) >= 1
    slack.advance(3)
    client.chat_postMessage(channel=general.id, text="d")


def test_failures_come_as_ordered(slack: Playground, client: WebClient) -> None:
    general, ana = slack.channel("general"), slack.person("Ana")
    slack.fail("chat.postMessage", error="fatal_error")
    slack.rate_limit_next("chat.postMessage", retry_after=7)
    slack.lose_reply("chat.postMessage", to=ana.id)
    slack.drop_request("chat.delete")

    assert refused(client.chat_postMessage, channel=general.id, text="1") == "fatal_error"
    assert refused(client.chat_postMessage, channel=general.id, text="2") == "ratelimited"
    client.chat_postMessage(channel=general.id, text="3")
    with pytest.raises(ConnectionError):
        client.chat_postMessage(channel=ana.id, text="4")
    with pytest.raises(ConnectionError):
        client.chat_delete(channel=general.id, ts="1")

    assert [one.text for one in ana.direct_messages] == ["4"]
    calls = slack.calls("chat.postMessage")
    assert [call["status"] for call in calls] == [200, 429, 200, 0]
    assert slack.complaints() == []


def test_a_view_of_the_home_tab_with_an_old_hash_is_refused(
    slack: Playground, client: WebClient
) -> None:
    ana = slack.person("Ana")
    home = {"type": "home", "blocks": [section("one")]}
    old = client.views_publish(user_id=ana.id, view=home)["view"]["hash"]
    client.views_publish(user_id=ana.id, view=home, hash=old)

    assert refused(client.views_publish, user_id=ana.id, view=home, hash=old) == "hash_conflict"
    assert refused(client.views_publish, user_id=ana.id, view=form()) == "invalid_arguments"
    assert refused(client.views_update, view_id="V0", view=home) == "not_found"


def test_response_urls_are_good_for_five_uses(slack: Playground) -> None:
    ana = slack.person("Ana")
    general = slack.channel("general", members=[ana])
    slack.use_http("http://127.0.0.1:9/nobody")
    ana.command("/santa", general)
    (payload,) = slack.deliveries()
    hook = WebhookClient(payload["response_url"])

    answers = [hook.send(text=f"{n}").status_code for n in range(6)]

    assert answers == [200] * 5 + [404]
    assert [one.text for one in ana.sees(general)][1:] == list("01234")


def test_user_groups_and_who_is_in_them_are_told(slack: Playground, client: WebClient) -> None:
    ana, bo = slack.person("Ana"), slack.person("Bo")
    group_id = slack.usergroup("Sales", [ana, bo])

    (group,) = client.usergroups_list()["usergroups"]

    assert (group["id"], group["name"], group["user_count"]) == (group_id, "Sales", 2)
    assert client.usergroups_users_list(usergroup=group_id)["users"] == [ana.id, bo.id]
    slack.scopes("users:read")
    assert refused(client.usergroups_list) == "missing_scope"
