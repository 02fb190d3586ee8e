"""Writes the pages and takes the pictures; see the package's own words."""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser

from playground.browser import chromium
from playground.browser.shrinking import shrunk
from tests import album
from tests.album.chapters import CHAPTERS
from tests.album.drawing import columns
from tests.album.page import page
from tests.unit.views.catalogue import everything

WIDTH = 1500


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.album",
        description=album.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder, or with --all a page")
    parser.add_argument("--all", action="store_true", help="one page of everything")
    options = parser.parse_args()
    made = everything()
    if options.all:
        options.out.write_text(page(columns(made.items())), encoding="utf-8")
        return
    options.out.mkdir(parents=True, exist_ok=True)
    with chromium.running() as browser:
        for chapter, names in CHAPTERS.items():
            html = page(columns((name, made[name]) for name in names))
            photograph(browser, html, options.out / f"{chapter}.png")


def photograph(browser: Browser, html: str, picture: Path) -> None:
    """As Chromium shows it, from the top to the end of the page."""
    shown = browser.new_page(viewport={"width": WIDTH, "height": 800})
    shown.set_content(html)
    picture.write_bytes(shrunk(shown.screenshot(full_page=True)))
    shown.close()


if __name__ == "__main__":
    main()
