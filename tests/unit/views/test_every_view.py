"""What holds for every view, whatever it shows: each is built once and asked everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pytest
from slack_sdk.models.views import View

from bot.views.message import Message
from tests import slack_rules
from tests.unit.views.catalogue import everything
from tests.unit.views.reading import Json, nodes, shown

EVERYTHING = everything()
MAX_MESSAGE_CHARACTERS = 12_000


@dataclass
class Seen:
    """A view by its name in the catalogue."""

    name: str

    @cached_property
    def what(self) -> Message | View:
        return EVERYTHING[self.name]()

    @cached_property
    def payload(self) -> Json:
        return shown(self.what)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    def of_type(self, kind: str) -> list[Json]:
        return [node for node in nodes(self.payload) if node.get("type") == kind]


Rule = Callable[[Seen], None]


def keeps_within_the_number_of_blocks(view: Seen) -> None:
    most = 50 if isinstance(view.what, Message) else 100
    assert 0 < len(view.blocks) <= most


def has_six_inputs_at_most_at_first_sight(view: Seen) -> None:
    if "-more-" not in view.name:
        assert len(view.of_type("input")) <= 6


def has_no_action_id_twice_in_one_block(view: Seen) -> None:
    for block in view.blocks:
        actions = [node["action_id"] for node in nodes(block) if "action_id" in node]
        assert len(actions) == len(set(actions))


def holds_nothing_that_was_typed_as_mrkdwn(view: Seen) -> None:
    for text in view.of_type("mrkdwn"):
        assert "x*" not in text["text"]
        assert "<!" not in text["text"].replace("<!date^", "")
        assert "INJECTED" not in text["text"]


def addresses_nobody_by_what_was_typed(view: Seen) -> None:
    kinds = {node.get("type") for node in nodes(view.payload)}

    assert not kinds & {"broadcast", "usergroup"}
    assert "U0INJECTED1" not in [node.get("user_id") for node in nodes(view.payload)]


def names_nobody_in_the_text_of_a_message(view: Seen) -> None:
    if isinstance(view.what, Message):
        assert view.what.text
        assert "<" not in view.what.text
        assert "*x*" not in view.what.text


def is_not_too_long_for_slack(view: Seen) -> None:
    if isinstance(view.what, Message):
        assert _characters(view.blocks) < MAX_MESSAGE_CHARACTERS


def has_one_emoji_at_most_where_it_is_ordinary(view: Seen) -> None:
    if view.name.endswith(("ordinary", "typical")):
        assert len(view.of_type("emoji")) <= 1


RULES: tuple[Rule, ...] = (
    keeps_within_the_number_of_blocks,
    has_six_inputs_at_most_at_first_sight,
    has_no_action_id_twice_in_one_block,
    holds_nothing_that_was_typed_as_mrkdwn,
    addresses_nobody_by_what_was_typed,
    names_nobody_in_the_text_of_a_message,
    is_not_too_long_for_slack,
    has_one_emoji_at_most_where_it_is_ordinary,
)


def would_be_taken_by_slack(view: Seen) -> None:
    assert slack_rules.refusals(view.payload) == []


#: Slack's own are among them where they are at hand.
ALL = (*RULES, would_be_taken_by_slack) if slack_rules.are_here() else RULES


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_view_keeps_every_rule(name: str) -> None:
    view = Seen(name)
    broken = {}

    for rule in ALL:
        try:
            rule(view)
        except AssertionError as error:
            broken[rule.__name__] = str(error)

    assert broken == {}


@pytest.mark.skipif(not slack_rules.are_here(), reason="Slack's rules are not beside this")
def test_the_rules_of_slack_refuse_what_slack_does() -> None:
    good = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    bad = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}

    for _ in range(2):  # it remembers what is good, and nothing else
        assert slack_rules.refusals({"text": "x", "blocks": [good]}) == []
        for blocks in ([bad], [good, bad], [{"type": "button"}], [good] * 51):
            assert slack_rules.refusals({"text": "x", "blocks": blocks})


def _characters(blocks: list[Json]) -> int:
    keys = ("text", "url", "name", "user_id", "fallback")
    return sum(
        len(node[key]) for node in nodes(blocks) for key in keys if isinstance(node.get(key), str)
    )
