"""Blocks as HTML: each kind once, and nothing that a bot can break out of."""

from __future__ import annotations

import json

import pytest

from playground.browser.blocks import blocks
from playground.browser.choices import Choices
from playground.forms import state_values, with_ids
from playground.rendering import Reader
from tests.playground.drawn_blocks import CHOICES, ID, OPTIONS, READER, drawn, mrkdwn, option, plain
from tests.playground.html_reading import parsed
from tests.unit.views.catalogue import everything
from tests.unit.views.reading import shown


def test_every_block_says_what_it_is_and_which() -> None:
    html = drawn(
        {"type": "divider", "block_id": "x"}, {"type": "header", "text": plain(":gift: H")}
    )

    first, second = html.all("div")
    assert (first["class"], first["data-block-id"]) == ("block divider", "x")
    assert second["class"] == "block header"
    assert first.one("hr")
    assert second.one("h3").text == "🎁 H"


def test_a_section_shows_its_text_and_its_fields() -> None:
    html = drawn(
        {"type": "section", "text": mrkdwn("*a*"), "fields": [plain("*b*"), mrkdwn("_c_")]}
    )

    assert html.one("b").text == "a"
    assert html.one("i").text == "c"
    assert "*b*" in html.text


def test_a_context_shows_words_and_images() -> None:
    image = {"type": "image", "image_url": "/files/1.png", "alt_text": "a cat"}

    html = drawn({"type": "context", "elements": [image, mrkdwn("*a*"), plain("b")]})

    assert (html.one("img")["src"], html.one("img")["alt"]) == ("/files/1.png", "a cat")
    assert [one.text for one in html.all("span")] == ["a", "b"]


LOADED = {
    "/files/1.png": True,
    "http://127.0.0.1:8000/files/1.png": True,
    "https://example.com/1.png": False,
    "//example.com/1.png": False,
    "/\\example.com/1.png": False,
    "http://127.0.0.1:8000@example.com/1.png": False,
    "http://127.0.0.1:80001/1.png": False,
    "data:image/png;base64,x": False,
}


@pytest.mark.parametrize("url", LOADED)
def test_images_come_from_the_playground_only(url: str) -> None:
    html = drawn(
        {"type": "image", "title": plain("Title"), "image_url": url, "alt_text": "a tree"},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a tree"},
    )

    assert len(html.all("img")) == LOADED[url]
    assert "Title" in html.text
    assert {one["aria-label"] for one in html.all("span")} == {"a tree"}
    assert [name for one in html.everything for name in one.attributes if name == "src"] == [
        "src"
    ] * LOADED[url]


def test_rich_text_and_markdown_are_shown() -> None:
    text = {"type": "text", "text": "rich", "style": {"bold": True}}
    section = {"type": "rich_text_section", "elements": [text]}

    html = drawn(
        {"type": "rich_text", "elements": [section]}, {"type": "markdown", "text": "**a** <b>"}
    )

    assert html.one("b").text == "rich"
    assert "**a** <b>" in html.text


def test_an_unknown_block_or_element_says_so() -> None:
    strange = {"type": "workflow_button", "action_id": "w"}

    html = parsed(
        blocks(
            [{"type": "video"}, {"type": "actions", "elements": [strange]}],
            {},
            READER,
            CHOICES,
            prefix="p",
        )
    )

    assert "(a block of type video, which the playground does not show)" in html.text
    assert "(an element of type workflow_button, which the playground does not show)" in html.text


