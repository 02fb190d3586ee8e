"""What holds for every view, whatever it shows."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.views.message import Message
from tests.unit.views.catalogue import Make, everything
from tests.unit.views.reading import nodes, of_type, shown

ORACLE = Path(__file__).parents[4] / "shared" / "oracle"
EVERYTHING = everything()
MAX_MESSAGE_CHARACTERS = 12_000
every_view = pytest.mark.parametrize("make", EVERYTHING.values(), ids=EVERYTHING.keys())


@pytest.fixture(scope="module")
def complaints() -> Callable[[Any], list[Any]]:
    if not (ORACLE / "blockkit_validate.py").exists():
        pytest.skip(f"Slack's rules are not at {ORACLE}")
    sys.path.append(str(ORACLE))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rules = importlib.import_module("blockkit_validate")
    sys.path.remove(str(ORACLE))
    return rules.errors  # type: ignore[no-any-return]


@every_view
def test_slack_would_take_it(make: Make, complaints: Callable[[Any], list[Any]]) -> None:
    assert complaints(shown(make())) == []


@every_view
def test_it_keeps_within_the_number_of_blocks(make: Make) -> None:
    what = make()

    most = 50 if isinstance(what, Message) else 100
    assert 0 < len(shown(what)["blocks"]) <= most


AT_FIRST_SIGHT = {name: make for name, make in EVERYTHING.items() if "-more-" not in name}


@pytest.mark.parametrize("make", AT_FIRST_SIGHT.values(), ids=AT_FIRST_SIGHT.keys())
def test_a_modal_has_six_inputs_at_most_at_first_sight(make: Make) -> None:
    assert len(of_type(make(), "input")) <= 6


@every_view
def test_no_action_id_stands_twice_in_one_block(make: Make) -> None:
    for block in shown(make())["blocks"]:
        actions = [node["action_id"] for node in nodes(block) if "action_id" in node]
        assert len(actions) == len(set(actions))


@every_view
def test_mrkdwn_holds_nothing_that_was_typed(make: Make) -> None:
    for text in of_type(make(), "mrkdwn"):
        assert "x*" not in text["text"]
        assert "<!" not in text["text"].replace("<!date^", "")
        assert "INJECTED" not in text["text"]


@every_view
def test_nobody_is_addressed_by_what_was_typed(make: Make) -> None:
    kinds = {node.get("type") for node in nodes(shown(make()))}

    assert not kinds & {"broadcast", "usergroup"}
    assert "U0INJECTED1" not in [node.get("user_id") for node in nodes(shown(make()))]


@every_view
def test_the_text_of_a_message_names_nobody(make: Make) -> None:
    what = make()

    if isinstance(what, Message):
        assert what.text
        assert "<" not in what.text
        assert "*x*" not in what.text


@every_view
def test_a_message_is_not_too_long_for_slack(make: Make) -> None:
    what = make()

    if isinstance(what, Message):
        assert _characters(what) < MAX_MESSAGE_CHARACTERS


ORDINARY = [make for name, make in EVERYTHING.items() if name.endswith(("ordinary", "typical"))]


@pytest.mark.parametrize("make", ORDINARY)
def test_a_message_has_one_emoji_at_most(make: Make) -> None:
    assert len(of_type(make(), "emoji")) <= 1


def _characters(message: Message) -> int:
    keys = ("text", "url", "name", "user_id", "fallback")
    return sum(
        len(node[key])
        for node in nodes(message.payload()["blocks"])
        for key in keys
        if isinstance(node.get(key), str)
    )
