"""Whoever asked to be forgotten: what others keep of them."""

from __future__ import annotations

#: No id of Slack's begins so. What follows is another one in each exchange.
FORGOTTEN = "forgotten-"


def is_forgotten(user_id: str) -> bool:
    """Whether this stands for somebody who is not named any more, and cannot be written to."""
    return user_id.startswith(FORGOTTEN)
