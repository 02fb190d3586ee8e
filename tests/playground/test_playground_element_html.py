"""Elements as HTML: each once, as the form control that it is."""

from __future__ import annotations

import json

import pytest

from playground.errors import Json
from tests.playground.drawn_blocks import (
    BLUE,
    GREEN,
    GROUPS,
    ID,
    OPTIONS,
    RED,
    acting,
    asked,
    beside,
    chosen,
    drawn,
    mrkdwn,
    option,
    plain,
)


def test_a_button_is_pressed_by_its_block_and_action() -> None:
    button = acting({"type": "button", "text": plain("Go"), "style": "primary"}).one("button")

    assert button.text == "Go"
    assert button["class"].split() == ["button", "primary"]
    assert button["type"] == "button"
    assert (button["data-block"], button["data-action"]) == ("b", "a")
    assert "data-press" in button
    assert not {"data-acts", "data-url", "data-confirm", "aria-label"} & set(button.attributes)


def test_a_button_may_be_called_otherwise_for_those_who_do_not_see_it() -> None:
    given = {"type": "button", "text": plain("✎"), "accessibility_label": "Edit"}

    assert beside(given).one("button")["aria-label"] == "Edit"


@pytest.mark.parametrize("url", ["https://a.example", "HTTP://a.example"])
def test_a_button_leads_to_a_page(url: str) -> None:
    assert acting({"type": "button", "text": plain("Go"), "url": url}).one("button")["data-url"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:a@b.example", "/local"])
def test_a_button_leads_nowhere_else(url: str) -> None:
    button = acting({"type": "button", "text": plain("Go"), "url": url}).one("button")

    assert "data-url" not in button
    assert "data-press" in button


def test_what_is_asked_before_an_act_is_told_in_words() -> None:
    confirm = {"title": plain("Sure?"), "text": mrkdwn("Tell <@U1>"), "style": "danger"}
    expected = {
        "title": "Sure?",
        "text": "Tell @Ana",
        "confirm": "Yes",
        "deny": "No",
        "style": "danger",
    }
    button = {"type": "button", "text": plain("Go"), "confirm": confirm}
    select = {"type": "static_select", "options": OPTIONS, "confirm": confirm}
    boxes = {"type": "checkboxes", "options": OPTIONS, "confirm": confirm}

    asking = [
        acting(button).one("button"),
        beside(select).one("select"),
        *beside(boxes).all("input"),
        *beside({"type": "overflow", "options": OPTIONS, "confirm": confirm}).all("button"),
    ]

    assert [json.loads(one["data-confirm"]) for one in asking] == [expected] * 8


def test_an_overflow_menu_opens_without_a_script() -> None:
    menu = {"type": "overflow", "options": [RED, option("Page", url="https://a.example")]}

    html = beside(menu)

    details = html.one("details")
    assert details["class"] == "overflow"
    assert details.one("summary")["aria-label"] == "More actions"
    first, second = details.all("button")
    assert (first.text, first["data-value"], first["data-action"]) == ("Red", "v-Red", "a")
    assert (second["data-value"], second["data-url"]) == ("v-Page", "https://a.example")
    assert "data-press" in first
    assert "data-url" not in first


def test_a_menu_offers_its_options_by_their_place() -> None:
    html = asked(
        {"type": "static_select", "options": OPTIONS, "placeholder": plain("Which?")},
        {"type": "static_select", "selected_option": GREEN},
    )

    assert [(one["value"], one.text) for one in html.all("option")] == [
        ("", "Which?"),
        ("v-Red", "Red"),
        ("v-Green", "Green – as trees are"),
        ("v-Blue", "Blue"),
    ]
    assert chosen(html) == ["v-Green"]
    assert (html.one("select")["data-block"], html.one("select")["data-action"]) == ("b", "a")


def test_options_in_groups_keep_their_values() -> None:
    html = asked({"type": "static_select", "option_groups": GROUPS, "initial_option": BLUE})

    warm, cold = html.all("optgroup")
    assert [warm["label"], cold["label"]] == ["Warm", "Cold"]
    assert [one["value"] for one in warm.all("option")] == ["v-Red"]
    assert [one["value"] for one in cold.all("option")] == ["v-Blue", "v-Green"]
    assert chosen(html) == ["v-Blue"]


def test_several_options_can_be_picked() -> None:
    given = {"type": "multi_static_select", "options": OPTIONS, "initial_options": [RED, BLUE]}

    html = asked({**given, "max_selected_items": 2, "placeholder": plain("Some")})

    select = html.one("select")
    assert {"multiple", "data-picker"} <= set(select.attributes)
    assert (select["data-max"], select["data-placeholder"]) == ("2", "Some")
    assert [one.text for one in html.all("option")] == ["Red", "Green", "Blue"]
    assert html.all("option")[1]["data-description"] == "as trees are"
    assert chosen(html) == ["v-Red", "v-Blue"]


OFFERED = {
    "users_select": (["U1", "U2"], {"initial_user": "U2"}, ["U2"]),
    "conversations_select": (["C1", "G1", "D1"], {"initial_conversation": "D1"}, ["D1"]),
    "channels_select": (["C1"], {"initial_channel": "C1"}, ["C1"]),
    "multi_users_select": (["U1", "U2"], {"initial_users": ["U1", "U2"]}, ["U1", "U2"]),
    "multi_conversations_select": (
        ["C1", "G1", "D1"],
        {"initial_conversations": ["G1"]},
        ["G1"],
    ),
    "multi_channels_select": (["C1"], {"initial_channels": []}, []),
}


@pytest.mark.parametrize("kind", OFFERED)
def test_people_and_conversations_are_offered_by_their_ids(kind: str) -> None:
    offered, initial, expected = OFFERED[kind]

    html = asked({"type": kind, **initial})

    assert [one["value"] for one in html.all("option") if one["value"]] == offered
    assert chosen(html) == expected


@pytest.mark.parametrize(
    ("include", "offered"),
    [(["public"], ["C1"]), (["private", "im"], ["G1", "D1"]), ([], ["C1", "G1", "D1"])],
)
def test_a_menu_offers_the_wanted_kinds_of_conversations(
    include: list[str], offered: list[str]
) -> None:
    html = asked({"type": "conversations_select", "filter": {"include": include}})

    assert [one["value"] for one in html.all("option") if one["value"]] == offered


def test_who_is_chosen_stays_even_if_offered_no_more() -> None:
    html = asked({"type": "users_select", "initial_user": "U9"})

    assert chosen(html) == ["U9"]
    assert html.all("option")[-1].text == "Gone"
    channel = asked({"type": "channels_select", "initial_channel": "C9"})
    assert channel.all("option")[-1].text == "#away"


TYPED = {
    "plain_text_input": ("text", "words"),
    "email_text_input": ("email", "a@b.example"),
    "url_text_input": ("url", "https://a.example"),
    "number_input": ("text", "12.5"),
    "datepicker": ("date", "2026-12-24"),
    "timepicker": ("time", "17:30"),
}
INITIAL = {"datepicker": "initial_date", "timepicker": "initial_time"}


@pytest.mark.parametrize("kind", TYPED)
def test_a_line_is_typed_as_what_it_is(kind: str) -> None:
    expected, value = TYPED[kind]
    more = {"is_decimal_allowed": True} if kind == "number_input" else {}

    field = asked({"type": kind, INITIAL.get(kind, "initial_value"): value, **more}).one("input")

    assert (field["type"], field["value"]) == (expected, value)
    assert (field["data-block"], field["data-action"]) == ("b", "a")
    assert field.attributes.get("inputmode") == ("decimal" if kind == "number_input" else None)


def test_what_was_typed_stands_before_what_the_bot_suggested() -> None:
    typed = {"type": "plain_text_input", "value": "mine"}

    html = asked({"type": "plain_text_input", "initial_value": "theirs"}, typed)

    assert html.one("input")["value"] == "mine"


def test_too_much_can_be_typed_and_is_known_as_such() -> None:
    given = {"type": "plain_text_input", "min_length": 2, "max_length": 80}

    field = asked({**given, "placeholder": plain("A name"), "focus_on_load": True}).one("input")

    assert (field["data-min-length"], field["data-max-length"]) == ("2", "80")
    assert "maxlength" not in field
    assert field["placeholder"] == "A name"
    assert "data-focus" in field


def test_a_message_takes_the_focus_from_nobody() -> None:
    element = {"type": "datepicker", "focus_on_load": True, **ID}

    assert "data-focus" in drawn({"type": "actions", "elements": [element]}).one("input")
    message = drawn({"type": "actions", "elements": [element]}, where="message")
    assert "data-focus" not in message.one("input")


def test_many_lines_keep_every_line() -> None:
    given = {"type": "plain_text_input", "multiline": True, "initial_value": "\na\n b"}

    assert asked(given).one("textarea").text == "\n\na\n b"  # a browser drops the first


def test_rich_text_is_typed_as_plain_text() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "words"}]}
    given = {"type": "rich_text", "elements": [section]}

    assert asked({"type": "rich_text_input", "initial_value": given}).one("textarea").text == (
        "\nwords"
    )


