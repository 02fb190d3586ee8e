"""The playground's Block Kit rules, at their limits, and held against an independent reading."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.blockkit import check_blocks, check_view
from tests.playground.sample_bot import button, form, section, text_input

# Limits that the playground knows and the other reading does not mention.
OURS_ALONE = {"initial value"}
# It takes the format of a date in rich text for a day; Slack documents a template, as here.
DISPUTED = {"rich text"}
ORACLE = Path(__file__).parents[3] / "shared" / "oracle"


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str = "One", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": value, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def labelled(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "label": plain("Label"), "element": element}


def rich_text(*elements: dict[str, Any]) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": list(elements)}
    bullets = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
    quote = {"type": "rich_text_quote", "elements": list(elements)}
    code = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]}
    return {"type": "rich_text", "elements": [section, bullets, quote, code]}


def confirming(title: int, text: int, confirm: int) -> dict[str, Any]:
    words = {"title": plain("x" * title), "text": plain("x" * text)}
    return button("a", "Go", confirm={**words, "confirm": plain("x" * confirm), "deny": plain("n")})


def select(count: int = 1, placeholder: int = 1) -> dict[str, Any]:
    options = [option(value=str(number)) for number in range(count)]
    return {"type": "static_select", "placeholder": plain("x" * placeholder), "options": options}


LIMITS = {
    "section text": (3000, lambda n: [section("x" * n)]),
    "section field": (2000, lambda n: [{"type": "section", "fields": [plain("x" * n)]}]),
    "section fields": (10, lambda n: [{"type": "section", "fields": [plain("x")] * n}]),
    "header": (150, lambda n: [{"type": "header", "text": plain("x" * n)}]),
    "button text": (75, lambda n: [actions(button("a", "x" * n))]),
    "button value": (2000, lambda n: [actions(button("a", "Go", "x" * n))]),
    "action_id": (255, lambda n: [actions(button("x" * n, "Go"))]),
    "block_id": (255, lambda n: [section("x", block_id="x" * n)]),
    "actions": (25, lambda n: [actions(*(button(str(i), "Go") for i in range(n)))]),
    "context": (10, lambda n: [{"type": "context", "elements": [plain("x")] * n}]),
    "options": (100, lambda n: [actions(select(n))]),
    "placeholder": (150, lambda n: [actions(select(1, n))]),
    "option text": (75, lambda n: [actions({**select(), "options": [option("x" * n)]})]),
    "option value": (150, lambda n: [actions({**select(), "options": [option("x", "x" * n)]})]),
    "confirm title": (100, lambda n: [actions(confirming(n, 1, 1))]),
    "confirm text": (300, lambda n: [actions(confirming(1, n, 1))]),
    "confirm button": (30, lambda n: [actions(confirming(1, 1, n))]),
    "message blocks": (50, lambda n: [{"type": "divider"}] * n),
    "input label": (2000, lambda n: [text_input("b", "x" * n)]),
    "initial value": (3000, lambda n: [text_input("b", "L", initial_value="x" * n)]),
}
VIEW_LIMITS = {
    "title": (24, lambda n: form(title=plain("x" * n))),
    "submit": (24, lambda n: form(submit=plain("x" * n))),
    "close": (24, lambda n: form(close=plain("x" * n))),
    "private_metadata": (3000, lambda n: form(private_metadata="x" * n)),
    "callback_id": (255, lambda n: form("x" * n)),
    "view blocks": (100, lambda n: form(blocks=[{"type": "divider"}] * n)),
}
FINE = {
    "rich text": rich_text(
        {"type": "text", "text": "x", "style": {"bold": True}},
        {"type": "link", "url": "https://example.com", "text": "there"},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "gift"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 1700000000, "format": "{date}", "fallback": "x"},
    ),
    "datetimepicker": labelled({"type": "datetimepicker", "action_id": "a"}),
    "datepicker": labelled({"type": "datepicker", "initial_date": "2026-12-24"}),
    "timepicker": labelled({"type": "timepicker", "initial_time": "17:30"}),
    "number": labelled({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
    "url": labelled({"type": "url_text_input"}),
    "users": labelled({"type": "multi_users_select", "max_selected_items": 3}),
    "conversations": labelled(
        {
            "type": "conversations_select",
            "default_to_current_conversation": True,
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        }
    ),
    "checkboxes": labelled({"type": "checkboxes", "options": [option(description=plain("x"))]}),
    "radio": labelled({"type": "radio_buttons", "options": [option()], "initial_option": option()}),
    "image": {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x"},
}
WRONG = {
    "unknown block": [{"type": "carousel"}],
    "no type": [{"text": "x"}],
    "no object": ["x"],
    "empty section": [{"type": "section"}],
    "empty text": [section("")],
    "mrkdwn header": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "unknown field": [section("x", colour="red")],
    "same block_id": [section("x", block_id="b"), section("y", block_id="b")],
    "same action_id": [actions(button("a", "x"), button("a", "y"))],
    "initial not offered": [actions({**select(), "initial_option": option("x", "other")})],
    "no options": [actions({"type": "overflow", "options": []})],
    "input without label": [{"type": "input", "element": {"type": "plain_text_input"}}],
    "text input among actions": [actions({"type": "plain_text_input", "action_id": "a"})],
    "button as input": [labelled(button("a", "x"))],
    "image without words": [{"type": "image", "image_url": "https://example.com/a.png"}],
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_message_may_reach_a_limit_but_not_pass_it(name: str) -> None:
    limit, build = LIMITS[name]

    assert check_blocks(build(limit)) == []
    assert check_blocks(build(limit + 1)) != []


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_a_view_may_reach_a_limit_but_not_pass_it(name: str) -> None:
    limit, build = VIEW_LIMITS[name]

    assert check_view(build(limit)) == []
    assert check_view(build(limit + 1)) != []


@pytest.mark.parametrize("name", FINE)
def test_these_blocks_are_fine_in_a_modal(name: str) -> None:
    assert check_view(form(blocks=[FINE[name]])) == []


@pytest.mark.parametrize("name", WRONG)
def test_these_blocks_are_wrong(name: str) -> None:
    assert check_blocks(WRONG[name]) != []


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = form()
    del view["submit"]

    assert check_view(view) == [
        "[ERROR] missing required field: submit (the view has input blocks) [json-pointer:/view]"
    ]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.skipif(not ORACLE.is_dir(), reason="no independent oracle beside this repository")
def test_an_independent_reading_of_the_rules_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(ORACLE)])
    from blockkit_validate import validate  # type: ignore[import-not-found]

    def refuses(payload: Any) -> bool:
        return any(one.level == "error" for one in validate(copy.deepcopy(payload)))

    messages = [build(n) for n, build in LIMITS.values()]
    shared = [limit for name, limit in LIMITS.items() if name not in OURS_ALONE]
    messages += [build(n + 1) for n, build in shared] + list(WRONG.values())
    views = [build(n) for n, build in VIEW_LIMITS.values()]
    views += [build(n + 1) for n, build in VIEW_LIMITS.values()]
    views += [form(blocks=[block]) for name, block in FINE.items() if name not in DISPUTED]

    differing = [one for one in messages if refuses(one) != bool(check_blocks(one))]
    differing += [one for one in views if refuses(one) != bool(check_view(one))]

    assert differing == []
