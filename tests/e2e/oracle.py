"""Slack's rules as third parties wrote them down, for everything that Kringle showed."""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from playground import Person, Playground

FOLDER = Path(__file__).parents[3] / "shared" / "oracle"
OF_A_VIEW = {"type", "title", "blocks", "close", "submit", "callback_id", "private_metadata"}
OF_A_MESSAGE = {"text", "blocks", "metadata"}


def problems(slack: Playground, people: Iterable[Person]) -> list[str]:
    """What the oracle refuses of all that was sent, answered, or is still to be seen."""
    validate, found = _validator(), []
    for shown in [*sent(slack), *_seen(slack, people)]:
        issues = [one for one in validate(shown) if one.level == "error"]
        found += [f"{issue} in {json.dumps(shown)[:300]}" for issue in issues]
    return found


def _validator() -> Callable[[object], list[Any]]:
    sys.path.insert(0, str(FOLDER))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it leaves its files to the garbage collector
            validate: Callable[[object], list[Any]]
            validate = importlib.import_module("blockkit_validate").validate
            return validate
    finally:
        sys.path.remove(str(FOLDER))


def sent(slack: Playground) -> Iterator[dict[str, Any]]:
    """Every view and message that Kringle sent by a call."""
    for call in slack.calls():
        args = {name: _read(value) for name, value in call["args"].items()}
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


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return value
