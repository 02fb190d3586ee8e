"""Python's collector of garbage, where everything is kept for good."""

from __future__ import annotations

import gc


def never_look_through_everything() -> None:
    """Garbage is looked for among what is new only.

    Calls and messages are kept for good; after 100,000 of them a look through all stops
    everything for a second and more, while somebody measures the bot.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, 1_000_000)
