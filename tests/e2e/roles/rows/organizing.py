"""The draw, and what else organizers do from the first day to the last. See `table`."""

from __future__ import annotations

from bot import ids
from tests.e2e.roles.acts import Act, choose_in_view, command, press, press_in_view, submit
from tests.e2e.roles.fields import BULLETIN, EDITED, EXCHANGE, LATER, ORGANIZERS, READ, RESEND

# fmt: off
ROWS: tuple[tuple[str, Act], ...] = (
    # open    stalled   drawn     completed cancelled
    ("........x ........x ........x ........x ........x", command("draw")),
    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.CHOSEN, "draw:<exchange>:")),
    ("ooooo++ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.DRAW, EXCHANGE)),
    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.POSTPONE, EXCHANGE)),
    ("ooooo++ox ooooo++ox oooooddox ooooozzox oooooccox",
        submit(ids.POSTPONE_VIEW, {ids.DRAW_AT: LATER})),
    ("ooooo++ox ooooo++ox ooooo++ox ooooozzox oooooccox", press(ids.CANCEL, EXCHANGE)),

    ("ooooo..ox ooooo..ox ooooo..ox ooooozzox oooooccox", press_in_view(ids.EDIT, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooozzox oooooccox", press_in_view(ids.EDIT_MORE)),
    ("ooooo++ox ooooo++ox ooooo++ox ooooozzox oooooccox", submit(ids.EDIT_VIEW, EDITED)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox oooooccox", press_in_view(ids.BULLETIN, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox oooooccox", submit(ids.BULLETIN_VIEW, BULLETIN)),
    ("ooooo++ox ooooo++ox ooooo++ox ooooo++ox oooooccox",
        submit(ids.BULLETIN_VIEW, BULLETIN, **READ)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox", press_in_view(ids.EXPORT, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooozzox oooooccox", press(ids.ORGANIZERS, EXCHANGE)),
    ("ooooo++ox ooooo++ox ooooo++ox ooooozzox oooooccox", submit(ids.ORGANIZERS_VIEW, ORGANIZERS)),

    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox", press(ids.MANAGE, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox",
        choose_in_view(ids.CONSOLE_FILTER, "<exchange>:joined:0")),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox",
        press_in_view(ids.CONSOLE_REFRESH, "<exchange>::0")),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox",
        press_in_view(ids.CONSOLE_BACK, "<exchange>::0")),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox",
        press_in_view(ids.CONSOLE_MORE, "<exchange>::1")),
    ("ooooo..ox ooooojjox oooooddox ooooozzox oooooccox", press_in_view(ids.REMIND, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox ooooo..ox ooooo..ox",
        press_in_view(ids.CONSOLE_RETRY, EXCHANGE)),

    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.LEAVE_OUT, EXCHANGE)),
    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.ASK_FOR_WISHES, EXCHANGE)),

    ("oooooeeox ooooowwox ooooo++ox ooooorrox oooooccox", press(ids.RETRY, EXCHANGE)),
    ("oooooeeox ooooowwox ooooo..ox ooooo..ox oooooccox", press(ids.RESEND, EXCHANGE)),
    ("oooooeeox ooooowwox ooooo++ox ooooo++ox oooooccox", submit(ids.RESEND_VIEW, RESEND)),
)
# fmt: on
