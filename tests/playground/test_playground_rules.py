"""The table of methods, held against Slack's reference where that is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground.rules import METHODS
from playground.webapi.dispatch import METHODS as ANSWERED

REFERENCE = Path(__file__).parents[3] / "shared" / "oracle" / "schema" / "webapi.methods.json"


def test_every_method_has_a_rule_and_an_answer() -> None:
    assert set(METHODS) == {*ANSWERED, "apps.connections.open"}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="no reference beside this repository")
@pytest.mark.parametrize("name", METHODS)
def test_the_table_agrees_with_slacks_reference(name: str) -> None:
    reference, rule = json.loads(REFERENCE.read_text())[name], METHODS[name]

    assert rule.tier == reference["tier"]
    assert rule.scopes == set(reference["bot_scopes"])
    assert set(rule.required) == set(reference["required"])