def test_a_moment_is_typed_in_the_readers_own_time() -> None:
    html = asked({"type": "datetimepicker", "initial_date_time": 1_765_000_000})

    field = html.one("input")
    assert (field["type"], field["value"]) == ("datetime-local", "2025-12-06T00:46")
    assert html.by_id(field["aria-describedby"]).text == "in New York time"


def test_a_time_may_be_of_another_zone() -> None:
    html = acting({"type": "timepicker", "timezone": "UTC"})

    assert html.by_id(html.one("input")["aria-describedby"]).text == "in UTC"


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons"])
def test_boxes_are_marked_one_by_one_and_labelled_together(kind: str) -> None:
    rich = {**RED, "text": mrkdwn("*Red*")}
    name, state = (
        ("selected_options", [GREEN])
        if kind == "checkboxes"
        else (
            "selected_option",
            GREEN,
        )
    )

    html = asked({"type": kind, "options": [rich, GREEN]}, {"type": kind, name: state})

    assert html.one("fieldset").one("legend").text.strip() == "Label"
    marks = html.all("input")
    assert {one["type"] for one in marks} == {kind.removesuffix("es").removesuffix("_buttons")}
    assert [(one["value"], one["data-action"]) for one in marks] == [
        ("v-Red", "a"),
        ("v-Green", "a"),
    ]
    assert len({one["name"] for one in marks}) == 1
    assert chosen(html) == ["v-Green"]
    assert html.one("b").text == "Red"
    assert html.one("small").text == "as trees are"


