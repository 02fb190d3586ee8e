"""A large company: 500 people, and a channel in which a thousand messages have been written.

That more of both are as quick, `benchmarks.browser` shows.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from playground import Channel, Person, Playground
from tests.e2e.browser.windows import Windows, entries
from tests.eventually import LONG

PEOPLE = 500
MESSAGES = 1000
AT_ONCE = 50
#: Like somebody who keeps the key pressed until nothing more comes.
HOLDING_HOME = """() => {
  document.getElementById("entries").scrollTop = 0;
  return document.getElementById("earlier").hidden;
}"""


@pytest.fixture
def crowd(slack: Playground) -> tuple[list[Person], Channel]:
    people = slack.people([f"Person {n:03}" for n in range(PEOPLE)])
    return people, slack.channel("general", members=people)


def fill(slack: Playground, channel: Channel, people: list[Person]) -> None:
    said = [(people[n % PEOPLE], f"Number {n}") for n in range(MESSAGES)]
    slack.add_messages(channel, said)


def test_one_of_five_hundred_is_found_and_becomes_whoever_sits_there(
    crowd: tuple[list[Person], Channel], windows: Windows
) -> None:
    people, general = crowd
    page = windows.open(people[0], general)
    links = page.get_by_role("navigation", name="People").get_by_role("link")
    expect(links).to_have_count(PEOPLE)

    page.get_by_label("Find somebody").fill("son 49")
    expect(links).to_have_count(10)
    links.last.click()
    expect(page).to_have_title("Person 499 – Kringle’s playground")
    me = page.get_by_role("link", name="Person 499")
    expect(me).to_have_attribute("aria-current", "true")
    expect(me).to_be_in_viewport()


def test_scrolling_up_leads_to_the_very_first_of_many_messages(
    slack: Playground, crowd: tuple[list[Person], Channel], windows: Windows
) -> None:
    people, general = crowd
    fill(slack, general, people)
    page = windows.open(people[7], general)
    expect(entries(page).last).to_be_in_viewport()
    expect(entries(page)).to_have_count(AT_ONCE)

    page.wait_for_function(HOLDING_HOME, timeout=1000 * LONG)

    texts = entries(page).locator(".words").all_text_contents()
    assert [one.strip() for one in texts] == [f"Number {n}" for n in range(MESSAGES)]


def test_a_picker_finds_one_of_five_hundred(
    crowd: tuple[list[Person], Channel], slack: Playground, windows: Windows
) -> None:
    people, _ = crowd
    picker = {"type": "multi_users_select", "action_id": "who"}
    label = {"type": "plain_text", "text": "People"}
    view = {"type": "home", "blocks": [{"type": "input", "label": label, "element": picker}]}
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.views_publish(user_id=people[0].id, view=view)
    page = windows.open(people[0], "home")

    home = page.get_by_role("region", name="Home of Kringle")
    field = home.get_by_role("combobox", name="People")
    field.fill("433")
    expect(home.get_by_role("option")).to_have_text(["Person 433"])
    field.press("Enter")
    expect(page.get_by_role("button", name="Remove Person 433")).to_be_visible()
    field.fill("Person")
    expect(home.get_by_role("option").last).to_have_text("and 449 more: type on")
