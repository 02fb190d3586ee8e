"""A playground in a process of its own, which no trouble of the bot's slows down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground import Playground

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def running() -> Iterator[Playground]:
    process = subprocess.Popen(
        [sys.executable, "-m", "playground"], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        slack = Playground.connect(json.loads(process.stdout.readline())["url"])
        slack.settle(0.1)
        yield slack
        slack.close()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
