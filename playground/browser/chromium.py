"""The browser that looks at the page for tests, benchmarks and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

MISSING = "there is no Chromium here; on Debian: apt-get install chromium"
#: Nothing of what a browser does by itself: it is to talk to the playground alone.
ALONE = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def installed() -> str | None:
    """Its path; None where there is none."""
    return shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def running() -> Iterator[Browser]:
    """Raises SystemExit, with what to do, where there is none."""
    path = installed()
    if path is None:
        raise SystemExit(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(ALONE), chromium_sandbox=False
        )
        yield browser
        browser.close()
