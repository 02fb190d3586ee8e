"""Emergencies, and people who leave or come late, once names are drawn. See `table`."""

from __future__ import annotations

from bot import ids
from tests.e2e.roles.acts import Act, account_ended, press, submit
from tests.e2e.roles.fields import EXCHANGE, LATE, OPENING
from tests.e2e.roles.office import GIVER, NAMED

# fmt: off
ROWS: tuple[tuple[str, Act], ...] = (
    # open    stalled   drawn     completed cancelled
    ("ooooommox ooooowwox ooooo..ox ooooozzox oooooMMox", press(ids.BREAK_GLASS, EXCHANGE)),
    ("ooooommox ooooowwox ooooo++ox ooooozzox oooooMMox", submit(ids.OPENING_VIEW, OPENING)),
    ("qqqqqqqqx qqqqqqqqx hhhhhH++x zzzzzHzzx MMMMMHMMx", press(ids.OPENING_AGREE, "<asked>")),
    ("qqqqqqqqx qqqqqqqqx hhhhhH++x zzzzzHzzx MMMMMHMMx", press(ids.OPENING_REFUSE, "<asked>")),
    ("qqqqqqqqx qqqqqqqqx hhhhh+hhx hhhhhzhhx hhhhhMhhx", press(ids.OPENING_SHOW, "<agreed>")),

    ("ppeeepppx ppwwwpppx pp+++pppx ppzzzpppx ppcccpppx", press(ids.DROP_OUT, EXCHANGE)),
    ("oooooeeox ooooowwox ooooo..ox ooooozzox oooooccox", press(ids.REPAIRS, EXCHANGE)),
    ("oooooeeox ooooowwox ooooo++ox ooooozzox oooooccox", submit(ids.REPAIRS_VIEW, LATE)),
    ("oooooeeox ooooowwox ooooo++ox ooooozzox oooooccox",
        submit(ids.REPAIR_RELAX_VIEW, {}, joined=NAMED)),
    ("oooooeeox ooooowwox ooooo..ox ooooozzox oooooccox",
        press(ids.TAKE_OUT, f"<exchange>:{GIVER}")),
    ("oooooeeox ooooowwox ooooo..ox ooooozzox oooooccox", press(ids.REDRAW, EXCHANGE)),
    ("oooooeeox ooooowwox ooooo++ox ooooozzox oooooccox", submit(ids.REDRAW_VIEW, {})),
    ("__+++____ __+++____ __+++____ _________ _________", account_ended()),
)
# fmt: on
