"""The driver's line to a playground's control routes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import requests

from playground.errors import Json, PlaygroundError
from playground.rendering import Reader

#: Carries out the operation of this name; raises PlaygroundError with the playground's own words.
Run = Callable[[str, Json], Any]


class ControlLine:
    """Runs operations by name, on a playground that is here or elsewhere."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._names: dict[str, str] = {}

    def run(self, operation: str, **args: Any) -> Any:
        """Raises PlaygroundError with the playground's own words."""
        return self._run(operation, args)

    def reader(self, tz: str) -> Reader:
        """Names as they are now, and the playground's present moment."""
        answer = self.run("names", known=len(self._names))
        self._names = answer["names"] or self._names
        return Reader(self._names, tz, answer["now"])


def over_http(url: str) -> Run:
    """For a playground that runs elsewhere on this machine."""

    def run(operation: str, args: Json) -> Any:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment does not lead to 127.0.0.1
            answer = session.post(f"{url}/playground/{operation}", json=args, timeout=60)
            if answer.status_code not in (200, 400):
                raise PlaygroundError(f"the playground failed at {operation}: {answer.text}")
            body = answer.json()
        if "error" in body:
            raise PlaygroundError(body["error"])
        return body["result"]

    return run


def at_hand(run: Run) -> Run:
    """For a playground in this process: what is asked and answered are copies, as they are over
    HTTP, without its cost, which is most of what a look at a message takes."""

    def run_copied(operation: str, args: Json) -> Any:
        return json.loads(json.dumps(run(operation, json.loads(json.dumps(args)))))

    return run_copied
