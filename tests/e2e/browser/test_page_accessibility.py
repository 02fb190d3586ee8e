"""axe-core finds nothing to object to, whatever the page shows."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.browser.windows import Windows, modal, type_
from tests.e2e.world import World, create_exchange, let_deadline_come, matches

OPTIONS = {"resultTypes": ["violations"]}
NARROW = {"width": 700, "height": 900}


def check(page: Page) -> None:
    """No rule is broken, not even a minor one; what is found is told with the place and the why."""
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()


def test_messages_and_suggestions_keep_every_rule(world: World, windows: Windows) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana, joined=[bo])
    page = windows.open(ana, world.general)
    type_(page, "/santa")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    check(page)

    page.get_by_label("Message or command").press_sequentially("/santa ")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    check(page)

    page.set_viewport_size(NARROW)
    check(page)


def test_forms_keep_every_rule(world: World, windows: Windows) -> None:
    ana = world.people[0]
    page = windows.open(ana, world.general)
    type_(page, "/santa new")
    modal(page).get_by_role("button", name="More options").click()
    expect(modal(page).get_by_label("Budget", exact=False).first).to_be_visible()
    check(page)

    modal(page).get_by_role("button", name="Create").click()
    expect(modal(page).locator("[aria-invalid=true]")).to_be_focused()
    check(page)


def test_a_list_of_people_and_a_question_keep_every_rule(world: World, windows: Windows) -> None:
    ana, *others = world.people
    create_exchange(world, ana, joined=others)
    page = windows.open(ana, world.general)
    type_(page, "/santa exclude")
    modal(page).get_by_role("button", name="Keep people apart").click()
    modal(page).get_by_label("People").fill("Bo")
    page.keyboard.press("Enter")
    modal(page).get_by_label("People").click()
    expect(modal(page).get_by_role("option", name="Cy Dahl")).to_be_visible()
    check(page)

    modal(page).get_by_role("button", name="Close everything").click()
    expect(modal(page)).to_be_hidden()
    page.goto(windows.address(ana, "home"))
    page.get_by_role("button", name="Draw now").click()
    expect(page.get_by_role("dialog", name="Draw names now?")).to_be_visible()
    check(page)


def test_home_a_match_and_the_traffic_keep_every_rule(world: World, windows: Windows) -> None:
    ana, *others = world.people
    exchange = create_exchange(world, ana, joined=others)
    page = windows.open(ana, "home")
    expect(page.get_by_role("heading", name="You organize")).to_be_visible()
    check(page)

    let_deadline_come(world, ana, exchange)
    matches(world, exchange, world.people)
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.get_by_text("You give to")).to_be_visible()
    panel = page.get_by_role("complementary", name="Behind the scenes")
    panel.get_by_text("chat.postMessage").first.click()
    expect(panel.get_by_role("heading", name="Payload")).to_be_visible()
    check(page)
