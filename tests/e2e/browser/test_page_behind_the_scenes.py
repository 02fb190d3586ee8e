"""The time machine, trouble at a click, and the traffic, as the page has them."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from playground import Playground
from tests.e2e.browser.moved import Moved
from tests.e2e.browser.windows import Windows, entries, modal, type_
from tests.e2e.world import World, create_exchange


@pytest.fixture
def page(world: World, windows: Windows) -> Page:
    world.slack.desk.outside = Moved(world)
    return windows.open(world.people[0], world.general)


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Behind the scenes")


def press(page: Page, label: str) -> None:
    panel(page).get_by_role("button", name=label).click()


def traffic(page: Page, what: str) -> Locator:
    """The requests of this name, the newest first."""
    return panel(page).get_by_role("listitem").filter(has_text=what)


def befall(page: Page, label: str, whom: str) -> None:
    """Chooses what it is to befall, and presses."""
    panel(page).get_by_label("Let fail").select_option(whom)
    press(page, label)
    expect(page.get_by_role("alert")).to_contain_text(f"to {whom}")


def test_a_call_that_was_refused_with_429_is_made_again(world: World, page: Page) -> None:
    befall(page, "Slack answers 429", "the next message")

    create_exchange(world, world.people[1])

    expect(traffic(page, "chat.postMessage").filter(has_text="429")).to_have_count(1)
    expect(traffic(page, "chat.postMessage").first).to_contain_text("ok")
    expect(entries(page)).to_have_count(1)


def test_a_message_whose_reply_was_lost_is_shown_once(world: World, page: Page) -> None:
    befall(page, "Slack loses the reply", "the next change of a message")
    create_exchange(world, world.people[1])

    world.people[1].press("Join", world.general)

    lost = traffic(page, "chat.update").filter(has_text="no answer")
    expect(lost).to_have_count(1)
    expect(entries(page)).to_have_count(1)


def test_while_slack_is_down_nobody_can_do_anything_and_nothing_is_lost(
    world: World, page: Page
) -> None:
    press(page, "Slack goes down for 10 s")
    expect(page.get_by_role("status")).to_contain_text("Slack is down for")

    type_(page, "/santa new")

    expect(page.get_by_role("alert")).to_contain_text("Slack is down for")
    expect(page.get_by_label("Message or command")).to_have_value("/santa new")
    world.slack.clear_faults()
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_role("button", name="Send").click()
    expect(modal(page).get_by_role("heading", name="New Secret Santa")).to_be_visible()


def test_an_account_that_is_ended_can_do_nothing_until_it_is_back(
    world: World, page: Page, windows: Windows
) -> None:
    bo = world.people[1]
    theirs = windows.open(bo, world.general)
    panel(page).get_by_label("Account of").select_option(bo.name)

    press(page, "Deactivate")

    link = page.get_by_role("link", name=bo.name)
    expect(link).to_contain_text("deactivated")
    expect(traffic(page, "user_change")).to_have_count(1)
    type_(theirs, "hello")
    expect(theirs.get_by_role("alert")).to_contain_text("deactivated")
    press(page, "Bring back")
    expect(link).not_to_contain_text("deactivated")
    theirs.get_by_role("button", name="Send").click()
    expect(entries(page).last).to_contain_text("hello")


def test_whose_account_is_ended_can_still_become_somebody_else(
    world: World, page: Page, windows: Windows
) -> None:
    bo = world.people[1]
    theirs = windows.open(bo, world.general)
    type_(theirs, "/santa new")
    expect(modal(theirs)).to_be_visible()
    panel(page).get_by_label("Account of").select_option(bo.name)

    press(page, "Deactivate")

    expect(modal(theirs)).to_be_hidden()
    theirs.get_by_role("link", name=world.people[0].name).click()
    expect(theirs).to_have_title(f"{world.people[0].name} – Kringle’s playground")


def test_every_request_is_shown_with_its_payload_and_its_answer(page: Page) -> None:
    type_(page, "/santa status")
    expect(entries(page)).to_have_count(1)

    asked = traffic(page, "/santa status")
    asked.locator("summary").click()

    expect(asked).to_contain_text("acknowledged")
    expect(asked).to_contain_text('"command": "/santa"')
    expect(asked).to_contain_text('"text": "You are in no exchange at the moment."')


def test_the_clock_goes_ahead_an_hour_or_a_day_and_shows_it(page: Page, slack: Playground) -> None:
    clock, day = page.locator("#clock"), entries(page).locator("xpath=..").get_by_role("heading")
    type_(page, "hello")
    expect(day).to_have_text("Today")
    before, moment = clock.inner_text(), slack.now

    press(page, "+ 1 day")

    expect(clock).not_to_have_text(before)
    expect(day).to_have_text("Yesterday")
    assert (slack.now - moment).days == 1


def test_what_is_planned_is_offered_as_a_moment_to_skip_to(world: World, page: Page) -> None:
    expect(panel(page)).to_contain_text("Nothing is planned yet")

    create_exchange(world, world.people[1], name="Winter Santa")

    expect(
        panel(page).get_by_role("button", name="Skip to the draw of Winter Santa")
    ).to_be_visible()


def test_what_has_come_is_offered_no_more_and_the_keyboard_goes_on_from_there(
    world: World, page: Page
) -> None:
    create_exchange(world, world.people[1], name="Winter Santa")

    press(page, "Skip to the draw of Winter Santa")

    expect(panel(page)).to_contain_text("Nothing is planned yet")
    page.keyboard.press("Tab")
    expect(panel(page).get_by_role("button", name="+ 1 hour")).to_be_focused()


def test_a_panel_that_was_closed_stays_closed(page: Page) -> None:
    page.get_by_role("button", name="Behind the scenes").click()
    expect(panel(page)).to_be_hidden()

    page.reload()

    expect(panel(page)).to_be_hidden()
    page.get_by_role("button", name="Behind the scenes").click()
    expect(panel(page)).to_be_visible()


class Broken(Moved):
    def trouble(self) -> str:
        return "Kringle has stopped: SyntaxError in bot/app.py"


def test_a_bot_that_cannot_run_is_told_of_with_the_reason(world: World, page: Page) -> None:
    world.slack.desk.outside = Broken(world)

    expect(page.get_by_role("status")).to_contain_text("SyntaxError in bot/app.py")


def test_a_page_says_that_no_bot_has_connected(slack: Playground, windows: Windows) -> None:
    ana = slack.person("Ana Lind")
    general = slack.channel("general", members=[ana])

    page = windows.open(ana, general)

    expect(page.get_by_role("status")).to_contain_text(re.compile("Waiting for the app"))


@pytest.mark.parametrize("host", ["example.com", "kringle.test:80"])
def test_a_page_of_elsewhere_whose_name_leads_here_is_refused(slack: Playground, host: str) -> None:
    answer = requests.get(slack.url, headers={"Host": host}, timeout=10)

    assert answer.status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_elsewhere_may_lead_here_and_do_nothing(slack: Playground, site: str) -> None:
    ana = slack.person("Ana Lind")
    general = slack.channel("general", members=[ana])
    said = {"token": slack.bot_token, "channel": general.id, "text": "psst"}
    told = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}

    assert (
        requests.get(f"{slack.api_url}chat.postMessage", said, headers=told, timeout=10).status_code
        == 403
    )
    file = {"file": ("a.csv", b"x")}
    upload = requests.post(f"{slack.url}/upload/{ana.id}", files=file, headers=link, timeout=10)
    assert upload.status_code == 403
    assert ana.sees(general) == []
    assert requests.get(slack.url, headers=link, timeout=10).status_code == 200
