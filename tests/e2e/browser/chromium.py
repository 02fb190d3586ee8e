"""Debian's Chromium, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

#: Nothing of what a browser does by itself: it is to talk to the playground alone.
ALONE = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
REQUIRED = "required"


def installed() -> str:
    """Where it is. Skips the test where there is none, unless KRINGLE_BROWSER says that it must be
    there."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        words = "there is no Chromium here; on Debian: apt-get install chromium"
        if os.environ.get("KRINGLE_BROWSER") == REQUIRED:
            pytest.fail(words)
        pytest.skip(words)
    return found


@contextmanager
def running() -> Iterator[Browser]:
    path = installed()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(ALONE), chromium_sandbox=False
        )
        yield browser
        browser.close()
