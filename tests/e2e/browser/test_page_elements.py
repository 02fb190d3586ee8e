"""Every element is operated as a person would, and the bot receives what Slack would send."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests
from playwright.sync_api import Locator, Page, Route, expect

from playground import Playground
from tests.e2e.browser import elements_shown as shown
from tests.e2e.browser.elements_bot import ElementsBot
from tests.e2e.browser.windows import Windows, modal, type_
from tests.eventually import eventually
from tests.playground.sample_bot import button, text_input

Json = dict[str, Any]
PEAR, PLUM, FIG, APPLE = (shown.option(one) for one in ("Pear", "Plum", "Fig", "Apple"))


def opened(page: Page, what: str) -> Locator:
    """The modal or message that the bot answers this word with."""
    type_(page, f"/santa {what}")
    found = modal(page) if what == "form" else page.get_by_role("article").last
    expect(found.get_by_text("Everything" if what == "form" else "Heading")).to_be_visible()
    return found


def sent(form: Locator, bot: ElementsBot) -> dict[str, Json]:
    """What each element holds when the form is sent: in Slack's own words, by its name."""
    form.get_by_role("button", name="Send").click()
    expect(form).to_be_hidden()
    values: dict[str, dict[str, Json]] = bot.submission()["state"]["values"]
    assert all([*value] == [name] for name, value in values.items())
    return {name: value[name] for name, value in values.items()}


def pick(form: Locator, label: str, *choices: str) -> None:
    """Chooses in a list that is searched by typing: once by mouse, otherwise by keyboard."""
    field = form.get_by_label(label, exact=False).and_(form.get_by_role("combobox"))
    for at, choice in enumerate(choices):
        field.press_sequentially(choice[:4])
        if at:
            field.press("Enter")
        else:
            form.get_by_role("listbox").get_by_role("option", name=choice).click()


def test_what_is_filled_in_arrives_as_slack_tells_it(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana, ben = slack.person("Ana Lind"), slack.person("Ben Okoye")
    general, secret = slack.channel("general", [ana, ben]), slack.channel("s", [ana], private=True)
    form = opened(windows.open(ana, general), "form")

    form.get_by_label("Text (optional)", exact=True).fill("Winter & <more>")
    form.get_by_label("Lines").fill("one\ntwo")
    form.get_by_label("E-mail").fill("ana@example.com")
    form.get_by_label("Address").fill("https://example.com/?a=1&b=2")
    form.get_by_label("Number").fill("2.5")
    form.get_by_label("Fruit (optional)").select_option("Pear")
    form.get_by_label("Plant").select_option("Currant")
    form.get_by_label("Person (optional)").select_option("Ben Okoye")
    form.get_by_label("Place (optional)").select_option("#s")
    form.get_by_label("Channel (optional)").select_option("#general")
    pick(form, "Fruits", "Plum", "Fig")
    pick(form, "Persons", "Ana Lind", "Ben Okoye")
    pick(form, "Places", "#s")
    pick(form, "Channels", "#general")
    form.get_by_label("Day").press_sequentially("12242026")
    form.get_by_label("Time").press_sequentially("0530PM")
    form.get_by_label("Moment").fill("2026-12-24T18:30")
    form.get_by_role("group", name="Boxes").get_by_label("Apple").check()
    form.get_by_role("group", name="Boxes").get_by_label("Plum").press("Space")
    form.get_by_role("radiogroup", name="Radio").get_by_label("Pear").check()
    form.get_by_role("radiogroup", name="Radio").get_by_label("Pear").press("ArrowDown")
    form.get_by_label("Rich text").fill("With love")

    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "With love"}]}
    assert sent(form, bot) == {
        "text": {"type": "plain_text_input", "value": "Winter & <more>"},
        "lines": {"type": "plain_text_input", "value": "one\ntwo"},
        "mail": {"type": "email_text_input", "value": "ana@example.com"},
        "url": {"type": "url_text_input", "value": "https://example.com/?a=1&b=2"},
        "number": {"type": "number_input", "value": "2.5"},
        "fruit": {"type": "static_select", "selected_option": PEAR},
        "plant": {"type": "static_select", "selected_option": shown.option("Currant")},
        "person": {"type": "users_select", "selected_user": ben.id},
        "place": {"type": "conversations_select", "selected_conversation": secret.id},
        "channel": {"type": "channels_select", "selected_channel": general.id},
        "fruits": {"type": "multi_static_select", "selected_options": [PLUM, FIG]},
        "persons": {"type": "multi_users_select", "selected_users": [ana.id, ben.id]},
        "places": {
            "type": "multi_conversations_select",
            "selected_conversations": [secret.id],
        },
        "channels": {"type": "multi_channels_select", "selected_channels": [general.id]},
        "day": {"type": "datepicker", "selected_date": "2026-12-24"},
        "time": {"type": "timepicker", "selected_time": "17:30", "timezone": "Europe/Berlin"},
        "moment": {"type": "datetimepicker", "selected_date_time": 1798137000},
        "boxes": {"type": "checkboxes", "selected_options": [APPLE, PLUM]},
        "radio": {"type": "radio_buttons", "selected_option": PLUM},
        "rich": {
            "type": "rich_text_input",
            "rich_text_value": {"type": "rich_text", "elements": [section]},
        },
        "file": {"type": "file_input", "files": []},
    }


