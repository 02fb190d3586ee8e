"""Who must not draw whom. See `table`."""

from __future__ import annotations

from bot import ids
from tests.e2e.roles.acts import Act, choose_in_view, command, press, press_in_view, submit
from tests.e2e.roles.fields import EXCHANGE, EXCLUSION, GROUP, ONE_WAY, PAIR
from tests.e2e.roles.office import NAMED

# fmt: off
ROWS: tuple[tuple[str, Act], ...] = (
    # open    stalled   drawn     completed cancelled
    ("........x ........x ........x ........x ........x", command("exclude")),
    ("pp.....px pp.....px ppdddddpx ppzzzzzpx ppcccccpx", press(ids.EXCLUSIONS, EXCHANGE)),
    ("pp.....px pp.....px ppdddddpx ppzzzzzpx ppcccccpx", press(ids.CHOSEN, "exclude:<exchange>:")),
    ("pp+++++px pp+++++px ppdddddpx ppzzzzzpx ppcccccpx",
        press(ids.CHOSEN, f"exclude:<exchange>:{NAMED}")),
    ("pp.....px pp.....px ppdddddpx ppzzzzzpx ppcccccpx",
        press_in_view(ids.EXCLUSIONS_PAGE, "<exchange>:1")),
    ("pp.....px pp.....px ppdddddpx ppzzzzzpx ppcccccpx",
        press_in_view(ids.EXCLUSIONS_PAGE_BACK, "<exchange>:0")),
    ("ppuuu..px ppuuu..px ppdddddpx ppzzzzzpx ppcccccpx",
        press_in_view(ids.EXCLUSION_ADD_GROUP, "group:<exchange>")),
    ("ppuuu..px ppuuu..px ppdddddpx ppzzzzzpx ppcccccpx",
        press_in_view(ids.EXCLUSION_ADD_ONE_WAY, ONE_WAY)),
    ("pp.....px pp.....px ppdddddpx ppzzzzzpx ppcccccpx",
        press_in_view(ids.EXCLUSION_ADD_OWN, "own:<exchange>")),
    ("ppuuu++px ppuuu++px ppdddddpx ppzzzzzpx ppcccccpx",
        submit(ids.EXCLUSION_ADD_VIEW, GROUP, form="group")),
    ("ppuu+++px ppuu+++px ppdddddpx ppzzzzzpx ppcccccpx",
        submit(ids.EXCLUSION_ADD_VIEW, PAIR, form="one_way")),
    ("pp+++++px pp+++++px ppdddddpx ppzzzzzpx ppcccccpx",
        submit(ids.EXCLUSION_ADD_VIEW, PAIR, form="own")),
    ("ppggg++px ppggg++px ppdddddpx ppzzzzzpx ppcccccpx",
        press_in_view(ids.EXCLUSION_REMOVE, EXCLUSION)),

    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.RELAX, EXCHANGE)),
    ("ooooo++ox ooooo++ox oooooddox ooooozzox oooooccox",
        submit(ids.RELAX_VIEW, {}, exclusions="<exclusion>")),
    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.RECONSIDER, EXCHANGE)),
    ("ooooo++ox ooooo++ox oooooddox ooooozzox oooooccox",
        choose_in_view(ids.NO_REPEATS, "<exchange>:2")),
)
# fmt: on