def test_a_file_is_chosen_and_what_is_there_is_listed() -> None:
    html = asked(
        {"type": "file_input", "filetypes": ["csv", "xlsx"], "max_files": 1},
        {"type": "file_input", "files": [{"id": "F1", "name": "<people>.csv"}]},
    )

    field = html.one("input")
    assert (field["type"], field["accept"]) == ("file", ".csv,.xlsx")
    assert "data-file" in field
    assert "multiple" not in field
    assert html.one("li").text == "<people>.csv"
    assert "multiple" in asked({"type": "file_input"}).one("input")


EVERY_CHOOSER: dict[str, Json] = {
    "static_select": {"options": OPTIONS},
    "users_select": {},
    "datepicker": {},
    "timepicker": {},
    "checkboxes": {"options": OPTIONS},
    "radio_buttons": {"options": OPTIONS},
    "multi_static_select": {"options": OPTIONS},
}


@pytest.mark.parametrize("kind", EVERY_CHOOSER)
def test_what_stands_beside_a_text_acts_at_once_and_is_called_by_it(kind: str) -> None:
    html = beside({"type": kind, **EVERY_CHOOSER[kind]})

    controls = [one for one in html.everything if "data-action" in one]
    assert controls
    assert all(one["data-acts"] == "" for one in controls)
    assert [one["aria-label"] for one in html.everything if "aria-label" in one] == ["Said"]


@pytest.mark.parametrize("kind", EVERY_CHOOSER)
def test_an_input_waits_until_the_form_is_sent(kind: str) -> None:
    html = asked({"type": kind, **EVERY_CHOOSER[kind]})

    assert not any("data-acts" in one for one in html.everything)
    acting_ = asked({"type": kind, **EVERY_CHOOSER[kind]}, dispatch_action=True)
    assert any("data-acts" in one for one in acting_.everything)


@pytest.mark.parametrize(
    ("triggers", "acts"),
    [
        (None, "enter"),
        (["on_character_entered"], "character"),
        (["on_enter_pressed", "on_character_entered"], "enter character"),
    ],
)
def test_what_is_typed_acts_when_the_bot_wants(triggers: list[str] | None, acts: str) -> None:
    config = {"dispatch_action_config": {"trigger_actions_on": triggers}} if triggers else {}

    html = asked({"type": "plain_text_input", **config}, dispatch_action=True)

    assert html.one("input")["data-acts"] == acts
