"""Slack's rules as third parties wrote them down, for everything that Kringle showed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from playground import Person, Playground
from tests import slack_rules

OF_A_VIEW = {"type", "title", "blocks", "close", "submit", "callback_id", "private_metadata"}
OF_A_MESSAGE = {"text", "blocks", "metadata"}
WRITTEN_AS_JSON = {"view", "blocks", "metadata"}


def check(slack: Playground, people: Iterable[Person]) -> None:
    """Where the rules are beside this repository."""
    if slack_rules.are_here():
        assert problems(slack, people) == []


def problems(slack: Playground, people: Iterable[Person]) -> list[str]:
    """What the oracle refuses of all that was sent, answered, or is still to be seen."""
    everything = [*sent(slack), *_seen(slack, people)]
    distinct = {json.dumps(shown, sort_keys=True): shown for shown in everything}
    return [
        f"{issue} in {json.dumps(shown)[:300]}"
        for shown in distinct.values()
        for issue in slack_rules.refusals(shown)
    ]


def sent(slack: Playground) -> Iterator[dict[str, Any]]:
    """Every view and message that Kringle sent by a call."""
    for call in slack.calls():
        args = {name: _read(name, value) for name, value in call["args"].items()}
        if call["method"].startswith("views."):
            yield args["view"]
        elif "blocks" in args:
            yield {name: args[name] for name in OF_A_MESSAGE & args.keys()}


def _seen(slack: Playground, people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Answers to commands are messages that one person sees; answers to submissions are views."""
    for person in people:
        for message in person.sees(person._last_channel or person.dm):
            yield {name: message.raw[name] for name in OF_A_MESSAGE & message.raw.keys()}
        if person.modal:
            raw = person.modal.raw
            yield {name: raw[name] for name in OF_A_VIEW if raw.get(name)}


def _read(name: str, value: Any) -> Any:
    return json.loads(value) if name in WRITTEN_AS_JSON and isinstance(value, str) else value
