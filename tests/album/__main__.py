"""Writes the pages and takes the pictures; see the package's own words."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from playground.browser.shrinking import shrunk
from tests import album
from tests.album.chapters import CHAPTERS
from tests.album.drawing import columns
from tests.album.page import page
from tests.unit.views.catalogue import everything

WIDTH = 1500
#: The page says itself how high it is.
MEASURED = "<script>document.body.dataset.height = document.body.scrollHeight</script>"


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
    for chapter, names in CHAPTERS.items():
        html = page(columns((name, made[name]) for name in names))
        photograph(html, options.out / f"{chapter}.png")


def photograph(html: str, picture: Path) -> None:
    """As Chromium shows it, from the top to the end of the page."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("Please install Chromium: it takes the pictures.")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder, "page.html")
        at.write_text(html + MEASURED, encoding="utf-8")
        still = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        told = run([*still, f"--window-size={WIDTH},800", "--dump-dom", at.as_uri()])
        height = int(told.partition('data-height="')[2].partition('"')[0])
        size = f"--window-size={WIDTH},{height}"
        run([*still, size, f"--screenshot={picture.absolute()}", at.as_uri()])
    picture.write_bytes(shrunk(picture.read_bytes()))


def run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
