"""A web server that runs, with nothing of Kringle's behind its guard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.web import WebServer, create_web
from tests.integration.web.side import NOW, SECRET, Slack


@pytest.fixture(scope="module")
def running() -> Iterator[Slack]:
    slack = Slack()
    app = create_web(
        handle=slack.handle,
        signing_secret=SECRET,
        readiness=slack.readiness,
        now=lambda: float(NOW),
    )
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    slack.port = server.port
    yield slack
    server.stop()


@pytest.fixture
def slack(running: Slack) -> Slack:
    running.bodies.clear()
    running.reason = None
    return running
