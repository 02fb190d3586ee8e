"""What the page answers where somebody has been sent away, without a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

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
