"""`python -m playground.demo`: the whole story. Exit status 0 only if its result is valid."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
from collections.abc import Callable
from types import FrameType

from playground import PlaygroundError
from playground.demo.narrator import Narrator
from playground.demo.result import findings
from playground.demo.stage import stage
from playground.demo.story import Story
from playground.processes import last_lines

GOOD, FAILED = 0, 1
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m playground.demo", description=__doc__)
    parser.add_argument(
        "--draw-in",
        type=int,
        default=12,
        metavar="SECONDS",
        help="how far ahead the draw is; more on a slow machine (default: %(default)s)",
    )
    options = parser.parse_args()
    narrator = Narrator(sys.stdout)
    for number in STOPPING:
        signal.signal(number, _stopper(narrator))
    try:
        return _perform(narrator, options.draw_in)
    except (AssertionError, PlaygroundError, OSError, sqlite3.Error) as error:
        narrator.act("The story ended early")
        narrator.judge(False, str(error))
        narrator.tell("\n".join(getattr(error, "__notes__", ())))
        return FAILED


def _stopper(narrator: Narrator) -> Callable[[int, FrameType | None], None]:
    """Leaves by the way on which everything is tidied up, which nothing may interrupt again."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        # Python swallows what is raised in the middle of a finalizer: then the next word raises.
        narrator.stopped_with = 128 + number
        raise SystemExit(narrator.stopped_with)

    return stop


def _perform(narrator: Narrator, draw_in: int) -> int:
    narrator.act("Kringle, Secret Santa for Slack: a demonstration")
    narrator.tell("A local Slack and Kringle are starting. No account is needed.")
    with stage() as running:
        rules, outcome = Story(running, narrator, draw_in).play()
        judged = findings(rules, outcome)
        narrator.act("Is it a valid Secret Santa?")
        for finding in judged:
            narrator.judge(finding.holds, finding.words)
        if all(finding.holds for finding in judged):
            return GOOD
        narrator.tell(last_lines(running.bot_log))
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
