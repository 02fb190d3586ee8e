"""The driver's line to a playground's control routes."""

from __future__ import annotations

from typing import Any

import requests

from playground.errors import PlaygroundError
from playground.rendering import Reader


class ControlLine:
    """Runs operations by name; raises PlaygroundError with the playground's own words."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._names: dict[str, str] = {}

    def run(self, operation: str, **args: Any) -> Any:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment does not lead to 127.0.0.1
            answer = session.post(f"{self.url}/playground/{operation}", json=args, timeout=60)
            if answer.status_code not in (200, 400):
                raise PlaygroundError(f"the playground failed at {operation}: {answer.text}")
            body = answer.json()
        if "error" in body:
            raise PlaygroundError(body["error"])
        return body["result"]

    def reader(self, tz: str) -> Reader:
        """Names as they are now, and the playground's present moment."""
        answer = self.run("names", known=len(self._names))
        self._names = answer["names"] or self._names
        return Reader(self._names, tz, answer["now"])
