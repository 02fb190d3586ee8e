"""`python -m tests.chaos --injections 1000`: so much trouble, half of it on either database."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.chaos import server
from tests.chaos.report import table
from tests.chaos.run import Result, Size, run
from tests.chaos.server import Server

DATABASES = ("sqlite", "postgresql")
#: A single process that is started again all the time gets nothing done.
SIZES = {"sqlite": replace(Size(), every=3), "postgresql": Size()}


def main() -> int:
    """The exit status: 1 when anything was lost, doubled, stuck or wrong."""
    options = _parser().parse_args()
    databases = DATABASES if options.database == "both" else (options.database,)
    print(f"seed {options.seed}", flush=True)
    share = -(-options.injections // len(databases))
    results = {one: _run(one, options.seed, share) for one in databases}
    print(table(results))
    for database, result in results.items():
        for finding in result.count.findings:
            print(f"{database}: {finding}")
        if result.count.evidence:
            print(f"{database}: the evidence is in {result.count.evidence}")
    return 1 if any(result.count.findings for result in results.values()) else 0


def _run(database: str, seed: int, injections: int) -> Result:
    def tell(so_far: int) -> None:
        print(f"{database}: {so_far} of {injections} injections", flush=True)

    with _place(database) as (url, postgresql):
        return run(url, postgresql, seed, SIZES[database], injections, tell)


@contextmanager
def _place(database: str) -> Iterator[tuple[str, Server | None]]:
    """The address of a new database, and its server if it has one."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory(prefix="kringle-chaos-") as folder:
            yield f"sqlite:///{Path(folder) / 'kringle.db'}", None
    else:
        with server.running() as postgresql:
            yield postgresql.create(), postgresql


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos",
        description="Kills, freezes and cuts off Kringle, lets Slack misbehave, and counts what"
        " everybody has received.",
    )
    parser.add_argument(
        "--injections", type=int, default=1000, help="how much trouble, on all databases together"
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument(
        "--seed",
        type=int,
        default=random.randrange(10**6),
        help="what is done when, and to whom; what it meets depends on the machine as well",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
