"""`python -m playground.browser`: the local Slack on a page, with Kringle in it, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
import webbrowser
from contextlib import ExitStack
from pathlib import Path

from playground.browser.bot_process import BotProcess
from playground.browser.company import crowd, settle_in
from playground.driver import Playground
from playground.garbage import never_look_through_everything

PORT = 4567
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.05
CROWD, CHATTER = 500, 5000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground.browser", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=PORT, help="0: any free one (default: %(default)s)"
    )
    parser.add_argument("--no-open", action="store_true", help="start no browser")
    parser.add_argument(
        "--crowd", action="store_true", help=f"{CROWD} more people with {CHATTER} messages"
    )
    options = parser.parse_args()
    never_look_through_everything()
    stop = threading.Event()
    for number in STOPPING:
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as running:
        name = running.enter_context(tempfile.TemporaryDirectory(prefix="kringle-playground-"))
        slack = running.enter_context(_slack(options.port))
        bot = BotProcess(slack, Path(name), _tell)
        running.callback(bot.stop)
        slack.desk.outside = bot
        general = settle_in(slack)
        if options.crowd:
            crowd(slack, general, CROWD, CHATTER)
        _tell(f"Kringle in a Slack of its own: {slack.url}")
        _tell("It is a playground, not Slack; everything is gone when you press Ctrl-C.")
        if not options.no_open and _somebody_looks():
            webbrowser.open(slack.url)
        _report(slack, bot, stop)


def _slack(port: int) -> Playground:
    try:
        return Playground.start(port=port)
    except OSError:
        _tell(f"Port {port} is not free, so it is another one.")
        return Playground.start()


def _report(slack: Playground, bot: BotProcess, stop: threading.Event) -> None:
    """Says, once for each start of the bot, that it is there, or why it is not."""
    told = None
    while not stop.wait(LOOK_SECONDS):
        trouble = bot.trouble()
        news = (bot.started_at, bool(trouble))
        if news == told or not (trouble or slack.connections):
            continue
        told = news
        took = time.monotonic() - bot.started_at
        _tell(trouble or f"Kringle is connected, after {took:.1f} s.")


def _somebody_looks() -> bool:
    """Whether there is a person with a screen that shows windows."""
    if sys.platform in ("darwin", "win32"):
        return sys.stdout.isatty()
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(has_display) and sys.stdout.isatty()


def _tell(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main()
