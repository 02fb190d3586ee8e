"""Writes the page; see the package's own words."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground import pictures
from playground.demo.stage import stage
from playground.pictures.page import page
from playground.pictures.scenes import everything, highlights


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m playground.pictures",
        description=pictures.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, metavar="OUT.html")
    parser.add_argument("--all", action="store_true", help="every screen")
    options = parser.parse_args()
    with stage() as running:
        columns = everything(running.slack) if options.all else highlights(running.slack)
    options.out.write_text(page(columns), encoding="utf-8")


if __name__ == "__main__":
    main()
