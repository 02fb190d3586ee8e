"""`python -m playground`: a local Slack as a process of its own, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
from pathlib import Path

from playground.driver import Playground
from playground.garbage import never_look_through_everything

SHOWN = ("url", "api_url", "bot_token", "app_token", "signing_secret", "team_id", "bot_user_id")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="HTTP port; 0: any free one")
    parser.add_argument("--ready-file", type=Path, help="gets the same JSON line once it runs")
    options = parser.parse_args()
    never_look_through_everything()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Playground.start(port=options.port) as slack:
        ready = json.dumps({name: getattr(slack, name) for name in SHOWN} | {"pid": os.getpid()})
        print(ready, flush=True)
        if options.ready_file:
            options.ready_file.write_text(ready + "\n")
        stop.wait()


if __name__ == "__main__":
    main()
