"""Getting in and out before names are drawn, and what one wishes for. See `table`."""

from __future__ import annotations

from bot import ids
from tests.e2e.roles.acts import Act, choose_in_view, command, press, press_in_view, submit
from tests.e2e.roles.fields import ASKED, EXCHANGE, FILE, TEXT

# fmt: off
ROWS: tuple[tuple[str, Act], ...] = (
    # open    stalled   drawn     completed cancelled
    ("++...+++x ........x ........x ........x ........x", command("join")),
    ("++...+++x jj...jjjx ddddddddx zzzzzzzzx ccccccccx", press(ids.JOIN, EXCHANGE)),
    ("++...+++x jj...jjjx ddddddddx zzzzzzzzx ccccccccx", press(ids.CHOSEN, "join:<exchange>:")),
    ("..+++...x ..+++...x ........x ........x ........x", command("leave")),
    ("..+++...x ..+++...x ........x ..zzz...x ..ccc...x", press(ids.LEAVE, EXCHANGE)),
    ("..+++...x ..+++...x ........x ..zzz...x ..ccc...x", press(ids.CHOSEN, "leave:<exchange>:")),

    ("ooooo..ox ooooojjox oooooddox ooooozzox oooooccox", press(ids.INVITE, EXCHANGE)),
    ("ooooo++ox ooooojjox oooooddox ooooozzox oooooccox", submit(ids.INVITE_VIEW, ASKED)),
    ("ooooo..ox ooooojjox oooooddox ooooozzox oooooccox", press(ids.ROSTER, EXCHANGE)),
    ("ooooo++ox ooooojjox oooooddox ooooozzox oooooccox", submit(ids.ROSTER_VIEW, FILE)),
    ("kkkkk.kkx kkkkkkkkx kkkkkdkkx kkkkkkkkx kkkkkckkx",
        press_in_view(ids.ROSTER_PAGE, "<roster>:1")),
    ("kkkkk.kkx kkkkkkkkx kkkkkdkkx kkkkkkkkx kkkkkckkx",
        press_in_view(ids.ROSTER_PAGE_BACK, "<roster>:0")),
    ("kkkkk+kkx kkkkkkkkx kkkkkdkkx kkkkkkkkx kkkkkckkx",
        submit(ids.ROSTER_REVIEW_VIEW, {}, roster="<roster>")),
    ("++...+++x i....iiix i....iiix i....iiix i....iiix", press(ids.ACCEPT, EXCHANGE)),
    ("i+...iiix i+...iiix i....iiix i....iiix i....iiix", press(ids.DECLINE, EXCHANGE)),
    ("i++++iiix i++++iiix i++++iiix i++++iiix i++++iiix", press(ids.REMINDERS_STOP, EXCHANGE)),
    ("i....iiix i....iiix i....iiix i....iiix i....iiix", press(ids.REMINDERS_RESUME, EXCHANGE)),
    ("........x ........x ........x ........x ........x", press(ids.REMINDERS_RESUME)),

    ("........x ........x ........x ........x ........x", command("wishlist")),
    ("pp...pppx pp...pppx pp...pppx ppzzzpppx ppcccpppx", press(ids.WISHLIST, EXCHANGE)),
    ("pp...pppx pp...pppx pp...pppx ppzzzpppx ppcccpppx",
        press(ids.CHOSEN, "wishlist:<exchange>:")),
    ("pp...pppx pp...pppx pp...pppx ppzzzpppx ppcccpppx", press_in_view(ids.WISH_ADD, EXCHANGE)),
    ("pp...pppx pp...pppx pp...pppx ppzzzpppx ppcccpppx",
        choose_in_view(ids.WISH_MENU, "edit:<exchange>:wish")),
    ("pp+++pppx pp+++pppx pp+++pppx ppzzzpppx ppcccpppx",
        choose_in_view(ids.WISH_MENU, "remove:<exchange>:wish")),
    ("pp+++pppx pp+++pppx pp+++pppx ppzzzpppx ppcccpppx",
        submit(ids.WISH_VIEW, {ids.WISH_TITLE: TEXT}, wish="wish")),
    ("pp+++pppx pp+++pppx pp+++pppx ppzzzpppx ppcccpppx",
        submit(ids.WISHLIST_VIEW, {ids.DISLIKES: TEXT})),
)
# fmt: on
