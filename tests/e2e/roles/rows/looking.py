"""What one is in, what one was in, and everything around a single exchange. See `table`."""

from __future__ import annotations

from bot import ids
from tests.e2e.roles.acts import (
    Act,
    command,
    event,
    press,
    press_in_home,
    press_in_view,
    shortcut,
    submit,
)
from tests.e2e.roles.fields import EXCHANGE, PLAN, SETTINGS

# fmt: off
ROWS: tuple[tuple[str, Act], ...] = (
    # open    stalled   drawn     completed cancelled
    ("........x ........x ........x ........x ........x", command("")),
    ("........x ........x ........x ........x ........x", command("help")),
    ("........x ........x ........x ........x ........x", command("status")),
    ("........x ........x ........x ........x ........x", press(ids.STATUS, EXCHANGE)),
    ("........x ........x ........x ........x ........x", press(ids.STATUS_MORE, "1")),
    ("........x ........x ........x ........x ........x", press(ids.STATUS_BACK, "0")),
    ("........x ........x ........x ........x ........x",
        press_in_home(ids.HOME_MORE, "takes_part:1")),
    ("........x ........x ........x ........x ........x",
        press_in_home(ids.HOME_BACK, "organizes:0")),
    ("........x ........x ........x ........x ........x", command("history")),
    ("........x ........x ........x ........x ........x", press(ids.HISTORY)),
    ("........x ........x ........x ........x ........x", press(ids.HISTORY_OLDER, "1")),
    ("........x ........x ........x ........x ........x", press(ids.HISTORY_NEWER, "0")),
    ("........_ ........_ ........_ ........_ ........_", event("app_home_opened", tab="home")),
    ("........x ........x ........x ........x ........x", press(ids.MY_DATA)),
    (".++++++.x .++++++.x .+++++++x .+++++++x .+++++++x", submit(ids.FORGET_VIEW, {})),

    ("........x ........x ........x ........x ........x", command("new")),
    ("........x ........x ........x ........x ........x", press(ids.NEW)),
    ("........x ........x ........x ........x ........x", shortcut(ids.START_SHORTCUT)),
    ("........x ........x ........x ........x ........x", press_in_view(ids.MORE_OPTIONS)),
    ("oooooyyox oooooyyox oooooyyox ooooo..ox oooooyyox", press(ids.COPY, EXCHANGE)),
    ("++++++++x ++++++++x ++++++++x ++++++++x ++++++++x",
        submit(ids.CREATE_VIEW, PLAN, key="a form", tz="UTC")),
    ("oooooyyox oooooyyox oooooyyox ooooo++ox oooooyyox",
        submit(ids.CREATE_VIEW, PLAN, key="a form", tz="UTC", copy=EXCHANGE)),

    ("aaaaaaa.x aaaaaaa.x aaaaaaa.x aaaaaaa.x aaaaaaa.x", press(ids.SETTINGS)),
    ("aaaaaaa+x aaaaaaa+x aaaaaaa+x aaaaaaa+x aaaaaaa+x",
        submit(ids.SETTINGS_VIEW, SETTINGS, who="everyone")),
)
# fmt: on
