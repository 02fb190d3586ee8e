"""Files that people attach in a modal, as Slack hands them to the bot."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground import Person, Playground

FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "file",
            "label": {"type": "plain_text", "text": "A file"},
            "element": {
                "type": "file_input",
                "action_id": "file",
                "filetypes": ["csv"],
                "max_files": 1,
            },
        }
    ],
}


@pytest.fixture
def client(slack: Playground) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.person("Ana Lind")


def attached(slack: Playground, ana: Person, name: str = "people.csv") -> dict[str, Any]:
    file: dict[str, Any] = slack._line.run("attach", user=ana.id, name=name, content="YSxi")
    return file


def test_a_file_is_told_of_and_read_with_the_token_alone(
    slack: Playground, client: WebClient, ana: Person
) -> None:
    file = attached(slack, ana)

    told = client.files_info(file=file["id"])["file"]
    read = requests.get(
        told["url_private_download"],
        headers={"Authorization": f"Bearer {slack.bot_token}"},
        timeout=5,
    )
    refused = requests.get(told["url_private_download"], allow_redirects=False, timeout=5)

    assert told == file
    assert (told["name"], told["filetype"], told["size"]) == ("people.csv", "csv", 3)
    assert (read.status_code, read.content) == (200, b"a,b")
    assert (refused.status_code, b"a,b" in refused.content) == (302, False)


def test_a_deleted_file_is_gone(slack: Playground, client: WebClient, ana: Person) -> None:
    file = attached(slack, ana)
    slack.delete_files()

    with pytest.raises(SlackApiError, match="file_deleted"):
        client.files_info(file=file["id"])
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    assert requests.get(file["url_private_download"], headers=headers, timeout=5).status_code == 404


@pytest.mark.parametrize("ask", ["files_info", "users_lookupByEmail"])
def test_both_take_a_scope(slack: Playground, client: WebClient, ana: Person, ask: str) -> None:
    file = attached(slack, ana)
    slack.scopes("users:read")

    with pytest.raises(SlackApiError, match="missing_scope"):
        getattr(client, ask)(file=file["id"], email=ana.email)
    assert "email" not in client.users_info(user=ana.id)["user"]["profile"]


def test_people_are_found_by_their_addresses(
    slack: Playground, client: WebClient, ana: Person
) -> None:
    gone = slack.person("Gus", deleted=True)

    found = client.users_lookupByEmail(email=ana.email.upper())["user"]

    assert (found["id"], found["profile"]["email"]) == (ana.id, ana.email)
    for nobody in (gone.email, "nobody@example.com"):
        with pytest.raises(SlackApiError, match="users_not_found"):
            client.users_lookupByEmail(email=nobody)
