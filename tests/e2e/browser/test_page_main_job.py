"""The whole of a Secret Santa on the page, by clicks, as four people in four windows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.db import models
from playground import Person
from tests.e2e.browser.moved import Moved
from tests.e2e.browser.windows import Windows, entries, messages_link, modal
from tests.e2e.world import World, matches
from tests.eventually import eventually

NAME = "Office Santa"
WISH = "Tea from where you live"
QUESTION = "Green or black?"


@pytest.fixture
def pages(world: World, windows: Windows) -> dict[Person, Page]:
    world.slack.desk.outside = Moved(world)
    return {person: windows.open(person, world.general) for person in world.people}


def create(page: Page) -> None:
    page.get_by_role("button", name="Start a Secret Santa").click()
    modal(page).get_by_label("Name").fill(NAME)
    modal(page).get_by_label("Channel").select_option("#general")
    modal(page).get_by_label("Exchange day").fill("2027-03-01")
    modal(page).get_by_role("button", name="Create").click()
    expect(modal(page)).to_contain_text(f"{NAME} is set up")
    modal(page).get_by_role("button", name="Close").last.click()
    expect(modal(page)).to_be_hidden()


def join(page: Page) -> None:
    page.get_by_role("button", name="Join").click()
    expect(entries(page).last).to_contain_text("Only visible to you")
    expect(entries(page).last).to_contain_text(f"You are in: {NAME}")


def wish(page: Page) -> None:
    page.get_by_role("button", name="My wishlist").click()
    modal(page).get_by_role("button", name="Add a wish").click()
    modal(page).get_by_label("Wish").fill(WISH)
    modal(page).get_by_role("button", name="Save").click()
    expect(modal(page)).to_contain_text(WISH)
    page.keyboard.press("Escape")


def ask(page: Page) -> None:
    page.get_by_role("button", name="Ask anonymously").click()
    modal(page).get_by_role("textbox").fill(QUESTION)
    modal(page).get_by_role("button", name="Preview").click()
    modal(page).get_by_role("button", name="Send").click()


def test_four_people_in_four_windows_do_the_whole_main_job(
    world: World, pages: dict[Person, Page]
) -> None:
    ana, *others = world.people
    office = pages[ana]

    create(office)
    for person in others:
        expect(entries(pages[person]).first).to_contain_text("organized by @Ana Lind")
        join(pages[person])
    for person in others:
        wish(pages[person])
    expect(entries(office).first).to_contain_text("4 people have joined")

    office.get_by_role("button", name=f"Skip to the draw of {NAME}").click()

    (row,) = eventually(lambda: world.all(models.Exchange, name=NAME, status="drawn"))
    drawn = matches(world, row.exchange_id, world.people)
    names = {person.id: person.name for person in world.people}
    for person, page in pages.items():
        expect(messages_link(page)).to_contain_text(re.compile(r"[12]\D* unread"))
        messages_link(page).click()
        expect(entries(page).first).to_contain_text(f"You give to @{names[drawn[person.id]]}")
    giver = next(one for one in others if drawn[one.id] != ana.id)
    recipient = next(one for one in others if one.id == drawn[giver.id])
    expect(entries(pages[giver]).first).to_contain_text(WISH)

    ask(pages[giver])
    expect(entries(pages[recipient]).last).to_contain_text(QUESTION)
    expect(entries(pages[recipient]).last).not_to_contain_text(giver.name)

    office.get_by_role("button", name=f"Skip to the exchange day of {NAME}").click()

    for page in pages.values():
        expect(page.get_by_role("log")).to_contain_text(f"Today is the exchange day of {NAME}")
