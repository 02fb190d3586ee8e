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
    # A moment in seconds leaves the time zone alone.
    with travel(time.time() + options.ahead) as traveller:
        time.time()  # it stands still until somebody looks, and much is imported before
        leaps = Leaps(traveller)
        time.clock_gettime = leaps.clock_gettime
        threading.Thread(target=leaps.listen, name="leaps", daemon=True).start()
        runpy.run_module(options.module, run_name="__main__", alter_sys=True)


class Leaps:
    """To the module, a leap is as if the machine had slept so long: the clock that people set goes
    ahead, and so does the one that counts sleep. Those that waits in between are measured by do
    not."""

    def __init__(self, traveller: Traveller) -> None:
        self._traveller = traveller
        self._slept = 0.0
        self._clock_gettime = time.clock_gettime

    def clock_gettime(self, clock: int) -> float:
        counts_sleep = clock == getattr(time, "CLOCK_BOOTTIME", None)
        return self._clock_gettime(clock) + (self._slept if counts_sleep else 0)

    def listen(self) -> None:
        # Signals are for the module's own threads: this one must not be who they end.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        # Unbuffered: at its end, Python waits in vain for a buffer that somebody is reading from.
        with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as lines:
            for line in lines:
                self._slept += float(line)
                self._traveller.shift(float(line))
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
