"""Modals behave as in Slack: their stack, their errors, and changes while somebody types."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from playground import Playground
from tests.e2e.browser import elements_shown as shown
from tests.e2e.browser.elements_bot import ElementsBot
from tests.e2e.browser.windows import Windows, entries, modal, type_
from tests.eventually import eventually
from tests.playground.sample_bot import section

REQUIRED = "⚠ Please complete this required field."


@pytest.fixture
def page(slack: Playground, windows: Windows, bot: ElementsBot) -> Page:
    ana = slack.person("Ana Lind")
    return windows.open(ana, slack.channel("general", [ana]))


def opened(page: Page, word: str = "steps") -> Locator:
    type_(page, f"/santa {word}")
    expect(modal(page)).to_be_visible()
    return modal(page)


def press(form: Locator, label: str) -> None:
    form.get_by_role("button", name=label, exact=True).filter(has_text=label).click()


def stands_at(form: Locator, depth: int) -> None:
    expect(form.get_by_role("heading", name=f"Step {depth} 🎁")).to_be_visible()


def view_of(form: Locator) -> str:
    return form.locator("[data-view]").get_attribute("data-view") or ""


def three_deep(page: Page) -> Locator:
    form = opened(page)
    for depth in (1, 2):
        press(form, "Next step")
        stands_at(form, depth + 1)
    return form


def closed(bot: ElementsBot) -> list[tuple[str, bool]]:
    told = bot.of_kind("view_closed")
    return [(one["view"]["private_metadata"], one["is_cleared"]) for one in told]


def picked(form: Locator, choice: str) -> Locator:
    return form.get_by_role("button", name=f"Remove {choice}")


def test_required_fields_are_enforced_before_the_bot_is_asked(page: Page, bot: ElementsBot) -> None:
    form = opened(page, "required")
    fruits = form.get_by_role("combobox", name="Fruits")
    apple, words = form.get_by_label("Apple"), form.get_by_label("Rich text")

    press(form, "Send")
    for field in (fruits, form.get_by_role("group", name="Boxes"), words):
        expect(field).to_have_accessible_description(REQUIRED)
    expect(fruits).to_be_focused()

    page.keyboard.type("Plum")
    page.keyboard.press("Enter")
    press(form, "Send")
    expect(fruits).to_have_accessible_description("")
    expect(apple).to_be_focused()

    page.keyboard.press("Space")
    words.fill("something")
    words.fill("")
    press(form, "Send")
    expect(words).to_be_focused()
    assert bot.of_kind("view_submission") == []

    page.keyboard.type("At last")
    press(form, "Send")
    expect(form).to_be_hidden()
    assert bot.submission()["callback_id"] == "form"


def test_a_field_that_is_wrong_is_shown_with_the_reason_below_it(page: Page) -> None:
    page.set_viewport_size({"width": 1380, "height": 320})
    form = opened(page, "required")
    form.get_by_role("combobox", name="Fruits").fill("Plum")
    page.keyboard.press("Enter")

    press(form, "Send")

    expect(form.get_by_label("Apple")).to_be_focused()
    reason = form.get_by_role("group", name="Boxes").locator("xpath=following-sibling::p")
    expect(reason).to_be_in_viewport(ratio=0.9)


def test_a_form_that_is_open_elsewhere_begins_in_its_first_field_here_too(page: Page) -> None:
    form = opened(page)

    page.reload()

    expect(form.get_by_label("Name")).to_be_focused()


@pytest.mark.parametrize("size", [(1380, 600), (420, 740)])
def test_beside_a_long_form_it_still_says_that_this_is_not_slack(
    page: Page, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()

    form = opened(page, "form").bounding_box()

    notice = page.get_by_text("A playground, not Slack.").bounding_box()
    assert form
    assert notice
    assert notice["y"] + notice["height"] <= form["y"]
    assert form["y"] + form["height"] <= size[1]


def test_an_error_of_the_bots_stands_at_its_field_and_what_was_typed_stays(
    page: Page, bot: ElementsBot
) -> None:
    form = opened(page)
    name, search = form.get_by_label("Name"), form.get_by_label("Search")

    name.fill("bad")
    search.fill("half a thought")
    form.get_by_label("Fruits").fill("Plum")
    form.get_by_label("Fruits").press("Enter")
    press(form, "Send")

    expect(name).to_have_accessible_description("⚠ Another, please")
    expect(name).to_be_focused()
    expect(name).to_have_value("bad")
    expect(search).to_have_value("half a thought")
    expect(picked(form, "Plum")).to_be_visible()
    name.fill("good")
    press(form, "Send")
    expect(form).to_be_hidden()
    values: dict[str, Any] = bot.submission()["state"]["values"]
    assert values["name"]["typed"]["value"] == "good"
    assert values["search"]["search"]["value"] == "half a thought"


def test_modals_stack_three_deep_and_keep_what_was_typed_below(
    slack: Playground, page: Page, bot: ElementsBot
) -> None:
    form = opened(page)
    name = form.get_by_label("Name")

    name.fill("one")
    press(form, "Next step")
    stands_at(form, 2)
    expect(name).to_have_value("")
    name.fill("push")
    press(form, "Send")
    stands_at(form, 3)
    name.fill("three")
    press(form, "Next step")
    assert eventually(lambda: bot.refused) == ["push_limit_reached"]
    assert slack.complaints(forget=True) == ["views.push: push_limit_reached"]
    stands_at(form, 3)
    expect(name).to_have_value("three")

    press(form, "Close")
    stands_at(form, 2)
    expect(name).to_have_value("push")
    press(form, "Close")
    stands_at(form, 1)
    expect(name).to_have_value("one")
    press(form, "Close")
    expect(form).to_be_hidden()
    assert eventually(lambda: len(closed(bot)) == 3 and closed(bot)) == [
        ("3", False),
        ("2", False),
        ("1", False),
    ]


def test_the_cross_closes_everything_and_escape_the_top(page: Page, bot: ElementsBot) -> None:
    form = three_deep(page)

    for depth in (2, 1):
        page.keyboard.press("Escape")
        stands_at(form, depth)
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    assert eventually(lambda: len(closed(bot)) == 3 and closed(bot)) == [
        ("3", False),
        ("2", False),
        ("1", False),
    ]

    bot.taken.clear()
    three_deep(page)
    second = page.context.new_page()
    second.goto(page.url)
    stands_at(modal(second), 3)
    form.get_by_role("button", name="Close everything").click()
    expect(form).to_be_hidden()
    expect(modal(second)).to_be_hidden()
    assert eventually(lambda: len(closed(bot)) == 3 and closed(bot)) == [
        ("3", True),
        ("2", True),
        ("1", True),
    ]


def test_an_answer_to_a_submission_changes_the_view_or_clears_the_stack(
    page: Page, bot: ElementsBot
) -> None:
    form = opened(page)
    name = form.get_by_label("Name")
    press(form, "Next step")
    stands_at(form, 2)

    name.fill("update")
    press(form, "Send")
    expect(form.get_by_text("Changed")).to_be_visible()
    stands_at(form, 2)
    expect(name).to_have_value("update")

    name.fill("clear")
    press(form, "Send")
    expect(form).to_be_hidden()


def test_a_change_by_the_bot_takes_nothing_from_whoever_is_typing(
    page: Page, bot: ElementsBot
) -> None:
    form = opened(page)
    name, fruits = form.get_by_label("Name"), form.get_by_role("combobox", name="Fruits")
    press(form, "Change it")
    expect(form.get_by_text("Changed")).to_be_visible()
    (payload,) = bot.of_kind("block_actions")
    view = payload["view"]

    name.press_sequentially("Wintr")
    name.press("ArrowLeft")
    bot.change(view, "Changed *again*")
    expect(form.get_by_text("Changed again")).to_be_visible()
    expect(name).to_be_focused()
    page.keyboard.type("e")
    expect(name).to_have_value("Winter")

    fruits.press_sequentially("Plum")
    fruits.press("Enter")
    fruits.press_sequentially("Fi")
    bot.change(view, "")  # what stood above the fields is gone
    expect(form.get_by_text("Changed again")).to_be_hidden()
    expect(fruits).to_be_focused()
    page.keyboard.type("g")
    expect(fruits).to_have_value("Fig")
    page.keyboard.press("Enter")
    expect(picked(form, "Plum")).to_be_visible()
    expect(picked(form, "Fig")).to_be_visible()
    expect(name).to_have_value("Winter")


def test_a_change_that_goes_by_an_old_look_of_the_modal_changes_nothing(
    page: Page, bot: ElementsBot
) -> None:
    form = opened(page)
    press(form, "Change it")
    expect(form.get_by_text("Changed")).to_be_visible()
    (payload,) = bot.of_kind("block_actions")

    bot.change(payload["view"], "Too late", hash=payload["view"]["hash"])

    assert bot.refused == ["hash_conflict"]
    page.reload()
    expect(form.get_by_text("Changed")).to_be_visible()
    expect(form.get_by_text("Too late")).to_have_count(0)


def test_an_input_that_is_to_act_does_so_on_enter(page: Page, bot: ElementsBot) -> None:
    form = opened(page)
    form.get_by_label("Name").fill("Winter")

    form.get_by_label("Search").press_sequentially("plums")
    assert bot.of_kind("block_actions") == []
    form.get_by_label("Search").press("Enter")

    expect(form.get_by_text("Changed")).to_be_visible()
    (payload,) = bot.of_kind("block_actions")
    values = payload["view"]["state"]["values"]
    assert values["name"]["typed"] == {"type": "plain_text_input", "value": "Winter"}
    told = {"type": "plain_text_input", "block_id": "search", "action_id": "search"}
    assert bot.action() == {**told, "value": "plums"}
    assert bot.of_kind("view_submission") == []
    expect(form.get_by_label("Search")).to_be_focused()
    expect(form.get_by_label("Name")).to_have_value("Winter")


def test_what_the_bot_was_too_slow_for_opens_nothing(
    slack: Playground, page: Page, bot: ElementsBot
) -> None:
    type_(page, "/santa late")
    assert eventually(lambda: bot.refused) == ["expired_trigger_id"]
    expect(page.get_by_label("Message or command")).to_have_value("")
    expect(modal(page)).to_be_hidden()
    expect(entries(page)).to_have_count(0)

    slack.be_patient(0.1)
    type_(page, "/santa never")
    words = "/santa failed with the error “operation_timeout”"
    expect(entries(page).filter(has_text=words)).to_be_visible()
    assert slack.complaints(forget=True) != []


def test_a_long_modal_stays_where_it_was_scrolled_to_and_what_was_chosen_in_it(
    page: Page, bot: ElementsBot
) -> None:
    form = opened(page, "form")
    words, fruit = form.get_by_label("Rich text"), form.get_by_label("Fruit (optional)")
    fruit.select_option("Pear")
    words.press_sequentially("With lov")
    changed = shown.form()
    (menu,) = (one["element"] for one in changed["blocks"] if one["block_id"] == "fruit")
    menu["options"] = shown.options("Currant", "Apple", "Pear")
    changed["blocks"].append(section("Changed"))

    bot.client.views_update(view_id=view_of(form), view=changed)

    expect(form.get_by_text("Changed")).to_be_attached()
    expect(words).to_be_in_viewport()
    page.keyboard.type("e")
    expect(words).to_have_value("With love")
    expect(fruit.locator("option:checked")).to_have_text("Pear")
