"""What the page answers where somebody has been sent away, without a browser."""

from __future__ import annotations

import re
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from slack_sdk import WebClient

from playground import Channel, Person, Playground


def page(slack: Playground, person: str, place: str) -> requests.Response:
    return requests.get(f"{slack.url}/as/{person}/{place}", timeout=10)


def refresh(slack: Playground, person: Person, place: Channel, after: int) -> Any:
    asked = {"user": person.id, "place": place.id, "after": after, "seen": True}
    return requests.post(f"{slack.url}/window/refresh", json=asked, timeout=10).json()


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.person("Ana Lind")


def test_who_is_removed_from_a_private_channel_is_led_elsewhere(
    slack: Playground, ana: Person
) -> None:
    general = slack.channel("general", members=[ana])
    secret = slack.channel("secret", members=[ana], private=True)
    shown = page(slack, ana.id, secret.id)
    (after,) = re.findall(r'data-after="(\d+)"', shown.text)
    assert "secret" in shown.text

    slack.remove(secret, ana)

    assert refresh(slack, ana, secret, int(after)) == {"reload": True}
    assert page(slack, ana.id, secret.id).url == f"{slack.url}/as/{ana.id}/{general.id}"


@pytest.mark.parametrize("person", ["U404", "%0d%0aX-Odd:1", "%3Cb%3E", "..%2f.."])
def test_an_address_of_nobody_leads_to_somebody(
    slack: Playground, ana: Person, person: str
) -> None:
    assert page(slack, person, "home").url == f"{slack.url}/as/{ana.id}/home"


def test_a_window_of_another_run_begins_anew(slack: Playground, ana: Person) -> None:
    general = slack.channel("general", members=[ana])

    assert refresh(slack, ana, general, 1) == {"reload": True}


def test_a_page_says_that_it_is_not_slack_even_if_nobody_is_there(slack: Playground) -> None:
    assert "A playground, not Slack" in requests.get(slack.url, timeout=10).text


def test_nobody_gets_in_but_by_the_address_of_this_machine(
    slack: Playground, client: WebClient
) -> None:
    """Whoever listens for others is reached by any of this machine's addresses."""
    link = client.apps_connections_open(app_token=slack.app_token)["url"]

    for port in (urlsplit(slack.url).port, urlsplit(link).port):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        with pytest.raises(OSError, match=r"refused|timed out|assign"):
            socket.create_connection(("127.0.0.2", port), timeout=5)
