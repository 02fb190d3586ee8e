"""Everything without a mouse. What is pressed with Enter is what has the focus: only Tab, arrows
and letters take it there."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser.windows import Windows, entries, modal
from tests.e2e.world import World, create_exchange, now


def test_keys_begin_an_exchange(world: World, windows: Windows) -> None:
    page = windows.open(world.people[0], world.general)
    to_message_box(page)
    page.keyboard.type("/san")
    expect(suggestions(page)).to_have_text(["/santaStart, join or look after a Secret Santa"])
    press(page, "Tab", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "Enter")
    expect(message_box(page)).to_have_value("/santa new ")
    press(page, "Enter")

    expect(modal(page).get_by_label("Name")).to_be_focused()
    go_to(page, modal(page).get_by_label("Exchange day"))
    day = now() + timedelta(days=21)
    page.keyboard.type(f"{day:%m%d%Y}")
    go_to(page, modal(page).get_by_role("button", name="More options"))
    press(page, "Enter")
    go_to(page, modal(page).get_by_label("Currency of the budget"))
    page.keyboard.type("EUR")
    go_to(page, modal(page).get_by_label("Name"), back=True)
    press(page, "Enter")
    expect(modal(page).get_by_text("Please complete this required field.")).to_be_visible()
    expect(modal(page).get_by_label("Name")).to_be_focused()
    page.keyboard.type("Office Santa")
    press(page, "Enter")

    expect(modal(page)).to_contain_text("Office Santa is set up")
    press(page, "Escape")
    expect(modal(page)).to_be_hidden()
    expect(message_box(page)).to_be_focused()
    expect(entries(page)).to_contain_text(f"{day:%b} {day.day}")


def test_keys_join_and_become_somebody_else(world: World, windows: Windows) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)
    page = windows.open(bo, world.general)
    press(page, "Tab", "Enter", "Tab", "Tab")
    expect(entries(page).get_by_role("button", name="Join")).to_be_focused()
    press(page, "Enter")
    expect(entries(page).first).to_contain_text("2 people have joined")
    expect(entries(page).get_by_role("button", name="Join")).to_be_focused()

    go_to(page, page.get_by_role("searchbox", name="Find somebody"), back=True)
    page.keyboard.type("cy")
    press(page, "Tab", "Enter")
    expect(page).to_have_title("Cy Dahl – Kringle’s playground")

    go_to(page, page.get_by_role("link", name="Kringle’s Home"))
    press(page, "Enter")
    expect(page.get_by_role("region", name="Home of Kringle")).to_contain_text(
        "You are in no exchange yet"
    )


def test_keys_choose_several_and_leave_a_form_in_a_form(world: World, windows: Windows) -> None:
    ana, *others = world.people
    create_exchange(world, ana, joined=others)
    page = windows.open(ana, world.general)
    to_message_box(page)
    page.keyboard.type("/santa exclude")
    press(page, "Enter")
    expect(modal(page).get_by_role("button", name="Keep people apart")).to_be_focused()
    press(page, "Enter")
    people = modal(page).get_by_label("People")
    expect(people).to_be_focused()

    press(page, "ArrowDown", "ArrowDown", "Enter")
    page.keyboard.type("dee")
    press(page, "Enter")
    expect(chips(page)).to_have_text(["Bo Berg ✕", "Dee Falk ✕"])
    press(page, "Backspace")
    expect(chips(page)).to_have_text(["Bo Berg ✕"])
    press(page, "ArrowDown", "Escape")
    expect(modal(page).get_by_role("option")).to_have_count(0)
    expect(people).to_be_focused()
    page.keyboard.type("cy")
    press(page, "Enter")
    go_to(page, modal(page).get_by_role("button", name="Add"))
    press(page, "Enter")

    expect(modal(page)).to_contain_text("@Bo Berg")
    expect(modal(page).locator(":focus")).to_have_count(1)
    go_to(page, modal(page).get_by_role("button", name="One-way"), back=True)
    press(page, "Enter")
    expect(modal(page).get_by_role("heading", name="One-way")).to_be_visible()
    press(page, "Escape")
    expect(modal(page).get_by_role("heading", name="Exclusions")).to_be_visible()
    press(page, "Escape")
    expect(modal(page)).to_be_hidden()
    expect(message_box(page)).to_be_focused()


def test_keys_open_a_menu_and_answer_a_question(world: World, windows: Windows) -> None:
    ana, *others = world.people
    create_exchange(world, ana, joined=others)
    ana.command("/santa wishlist", world.general)
    for wish in ("Tea", "Wool socks"):
        ana.press("Add a wish")
        ana.fill("Wish", wish)
        assert ana.submit() == {}
    page = windows.open(ana, world.general)
    menu = modal(page).get_by_label("More actions").first
    go_to(page, menu)
    press(page, "Enter", "ArrowDown")
    expect(modal(page).get_by_role("button", name="Edit").first).to_be_focused()
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
    expect(modal(page).get_by_role("button", name="Remove").first).to_be_focused()
    press(page, "Escape")
    expect(menu).to_be_focused()
    press(page, "Enter", "Tab", "Enter")
    expect(modal(page).get_by_label("Wish")).to_be_focused()
    press(page, "Escape")
    expect(menu).to_be_visible()
    press(page, "Escape")
    expect(modal(page)).to_be_hidden()

    page.goto(windows.address(ana, "home"))
    draw = page.get_by_role("button", name="Draw now")
    question = page.get_by_role("dialog", name="Draw names now?")
    go_to(page, draw)
    press(page, "Enter")
    expect(question.get_by_role("button", name="Not now")).to_be_focused()
    press(page, "Escape")
    expect(question).to_be_hidden()
    expect(draw).to_be_focused()
    press(page, "Enter", "Tab", "Enter")
    expect(page.get_by_role("region", name="Home of Kringle")).to_contain_text("Drawn")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go_to(page: Page, target: Locator, *, back: bool = False, most: int = 30) -> None:
    """By Tab alone, in not many steps."""
    expect(target).to_be_attached()
    for _ in range(most):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{most} times Tab do not lead to {target}")


def to_message_box(page: Page) -> None:
    """By the second of the links with which the page begins."""
    press(page, "Tab", "Tab", "Enter")
    expect(message_box(page)).to_be_focused()


def message_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message or command")


def suggestions(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def chips(page: Page) -> Locator:
    return modal(page).get_by_role("button", name="Remove")
