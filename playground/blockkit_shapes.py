"""Small checks from which the rules of Block Kit are put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Check = Callable[[Any, str, "Problems"], None]


class Problems(list[str]):
    """What is wrong, in the form Slack gives in `response_metadata.messages`."""

    def add(self, path: str, message: str) -> None:
        self.append(f"[ERROR] {message} [json-pointer:{path}]")


def anything(value: Any, path: str, problems: Problems) -> None:
    """Accepts every value."""


def boolean(value: Any, path: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.add(path, "must be a valid boolean")


def integer(low: int, high: int) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            problems.add(path, f"must be an integer between {low} and {high}")

    return check


def string(longest: int, shortest: int = 1) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(path, "must be a string")
        elif len(value) > longest:
            problems.add(path, f"must be less than {longest + 1} characters")
        elif len(value) < shortest:
            problems.add(path, f"must be more than {shortest - 1} characters")

    return check


def matching(pattern: str, meaning: str) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            problems.add(path, f"must be {meaning}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add(path, f"must be one of: {', '.join(allowed)}")

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add(path, "must be an array")
            return
        if len(value) > most:
            problems.add(path, f"no more than {most} items allowed")
        if len(value) < least:
            problems.add(path, f"must provide at least {least} items")
        for index, entry in enumerate(value):
            item(entry, f"{path}/{index}", problems)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these fields and no others; an optional field may also be null."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(path, "must be an object")
            return
        for name in required:
            if value.get(name) is None:
                problems.add(path, f"missing required field: {name}")
        for name, entry in value.items():
            rule = required.get(name) or optional.get(name)
            if rule is None:
                problems.add(f"{path}/{name}", f"invalid additional property: {name}")
            elif entry is not None:
                rule(entry, f"{path}/{name}", problems)

    return check


def by_type(rules: Mapping[str, Check], allowed: Sequence[str] | None = None) -> Check:
    """An object whose `type` chooses its rule, among the allowed ones."""

    def check(value: Any, path: str, problems: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind is None:
            problems.add(path, "missing required field: type")
        elif kind not in rules or (allowed is not None and kind not in allowed):
            problems.add(f"{path}/type", f"unsupported type: {kind}")
        else:
            rules[kind](value, path, problems)

    return check


def text(longest: int, *kinds: str) -> Check:
    """A text object of one of the kinds (all of them when none is named)."""
    allowed = kinds or ("plain_text", "mrkdwn")
    return shape(
        {"type": one_of(*allowed), "text": string(longest)},
        {"emoji": boolean}
        if allowed == ("plain_text",)
        else {"emoji": boolean, "verbatim": boolean},
    )


def plain_text(longest: int) -> Check:
    return text(longest, "plain_text")
