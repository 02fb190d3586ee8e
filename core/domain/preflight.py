"""When an exchange is looked over before its draw. Pure, like the rules."""

from __future__ import annotations

from datetime import datetime, timedelta

#: How long before the draw it is looked over, the later look first. There are no others.
BEFORE_THE_DRAW = {"1h": timedelta(hours=1), "48h": timedelta(hours=48)}
LONGEST_BEFORE = max(BEFORE_THE_DRAW.values())
#: So long Slack is asked again while it has not told of everybody.
ASKED_AGAIN_FOR = timedelta(minutes=15)
#: The good news, which is told once for each deadline.
READY = "ready"


def due_look(draw_at: datetime, set_at: datetime, now: datetime) -> str | None:
    """The occasion of the look whose turn it is at this moment, if any. `set_at`: since when the
    draw has been planned for `draw_at`; what would have been due before that is left out, and of
    two that were missed only the later one counts."""
    if now >= draw_at:
        return None
    for name, before in BEFORE_THE_DRAW.items():
        due_at = draw_at - before
        if set_at < due_at <= now:
            return occasion(name, draw_at)
    return None


def may_wait(due: str, draw_at: datetime, now: datetime) -> bool:
    """Whether the look whose turn it is may as well be done a little later."""
    before = BEFORE_THE_DRAW[due.partition(" ")[0]]
    return now < draw_at - before + ASKED_AGAIN_FOR


def occasion(name: str, draw_at: datetime) -> str:
    """One for each look at each deadline: a draw that is moved is looked over anew."""
    return f"{name} {draw_at.isoformat(timespec='seconds')}"


def is_about(told: str, draw_at: datetime) -> bool:
    """Whether what was found on this occasion is about a draw at that moment."""
    return told.partition(" ")[2] == draw_at.isoformat(timespec="seconds")
