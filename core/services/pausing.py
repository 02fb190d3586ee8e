"""Waiting before somebody hears of what somebody else has done.

Who reads in the database when a message was sent, and knows when somebody did something, shall not
know by that whom it went to.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

#: What is owed for that reason waits for so long, up to twice as long.
PAUSE = timedelta(minutes=10)
#: Nothing that is owed waits any longer, on purpose, than the next news of a wishlist.
LONGEST = timedelta(hours=1)


def a_pause() -> timedelta:
    return PAUSE + timedelta(seconds=secrets.randbelow(int(PAUSE.total_seconds())))
