"""Messages in open windows: who sees them, what changes in place, and what they cannot do."""

from __future__ import annotations

import html
import re
import threading

import pytest
from markupsafe import Markup
from playwright.sync_api import Locator, Page, expect

from playground import Channel, Person, Playground
from playground.changes import REMEMBERED
from playground.server import PlaygroundServer
from tests.e2e.browser import elements_shown as shown
from tests.e2e.browser.elements_bot import ElementsBot
from tests.e2e.browser.windows import Windows, entries, type_
from tests.playground.sample_bot import section, text_input

HOSTILE = (
    "<script>document.title='x'</script><img src=x onerror=\"document.title='x'\">&lt;b&gt; &amp;"
)
#: 2026-12-24, half past five in the evening, in UTC.
MOMENT = 1798133400
MANY = 120


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.person("Ana Lind", tz="America/New_York")


@pytest.fixture
def ben(slack: Playground) -> Person:
    return slack.person("Ben Okoye", tz="Asia/Tokyo")


@pytest.fixture
def general(slack: Playground, ana: Person, ben: Person) -> Channel:
    return slack.channel("general", [ana, ben])


def place(page: Page, name: str) -> Locator:
    """A conversation at the left, with what it says of unread messages."""
    return page.get_by_role("navigation", name="Conversations").get_by_role("link", name=name)


def box(page: Page) -> Locator:
    return page.get_by_label("Message or command")


def test_an_ephemeral_message_is_seen_by_one_person_only(
    windows: Windows, bot: ElementsBot, ana: Person, ben: Person, general: Channel
) -> None:
    at_ana, at_ben = windows.open(ana, general), windows.open(ben, general)

    type_(at_ana, "/santa secret")
    only = entries(at_ana).filter(has_text="You said: secret")
    expect(only).to_contain_text("Only visible to you")
    bot.client.chat_postMessage(channel=general.id, text="For all")

    for page in (at_ana, at_ben):
        expect(entries(page).filter(has_text="For all")).to_be_visible()
    expect(entries(at_ben)).to_have_count(1)
    at_ben.reload()
    expect(entries(at_ben)).to_have_count(1)


def test_several_windows_are_several_people(
    windows: Windows, bot: ElementsBot, ana: Person, ben: Person, general: Channel
) -> None:
    at_ana, at_ben = windows.open(ana, general), windows.open(ben, general)

    type_(at_ana, "/santa steps")
    name = at_ana.get_by_label("Name")
    name.fill("of Ana")
    type_(at_ben, "/santa steps")
    expect(at_ben.get_by_label("Name")).to_have_value("")
    at_ben.get_by_label("Name").fill("of Ben")
    at_ben.get_by_role("button", name="Send").last.click()
    expect(at_ben.get_by_role("dialog")).to_be_hidden()

    (payload,) = bot.of_kind("view_submission")
    assert payload["user"]["id"] == ben.id
    assert payload["view"]["state"]["values"]["name"]["typed"]["value"] == "of Ben"
    expect(name).to_have_value("of Ana")
    at_ana.get_by_role("button", name="Next step").click()
    expect(at_ana.get_by_role("heading", name="Step 2 🎁")).to_be_visible()
    assert bot.of_kind("block_actions")[0]["user"]["id"] == ana.id
    expect(at_ben.get_by_role("dialog")).to_be_hidden()


