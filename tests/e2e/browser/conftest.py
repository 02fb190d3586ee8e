"""Windows of the page, and what must hold in each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from playground import Playground
from playground.browser import chromium
from tests.e2e.browser import elements_bot
from tests.e2e.browser.elements_bot import ElementsBot
from tests.e2e.browser.windows import Windows


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Where there is none, what needs it is left out, unless KRINGLE_BROWSER says `required`."""
    if chromium.installed() is None:
        if os.environ.get("KRINGLE_BROWSER") == "required":
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)  # not everybody may install one
    with chromium.running() as browser:
        yield browser


@pytest.fixture
def windows(browser: Browser, slack: Playground) -> Iterator[Windows]:
    """Opens windows. At the end no script has failed in any of them, nothing was written to a
    console, and nothing was asked of another host."""
    opened = Windows(browser, slack.url)
    yield opened
    opened.close()
    assert opened.shouts == []
    assert opened.asked_elsewhere == []


@pytest.fixture
def bot(slack: Playground) -> Iterator[ElementsBot]:
    """One that shows every element there is; at the end it has broken no rule of Slack's."""
    with elements_bot.running(slack) as bot:
        yield bot
        assert slack.complaints() == []
