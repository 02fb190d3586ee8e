"""Files that a bot uploads, in the three steps that Slack documents."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground import Playground


def announced(client: WebClient, length: int = 5) -> dict[str, Any]:
    answer = client.files_getUploadURLExternal(filename="a.txt", length=length)
    assert isinstance(answer.data, dict)
    return answer.data


def test_a_file_is_there_once_it_was_announced_sent_and_shared(slack: Playground) -> None:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    ana = slack.person("Ana Lind")
    channel = client.conversations_open(users=ana.id)["channel"]["id"]
    upload = announced(client)

    sent = requests.post(upload["upload_url"], data=b"hello", timeout=5)
    assert (sent.status_code, sent.text) == (200, "OK - 5")
    assert slack.uploads() == []
    done = client.files_completeUploadExternal(
        files=[{"id": upload["file_id"], "title": "A"}], channel_id=channel, initial_comment="Look"
    )

    assert done["files"] == [{"id": upload["file_id"], "title": "A"}]
    assert [(one["name"], one["text"]) for one in slack.uploads()] == [("a.txt", "hello")]
    (message,) = ana.direct_messages
    assert message.text == "Look"
    assert [one["title"] for one in message.raw["files"]] == ["A"]
    assert slack.complaints() == []


def test_what_was_not_sent_cannot_be_shared(slack: Playground) -> None:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    upload = announced(client)

    refused = requests.post(upload["upload_url"], data=b"too long", timeout=5)
    with pytest.raises(SlackApiError) as error:
        client.files_completeUploadExternal(files=[{"id": upload["file_id"], "title": "A"}])

    assert refused.status_code == 400
    assert error.value.response["error"] == "file_not_found"
    assert slack.uploads() == []


def test_uploading_takes_its_scope(slack: Playground) -> None:
    slack.scopes("chat:write")
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)

    with pytest.raises(SlackApiError) as error:
        announced(client)

    assert error.value.response["needed"] == "files:write"