def test_a_message_is_changed_and_deleted_in_place(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    stamps = [
        bot.client.chat_postMessage(channel=general.id, text=f"message {n}")["ts"]
        for n in range(40)
    ]
    page = windows.open(ana, general, height=600)
    expect(entries(page)).to_have_count(40)
    watched = page.get_by_text("message 20", exact=True)
    page.get_by_text("message 18", exact=True).scroll_into_view_if_needed()
    at = watched.bounding_box()
    assert at

    long = "\n".join(["changed"] * 12)
    bot.client.chat_update(channel=general.id, ts=stamps[2], text=long)
    bot.client.chat_update(channel=general.id, ts=stamps[39], text="last")
    bot.client.chat_delete(channel=general.id, ts=stamps[1])
    bot.client.chat_postMessage(channel=general.id, text="new")

    expect(entries(page).last).to_contain_text("new")
    expect(entries(page).nth(1)).to_contain_text("changed")
    expect(entries(page).nth(38)).to_contain_text("last")
    expect(entries(page)).to_have_count(40)
    assert watched.bounding_box() == pytest.approx(at, abs=2)
    expect(watched).to_be_in_viewport()
    expect(entries(page).last).not_to_be_in_viewport()
    bot.client.chat_delete(channel=general.id, ts=stamps[0])
    expect(entries(page)).to_have_count(39)
    expect(page.get_by_role("heading", name="Today")).to_have_count(1)


def test_earlier_messages_come_when_one_scrolls_up_and_stand_in_order(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    for n in range(MANY):
        bot.client.chat_postMessage(channel=general.id, text=f"message {n}")
    page = windows.open(ana, general)
    expect(entries(page).last).to_be_in_viewport()
    expect(page.get_by_text("message 0", exact=True)).to_have_count(0)

    page.get_by_role("log").hover()
    while entries(page).count() < MANY:
        first = entries(page).count()
        page.mouse.wheel(0, -100_000)
        page.wait_for_function("n => document.querySelectorAll('article').length > n", arg=first)
    bot.client.chat_postMessage(channel=general.id, text="new")

    expect(entries(page)).to_have_count(MANY + 1)
    words = [text.strip() for text in page.locator("article .words").all_text_contents()]
    assert words == [*(f"message {n}" for n in range(MANY)), "new"]
    expect(page.get_by_role("heading", name="Today")).to_have_count(1)
    expect(page.get_by_role("button", name="Earlier messages")).to_be_hidden()


def test_the_newest_message_is_shown_to_its_end(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    page = windows.open(ana, general)

    for count in (1, 2, 3):
        type_(page, "/santa message")
        expect(entries(page)).to_have_count(count)
        expect(entries(page).last.get_by_text("another thing")).to_be_in_viewport()


def test_what_is_unread_is_marked_until_somebody_looks(
    slack: Playground,
    windows: Windows,
    bot: ElementsBot,
    ana: Person,
    ben: Person,
    general: Channel,
) -> None:
    other, page = slack.channel("other", [ana, ben]), windows.open(ana, general)
    second = windows.open(ana, "home")
    expect(place(page, "other")).to_have_accessible_name("# other")

    for words in ("one", "two"):
        bot.client.chat_postMessage(channel=other.id, text=words)
        bot.client.chat_postMessage(channel=ana.id, text=words)
    bot.client.chat_postMessage(channel=general.id, text="seen at once")
    bot.client.chat_postEphemeral(channel=other.id, user=ben.id, text="not for Ana")

    for window in (page, second):
        expect(place(window, "other")).to_have_accessible_name("# other 2 unread")
    expect(place(page, "Kringle 2 unread")).to_be_visible()
    expect(place(page, "general")).to_have_accessible_name("# general")
    place(page, "other").click()
    expect(entries(page)).to_have_count(2)
    expect(place(page, "other")).to_have_accessible_name("# other")
    for window in (page, second):
        expect(place(window, "Kringle 2 unread")).to_be_visible()
        expect(place(window, "other")).to_have_accessible_name("# other")
    place(page, "general").click()
    expect(place(page, "other")).to_have_accessible_name("# other")

    page.evaluate("() => Object.defineProperty(document, 'hidden', {value: true, writable: true})")
    bot.client.chat_postMessage(channel=general.id, text="while nobody looks")
    expect(place(page, "general")).to_have_accessible_name("# general 1 unread")
    page.evaluate("() => (document.hidden = false)")
    expect(place(page, "general")).to_have_accessible_name("# general")


def test_dates_are_told_in_the_zone_of_whoever_reads(
    windows: Windows, bot: ElementsBot, ana: Person, ben: Person, general: Channel
) -> None:
    token = f"<!date^{MOMENT}^{{date_num}} {{time}}|fallback>"
    bot.client.chat_postMessage(channel=general.id, text=f"Drawn at {token}")

    for person, told in ((ana, "2026-12-24 12:30 PM"), (ben, "2026-12-25 2:30 AM")):
        page = windows.open(person, general, tz="Europe/Berlin")
        expect(entries(page)).to_contain_text(f"Drawn at {told}")


def test_mentions_links_emoji_and_entities_read_as_in_slack(
    slack: Playground, windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    text = (
        f"<@{ana.id}> in <#{general.id}> <!here>: :gift: &lt;b&gt; &amp;amp; *bold* _it_ ~no~ "
        f"`code` <{slack.url}/?a=1&amp;b=2|the page> <javascript:alert(1)|no link>"
    )
    bot.client.chat_postMessage(channel=general.id, text=text)
    page = windows.open(ana, general)

    expect(entries(page)).to_contain_text(
        "@Ana Lind in #general @here: 🎁 <b> &amp; bold it no code the page no link"
    )
    link = entries(page).get_by_role("link", name="the page")
    expect(link).to_have_attribute("href", f"{slack.url}/?a=1&b=2")
    expect(entries(page).get_by_role("link")).to_have_count(1)
    for words, tag in {"bold": "b", "it": "i", "no": "s", "code": "code"}.items():
        expect(entries(page).locator(tag).filter(has_text=words)).to_be_visible()


def test_hostile_text_is_only_text(
    slack: Playground, windows: Windows, bot: ElementsBot, general: Channel
) -> None:
    name = "<img src=x onerror=alert(1)> Mallory"
    mallory = slack.person(name)
    channel = slack.channel("<script>alert(1)</script>", [mallory])
    title = "<img src=x onerror=a()>"
    escaped = html.escape(HOSTILE, quote=False)
    bot.client.chat_postMessage(channel=channel.id, text=f"{escaped} <@{mallory.id}>")
    bot.client.chat_postMessage(channel=channel.id, text="x", blocks=[section(escaped)])
    bot.client.chat_postMessage(channel=channel.id, text=HOSTILE)  # as no app should write it
    bot.client.files_upload_v2(channel=channel.id, filename="a.txt", title=title, content="x")
    bot.views["hostile"] = shown.modal(
        "form",
        title,
        [
            section(escaped),
            text_input("a", "<b>Label</b>", initial_value='"><script>x</script>'),
            shown.field("file_input", "file", "File"),
        ],
        submit=shown.plain("<s>Send</s>"),
    )

    page = windows.open(mallory, channel)
    expect(page.get_by_role("heading", name=f"# {channel.name}")).to_be_visible()
    expect(place(page, f"# {channel.name}")).to_be_visible()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(entries(page)).to_have_count(4)
    for at in (0, 1):
        expect(entries(page).nth(at)).to_contain_text(HOSTILE)
    expect(entries(page).get_by_role("link", name=title)).to_be_visible()

    type_(page, "/santa hostile")
    form = page.get_by_role("dialog")
    expect(form.get_by_role("heading", name=title)).to_be_visible()
    expect(form.get_by_label("<b>Label</b>")).to_have_value('"><script>x</script>')
    expect(form.get_by_role("button", name="<s>Send</s>")).to_be_visible()
    file = {"name": "<img src=x onerror=a()>.txt", "mimeType": "text/plain", "buffer": b"x"}
    form.get_by_label("File").set_input_files([file])  # type: ignore[list-item]
    expect(form.get_by_role("listitem")).to_contain_text("<img src=x onerror=a()>.txt")
    expect(page).to_have_title(f"{name} – Kringle’s playground")
    expect(page.locator("img, script:not([src]):not([type='application/json'])")).to_have_count(0)


def test_an_unknown_command_says_so_and_stays_in_the_box(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    page = windows.open(ana, general)

    type_(page, "/snata new")

    expect(page.get_by_role("alert")).to_contain_text("/snata is not a command here")
    expect(box(page)).to_have_value("/snata new")
    assert bot.taken == []


def test_what_is_sent_twice_in_a_hurry_is_sent_once(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    page = windows.open(ana, general)
    box(page).fill("/santa hello")

    page.evaluate("() => [1, 2].forEach(() => document.forms.composer.requestSubmit())")

    expect(entries(page)).to_have_text([re.compile("You said: hello")])
    type_(page, "/santa again")
    expect(entries(page)).to_have_count(2)
    assert [one["text"] for one in bot.taken] == ["hello", "again"]


def test_what_was_sent_stays_in_the_box_when_the_answer_breaks_off(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    page = windows.open(ana, general)
    page.route("**/window/say", lambda route: route.fulfill(body='{"half": '), times=1)

    type_(page, "hello")

    expect(page.get_by_role("alert")).to_contain_text("The playground does not answer")
    expect(box(page)).to_have_value("hello")
    page.get_by_role("button", name="Send").click()
    expect(entries(page)).to_have_count(1)


def test_a_page_that_is_out_of_date_begins_anew_once_however_slow_that_is(
    slack: Playground,
    windows: Windows,
    ana: Person,
    general: Channel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, make, begun, again = windows.open(ana, general), slack.desk.page, 0, threading.Event()
    assert isinstance(slack._server, PlaygroundServer)
    workspace = slack._server.workspace

    def slowly(user: str, place: str) -> Markup:
        nonlocal begun
        begun += 1
        if begun > 1:
            again.set()
        again.wait(0.6)
        return make(user, place)

    monkeypatch.setattr(slack.desk, "page", slowly)
    with page.expect_navigation(), workspace.lock:
        for _ in range(REMEMBERED + 1):
            workspace.changes.note(None, "people")

    assert begun == 1


@pytest.mark.usefixtures("bot")
def test_who_is_suggested_after_an_at_sign_is_mentioned(
    windows: Windows, ana: Person, general: Channel
) -> None:
    page = windows.open(ana, general)

    box(page).press_sequentially("Hi @oko")
    page.get_by_role("listbox").get_by_role("option", name="Ben Okoye").click()
    expect(box(page)).to_have_value("Hi @ben ")
    page.keyboard.press("Enter")

    expect(entries(page).last.locator(".mention")).to_have_text("@Ben Okoye")


def test_a_draft_waits_for_whoever_looks_elsewhere(
    slack: Playground, windows: Windows, ana: Person, ben: Person, general: Channel
) -> None:
    slack.channel("other", [ana, ben])
    page = windows.open(ana, general)

    box(page).fill("/santa exclude @b")
    place(page, "other").click()
    expect(page.get_by_role("heading", name="other")).to_be_visible()
    expect(box(page)).to_have_value("")
    place(page, "general").click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    expect(box(page)).to_have_value("/santa exclude @b")
    page.get_by_role("link", name="Ben Okoye").click()
    expect(page).to_have_title("Ben Okoye – Kringle’s playground")
    expect(box(page)).to_have_value("")


def test_every_kind_of_block_is_shown(
    windows: Windows, bot: ElementsBot, ana: Person, general: Channel
) -> None:
    page = windows.open(ana, general)
    type_(page, "/santa message")
    message = entries(page).last

    expect(message.get_by_role("heading", name="Heading 🎁")).to_be_visible()
    for words in ("Said loud", "Left", "Right", "Small print"):
        expect(message.get_by_text(words)).to_be_visible()
    expect(message.get_by_role("separator")).to_be_visible()
    expect(message.get_by_role("listitem")).to_have_text(["one thing", "another thing"])
    picture = message.get_by_role("img", name="A gift")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(picture).to_be_visible()
    for label in ("Fruit", "Person", "Fruits"):
        expect(message.get_by_role("combobox", name=label, exact=True)).to_be_visible()
    for label in ("Look", "Give"):
        expect(message.get_by_role("button", name=label)).to_be_visible()