def test_an_input_has_its_label_hint_and_error() -> None:
    block = {"type": "input", "block_id": "b", "label": plain("Name"), "optional": True}
    element = {"type": "plain_text_input", **ID}

    html = drawn(
        {**block, "element": element, "hint": plain("Yours")},
        {**block, "block_id": "c", "element": element},
        errors={"b": "Too <long>"},
    )

    wrong, right = (one for one in html.all("div") if "input" in one["class"].split())
    field = wrong.one("input")
    assert wrong.one("label")["for"] == field["id"]
    assert wrong.one("label").text.split() == ["Name", "(optional)"]
    hint, error = (wrong.by_id(one) for one in field["aria-describedby"].split())
    assert (hint["class"], hint.text) == ("hint", "Yours")
    assert (error["class"], error.text) == ("error", "Too <long>")
    assert field["aria-invalid"] == "true"
    assert "wrong" in wrong["class"].split()
    assert "wrong" not in right["class"].split()
    assert not {"aria-invalid", "aria-describedby"} & set(right.one("input").attributes)


def test_the_error_of_a_group_belongs_to_the_whole_group() -> None:
    block = {"type": "input", "block_id": "b", "label": plain("Ticks")}

    html = drawn(
        {**block, "element": {"type": "checkboxes", "options": OPTIONS}}, errors={"b": "None?"}
    )

    group = html.one("fieldset")
    assert group["aria-invalid"] == "true"
    assert html.by_id(group["aria-describedby"]).text == "None?"


HOSTILE = """"><script>alert(1)</script>'&<b>"""


def test_nothing_that_somebody_wrote_becomes_markup() -> None:
    menu = {"type": "static_select", "options": [option(HOSTILE, description=plain(HOSTILE))]}
    ids = {"action_id": HOSTILE, "placeholder": plain(HOSTILE)}
    confirm = {"title": plain(HOSTILE), "text": plain(HOSTILE)}
    button = {"type": "button", "text": plain(HOSTILE), "url": f"https://a/{HOSTILE}"}
    given = with_ids(
        [
            {"type": "header", "text": plain(HOSTILE)},
            {"type": "image", "image_url": f"/{HOSTILE}", "alt_text": HOSTILE},
            {"type": "section", "block_id": HOSTILE, "text": plain(HOSTILE), "accessory": menu},
            {"type": "actions", "elements": [{**button, "confirm": confirm}]},
            {
                "type": "input",
                "block_id": f"{HOSTILE}2",
                "label": plain(HOSTILE),
                "hint": plain(HOSTILE),
                "element": {"type": "plain_text_input", "initial_value": HOSTILE, **ids},
            },
            {
                "type": "input",
                "label": plain(HOSTILE),
                "element": {**ids, "type": "plain_text_input", "multiline": True},
            },
            {"type": HOSTILE},
        ]
    )
    reader = Reader({"U1": HOSTILE})

    html = parsed(blocks(given, {}, reader, Choices(), errors={f"{HOSTILE}2": HOSTILE}, prefix="p"))

    assert not html.all("script")
    assert not html.all("b")
    assert html.one("h3").text == HOSTILE
    assert html.one("img")["alt"] == HOSTILE
    assert html.one("select")["data-block"] == HOSTILE
    assert html.one("button")["data-url"] == f"https://a/{HOSTILE}"
    assert json.loads(html.one("button")["data-confirm"])["title"] == HOSTILE
    field = next(one for one in html.all("input") if one["data-block"] == f"{HOSTILE}2")
    assert (field["value"], field["placeholder"]) == (HOSTILE, HOSTILE)
    assert html.one("textarea")["data-action"] == HOSTILE


@pytest.mark.parametrize("name", everything())
def test_every_view_of_the_bot_can_be_drawn(name: str) -> None:
    given = with_ids(shown(everything()[name]())["blocks"])

    html = parsed(blocks(given, state_values(given, {}), READER, CHOICES, prefix="p"))

    assert "which the playground does not show" not in html.text
    assert len([one for one in html.all("div") if "data-block-id" in one]) == len(given)
    ids = [one["id"] for one in html.everything if "id" in one]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("p-") for one in ids)
    referred = [one["for"] for one in html.all("label") if "for" in one]
    for one in html.everything:
        referred += one.attributes.get("aria-describedby", "").split()
    assert set(referred) <= set(ids)