def test_what_is_left_alone_or_taken_back_arrives_empty(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    form = opened(windows.open(ana, slack.channel("general", [ana])), "form")

    form.get_by_label("Lines").fill("one")
    form.get_by_label("Lines").fill("")
    form.get_by_label("Fruit (optional)").select_option("Pear")
    form.get_by_label("Fruit (optional)").select_option("Choose an option")
    pick(form, "Fruits", "Plum", "Fig")
    form.get_by_role("button", name="Remove Plum").click()
    form.get_by_label("Fruits").press("Backspace")
    form.get_by_role("group", name="Boxes").get_by_label("Apple").check()
    form.get_by_role("group", name="Boxes").get_by_label("Apple").uncheck()
    form.get_by_label("Rich text").fill("words")
    form.get_by_label("Rich text").fill("")

    held = sent(form, bot)
    empty = {name: next(v for k, v in one.items() if k != "type") for name, one in held.items()}
    many = ("fruits", "persons", "places", "channels", "boxes", "file")
    assert empty == {name: [] if name in many else None for name in held}


def test_no_more_can_be_chosen_than_the_bot_allows(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    form = opened(windows.open(ana, slack.channel("general", [ana])), "form")
    fruits, words = form.get_by_label("Fruits"), form.get_by_text("No more than 2 can be chosen.")

    pick(form, "Fruits", "Plum", "Fig")
    fruits.press_sequentially("App")
    expect(words).to_be_visible()
    fruits.press("Enter")
    form.get_by_role("button", name="Remove Fig").click()
    fruits.fill("App")
    expect(words).to_be_hidden()
    fruits.press("Enter")

    assert sent(form, bot)["fruits"]["selected_options"] == [APPLE, PLUM]


def test_a_moment_is_one_of_the_persons_zone_whatever_the_browsers(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind", tz="America/New_York")
    page = windows.open(ana, slack.channel("general", [ana]), tz="Asia/Tokyo")
    form = opened(page, "form")

    expect(form.get_by_label("Moment")).to_have_accessible_description("in New York time")
    for year in ("9999", "20261"):
        form.get_by_label("Moment").fill(f"{year}-12-31T23:00")
        form.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_have_text(f"There is no such day: {year}-12-31T23:00.")
    form.get_by_label("Moment").fill("2026-12-24T18:30")

    moment = sent(form, bot)["moment"]["selected_date_time"]
    assert moment == datetime(2026, 12, 24, 18, 30, tzinfo=ZoneInfo("America/New_York")).timestamp()


def test_a_file_reaches_the_bot_byte_for_byte(
    slack: Playground, windows: Windows, bot: ElementsBot, tmp_path: Path
) -> None:
    ana = slack.person("Ana Lind")
    content = bytes(range(256)) * 50
    people = tmp_path / "people & ämter.csv"
    people.write_bytes(content)
    page, uploads = windows.open(ana, slack.channel("general", [ana])), list[Route]()
    form = opened(page, "form")

    page.route("**/upload/*", lambda route: uploads.append(route))
    form.get_by_label("File").set_input_files(people)
    form.get_by_role("button", name="Send").click()  # while the file is on its way
    expect(form.locator("form")).to_have_attribute("aria-busy", "true")
    uploads[0].continue_()

    expect(form).to_be_hidden()
    (file,) = bot.submission()["state"]["values"]["file"]["file"]["files"]
    told = bot.client.files_info(file=file["id"])["file"]
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    read = requests.get(told["url_private_download"], headers=headers, timeout=20)
    assert (file["name"], file["filetype"], file["size"]) == ("people & ämter.csv", "csv", 12800)
    assert read.content == content


def test_what_slack_would_not_take_is_refused_at_the_field(
    slack: Playground, windows: Windows, bot: ElementsBot, tmp_path: Path
) -> None:
    ana = slack.person("Ana Lind")
    form = opened(windows.open(ana, slack.channel("general", [ana])), "form")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"png")

    form.get_by_label("E-mail").fill("nobody")
    form.get_by_label("Address").fill("nowhere")
    form.get_by_label("Number").fill("many")
    form.get_by_label("File").set_input_files(picture)
    expect(form.get_by_text("picture.png")).to_be_visible()
    form.get_by_role("button", name="Send").click()

    for label, words in {
        "E-mail": "Please enter a valid email address.",
        "Address": "Please enter a valid URL.",
        "Number": "Please enter a number.",
        "File": "Please choose a file of these types: csv.",
    }.items():
        expect(form.get_by_label(label)).to_have_accessible_description(f"⚠ {words}")
    expect(form.get_by_label("E-mail")).to_be_focused()
    expect(form.get_by_label("E-mail")).to_have_value("nobody")
    assert bot.of_kind("view_submission") == []


def test_what_is_chosen_in_a_message_acts_at_once(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana, ben = slack.person("Ana Lind"), slack.person("Ben Okoye")
    page = windows.open(ana, slack.channel("general", [ana, ben]))
    message = opened(page, "message")
    select = {"block_id": "person", "action_id": "person", "type": "users_select"}
    picker = {"block_id": "fruits", "action_id": "fruits", "type": "multi_static_select"}
    in_row = {"block_id": "row"}

    message.get_by_label("Person").select_option("Ben Okoye")
    assert bot.action() == {**select, "selected_user": ben.id}

    pick(message, "Fruits", "Fig")
    assert bot.action() == {**picker, "selected_options": [FIG]}

    message.get_by_label("Apple").check()
    boxes = {**in_row, "action_id": "boxes", "type": "checkboxes"}
    assert bot.action() == {**boxes, "selected_options": [APPLE]}

    message.get_by_label("Fig", exact=True).check()
    radio = {**in_row, "action_id": "radio", "type": "radio_buttons"}
    assert bot.action() == {**radio, "selected_option": FIG}

    message.get_by_label("Choose a date").press_sequentially("12242026")
    message.get_by_label("Choose a date").press("Enter")
    day = {**in_row, "action_id": "day", "type": "datepicker", "selected_date": "2026-12-24"}
    assert bot.action() == day

    page.reload()
    expect(message.get_by_label("Person")).to_have_value(ben.id)
    expect(message.get_by_label("Choose a date")).to_have_value("2026-12-24")
    expect(message.get_by_label("Apple")).to_be_checked()
    expect(message.get_by_role("button", name="Remove Fig")).to_be_visible()
    assert bot.of_kind("block_actions") == []


def test_what_is_typed_in_a_message_stays_and_goes_with_what_is_pressed(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    general = slack.channel("general", [ana])
    page = windows.open(ana, general)
    blocks = [text_input("name", "Name"), shown.row("row", button("go", "Ready"))]
    ts = bot.client.chat_postMessage(channel=general.id, text="x", blocks=blocks)["ts"]

    page.get_by_label("Name").fill("Winter")
    above = {"type": "header", "text": shown.plain("Changed")}
    bot.client.chat_update(channel=general.id, ts=ts, text="x", blocks=[above, *blocks])
    expect(page.get_by_text("Changed")).to_be_visible()
    page.get_by_role("button", name="Ready").click()

    (payload,) = eventually(lambda: bot.of_kind("block_actions"))
    assert payload["state"]["values"]["name"]["typed"]["value"] == "Winter"
    expect(page.get_by_label("Name")).to_have_value("Winter")


def test_an_overflow_menu_acts_and_folds(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    message = opened(windows.open(ana, slack.channel("general", [ana])), "message")
    menu, remove = (
        message.get_by_label("More actions"),
        message.get_by_role("button", name="Remove"),
    )

    menu.click()
    menu.press("Escape")
    expect(remove).to_be_hidden()
    menu.click()
    remove.click()

    action = {"type": "overflow", "block_id": "more", "action_id": "more"}
    assert bot.action() == {**action, "selected_option": shown.option("Remove")}
    expect(remove).to_be_hidden()


def test_what_must_be_confirmed_is_asked_first(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    page = windows.open(ana, slack.channel("general", [ana]))
    message = opened(page, "message")
    fruit, question = message.get_by_label("Fruit", exact=True), page.get_by_role("dialog")
    gift = message.get_by_role("button", name="Give")

    fruit.select_option("Pear")
    expect(question.get_by_text("Another fruit?")).to_be_visible()
    question.get_by_role("button", name="Rather not").click()
    expect(fruit).to_have_value("")
    fruit.select_option("Pear")
    question.get_by_role("button", name="Yes, do").click()
    told = {"type": "static_select", "block_id": "fruit", "action_id": "fruit"}
    assert bot.action() == {**told, "selected_option": PEAR}
    fruit.select_option("Fig")
    question.press("Escape")
    expect(fruit.locator("option:checked")).to_have_text("Pear")
    slack.go_down(60)
    fruit.select_option("Plum")
    question.get_by_role("button", name="Yes, do").click()
    expect(page.get_by_role("alert")).to_contain_text("Slack is down")
    expect(fruit.locator("option:checked")).to_have_text("Pear")
    slack.clear_faults()

    gift.click()
    question.get_by_role("button", name="Rather not").click()
    expect(question).to_be_hidden()
    assert bot.of_kind("block_actions") == []
    gift.click()
    question.get_by_role("button", name="Yes, do").click()
    assert bot.action()["value"] == "g1"
    expect(page.get_by_text("It is given away")).to_be_visible()
    expect(page.get_by_text("Thank you")).to_be_visible()


def test_a_button_with_an_address_opens_it_in_a_page_of_its_own(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    page = windows.open(ana, slack.channel("general", [ana]))
    message = opened(page, "message")

    with page.context.expect_page() as beside:
        message.get_by_role("button", name="Look").click()

    expect(beside.value.get_by_role("heading", name="general")).to_be_visible()
    assert beside.value.evaluate("window.opener") is None
    action = bot.action()
    assert (action["type"], action["action_id"], action["block_id"]) == ("button", "look", "look")


def test_the_home_tab_acts_at_once_too(
    slack: Playground, windows: Windows, bot: ElementsBot
) -> None:
    ana = slack.person("Ana Lind")
    page = windows.open(ana, "home")

    expect(page.get_by_text("Welcome")).to_be_visible()
    page.get_by_label("Fruit", exact=True).select_option("Plum")
    page.get_by_role("button", name="Yes, do").click()

    told = {"type": "static_select", "block_id": "fruit", "action_id": "fruit"}
    assert bot.action() == {**told, "selected_option": PLUM}
    page.reload()
    expect(page.get_by_label("Fruit", exact=True).locator("option:checked")).to_have_text("Plum")
