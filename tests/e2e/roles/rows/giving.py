"""One's match, what both sides let each other know, the reveal, and gifts. See `table`."""

from __future__ import annotations

from bot import ids
from tests.e2e.roles.acts import Act, press, press_in_view, submit
from tests.e2e.roles.fields import BACK, EXCHANGE, MESSAGE, PREVIEWED, RESCUERS, REVEAL, TALK, TEXT

# fmt: off
ROWS: tuple[tuple[str, Act], ...] = (
    # open    stalled   drawn     completed cancelled
    ("mmmmmmmmx wwwwwwwwx pp+++pppx pp+++pppx MMMMMMMMx", press(ids.SHOW_MATCH, EXCHANGE)),

    ("eeeeeeeex wwwwwwwwx nn...nnnx nn...nnnx ccccccccx", press(ids.TALK_TO_RECIPIENT, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx nn...nnnx nn...nnnx ccccccccx", press(ids.TALK_TO_GIVER, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx nn...nnnx nn...nnnx ccccccccx",
        submit(ids.TALK_VIEW, TALK, side="giver")),
    ("eeeeeeeex wwwwwwwwx nn...nnnx nn...nnnx ccccccccx", submit(ids.TALK_VIEW, TALK, side=BACK)),
    ("eeeeeeeex wwwwwwwwx nn+++nnnx nn+++nnnx ccccccccx",
        submit(ids.TALK_VIEW, TALK, side="giver", **PREVIEWED)),
    ("eeeeeeeex wwwwwwwwx nn+++nnnx nn+++nnnx ccccccccx",
        submit(ids.TALK_VIEW, TALK, side=BACK, **PREVIEWED)),
    ("eeeeeeeex wwwwwwwwx ffff.fffx ffff.fffx ccccccccx",
        submit(ids.TALK_VIEW, TALK, side=BACK, answers=MESSAGE)),
    ("ffffffffx ffffffffx ffff.fffx ffff.fffx ffffMfffx", press(ids.TALK_REPLY, MESSAGE)),
    ("ffffffffx ffffffffx ffff+fffx ffff+fffx ffffMfffx", press(ids.TALK_MUTE, MESSAGE)),
    ("ffffffffx ffffffffx ffff+fffx ffff+fffx ffffMfffx", press(ids.TALK_REPORT, MESSAGE)),
    ("ffffffffx ffffffffx ooooo++ox ooooo++ox oooooMMox", press(ids.TALK_STOP, "<report>")),
    ("mmmmmmmmx wwwwwwwwx nn...nnnx nn...nnnx MMMMMMMMx", press(ids.TALK_UNMUTE_GIVER, EXCHANGE)),
    ("mmmmmmmmx wwwwwwwwx nn...nnnx nn...nnnx MMMMMMMMx",
        press(ids.TALK_UNMUTE_RECIPIENT, EXCHANGE)),

    ("ooooo..ox ooooo..ox oooooddox ooooozzox oooooccox", press(ids.REVEAL_OPEN, EXCHANGE)),
    ("ooooo++ox ooooo++ox oooooddox ooooozzox oooooccox", submit(ids.REVEAL_VIEW, REVEAL)),
    ("mmmmmmmmx wwwwwwwwx vvvvvvvvx pp...pppx MMMMMMMMx", press(ids.SHOW_GIVER, EXCHANGE)),

    ("eeeeeeeex wwwwwwwwx pp+++pppx pp+S+pppx ccccccccx", press(ids.GIFT_READY, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx pp+++pppx pp+S+pppx ccccccccx",
        press_in_view(ids.GIFT_READY, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx pp+++pppx pp+S+pppx ccccccccx", press(ids.GIFT_GIVEN, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx ppt+tpppx pptSApppx ccccccccx", press(ids.GIFT_TAKE_BACK, EXCHANGE)),
    ("RRRRRRRRx RRRRRRRRx RRRRRRRRx R+RRRRRRx RRRRRRRRx",
        press(ids.GIFT_GIVEN, "<exchange>:<rescue>")),
    ("eeeeeeeex wwwwwwwwx NN...NNNx NN...NNNx ccccccccx", press(ids.GIFT_CAME, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx NNTTTNNNx NNW..NNNx ccccccccx", press(ids.GIFT_NOTHING, EXCHANGE)),
    ("eeeeeeeex wwwwwwwwx NN+++NNNx NN+++NNNx ccccccccx",
        submit(ids.THANKS_VIEW, {ids.THANKS_TEXT: TEXT})),
    ("eeeeeeeex wwwwwwwwx NNTTTNNNx NNW++NNNx ccccccccx", submit(ids.NOTHING_VIEW, {})),
    ("ooooommox ooooowwox ooooossox ooooo..ox oooooMMox", press(ids.RESCUE_NAME, EXCHANGE)),
    ("ooooommox ooooowwox ooooossox ooooo++ox oooooMMox",
        submit(ids.RESCUE_VIEW, RESCUERS)),
    ("mmmmmmmmx wwwwwwwwx RRRRRRRRx R.RRRRRRx MMMMMMMMx",
        press(ids.RESCUE_SHOW, "<exchange>:<rescue>")),
)
# fmt: on
