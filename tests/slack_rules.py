"""Slack's rules as third parties wrote them down, where they lie beside this repository."""

from __future__ import annotations

import importlib
import json
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "shared" / "oracle"
VALIDATOR = "blockkit_validate"
#: What is another one each time, and any of which is as good as another of its length.
OPAQUE = re.compile(r"\b[A-Z](?=[0-9A-Z]{8})[0-9A-Z]+\b|[0-9a-f]{32}|\d{9,}")

Validate = Callable[[object], list[Any]]


def are_here() -> bool:
    return (FOLDER / f"{VALIDATOR}.py").exists()


@cache
def validator() -> Validate:
    """Gives what it has to say about a view or a message; each has a `level`, such as "error"."""
    sys.path.insert(0, str(FOLDER))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it leaves its files to the garbage collector
            rules = importlib.import_module(VALIDATOR)
    finally:
        sys.path.remove(str(FOLDER))
    good: set[str] = set()
    rules._V = {kind: Remembering(schema, good) for kind, schema in rules._V.items()}
    validate: Validate = rules.validate
    return validate


def refusals(shown: object) -> list[Any]:
    return [one for one in validator()(shown) if one.level == "error"]


class Remembering:
    """A schema that looks at each block once. It takes a second for a full view, and most of its
    blocks have been seen, in the view or in another, with other names and numbers in them."""

    def __init__(self, schema: Any, good: set[str]) -> None:
        self._schema = schema
        self._good = good

    def iter_errors(self, target: Any) -> Iterator[Any]:
        blocks = target.get("blocks") if isinstance(target, dict) else target
        if not isinstance(blocks, list) or not 0 < len(blocks) <= 50:
            yield from self._schema.iter_errors(target)
            return
        kinds = [_kind(block) for block in blocks]
        new = [block for block, kind in zip(blocks, kinds, strict=True) if kind not in self._good]
        some = new or blocks[:1]
        fewer = {**target, "blocks": some} if isinstance(target, dict) else some
        if any(True for _ in self._schema.iter_errors(fewer)):
            yield from self._schema.iter_errors(target)  # says where they are in the whole
        else:
            self._good.update(kinds)


def _kind(block: object) -> str:
    return OPAQUE.sub(lambda found: "0" * len(found[0]), json.dumps(block, sort_keys=True))
