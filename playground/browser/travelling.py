"""`python -m playground.browser.travelling MODULE`: a module of Python by a clock that goes ahead.

It runs as `python -m MODULE` would. Each line on standard input is a number of seconds by which its
clock leaps forward; at the end of the input whoever started it is gone, and it is terminated.
"""

from __future__ import annotations

import argparse
import os
import runpy
import signal
import sys
import threading
import time

from time_machine import Traveller, travel


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m playground.browser.travelling", description=__doc__
    )
    parser.add_argument("module", metavar="MODULE")
    parser.add_argument("--ahead", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="for MODULE, after --")
    options = parser.parse_args()
    sys.argv[1:] = options.arguments
    # The clocks that nobody sets, by which waits are measured, go on as they are. A moment in
    # seconds leaves the time zone alone.
    with travel(time.time() + options.ahead) as traveller:
        time.time()  # it stands still until somebody looks, and much is imported before
        threading.Thread(target=_listen, args=[traveller], name="leaps", daemon=True).start()
        runpy.run_module(options.module, run_name="__main__", alter_sys=True)


def _listen(traveller: Traveller) -> None:
    # Signals are for the module's own threads: this one must not be who they end.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    # Unbuffered: at its end, Python waits in vain for a buffer that somebody is reading from.
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as lines:
        for line in lines:
            traveller.shift(float(line))
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
