"""Who may do what, and when: a row for everything that Kringle listens to, each cell of which is
played by `test_roles`.

A row has nine letters for each state of the exchange, one for each role, in the order of
`office.ROLES`: outsider, invited, participant, giver, recipient, organizer, co-organizer, workspace
admin, other workspace. Whoever adds a listener adds a row; where a cell is not as it says, the test
prints what it is.
"""

from __future__ import annotations

from bot import ids
from bot.views.bulletins import mark as mark_all
from bot.views.talk import mark
from core.domain import errors
from core.domain.bulletins import Audience
from core.domain.errors import ExclusionProblem, GiftProblem, RescueProblem, SantaError, TalkProblem
from core.domain.types import ExchangeStatus, ExclusionKind
from tests.e2e.roles.acts import (
    Act,
    account_ended,
    choose_in_view,
    command,
    event,
    press,
    press_in_view,
    shortcut,
    submit,
)
from tests.e2e.roles.office import GIVER, NAMED, RECIPIENT

S = ExchangeStatus

#: Allowed: it takes effect.
EFFECT = "+"
#: Allowed: something is shown or said, and nothing changes.
SHOWN = "."
#: Nothing at all, for whoever cannot read an answer.
SILENCE = "_"
#: Refused, with these words, and nothing changes.
REFUSED: dict[str, SantaError] = {
    "x": errors.OtherWorkspace(),
    "a": errors.NotAdmin(),
    "o": errors.NotOrganizer(),
    "p": errors.NotParticipant(),
    "i": errors.NotInvited(),
    "e": errors.WrongStatus(S.OPEN),
    "d": errors.WrongStatus(S.DRAWN),
    "c": errors.WrongStatus(S.CANCELLED),
    "m": errors.NoMatchNow(S.OPEN),
    "M": errors.NoMatchNow(S.CANCELLED),
    "r": errors.NothingToRetry(),
    "y": errors.NotOverYet(),
    "g": errors.ExclusionNotFound(),
    "u": errors.ExclusionRefused(ExclusionKind.GROUP, ExclusionProblem.NOT_YOUR_OWN),
    "n": errors.TalkRefused(TalkProblem.NOBODY),
    "f": errors.MessageNotFound(),
    "N": errors.GiftRefused(GiftProblem.NOBODY),
    "t": errors.GiftRefused(GiftProblem.NOT_MARKED),
    "T": errors.GiftRefused(GiftProblem.TOO_EARLY),
    "v": errors.NotRevealed(),
    "s": errors.RescueRefused(RescueProblem.NOTHING_MISSING),
    "R": errors.RescueNotFound(),
    "k": errors.RosterGone(),
    "q": errors.OpeningNotFound(),
}

#: What buttons carry: see `office.Office.with_ids`.
EXCHANGE, EXCLUSION, ONE_WAY = "<exchange>", "<exchange>:<exclusion>", "one_way:<exchange>"
MESSAGE, BACK = "<message>", "recipient"
TEXT = {"type": "plain_text_input", "value": "Something"}
LATER = {"type": "datetimepicker", "selected_date_time": 1796600000}
CHANNEL = {"type": "conversations_select", "selected_conversation": "C0SANTA"}


def people(*user_ids: str) -> dict[str, object]:
    return {"type": "multi_users_select", "selected_users": list(user_ids)}


def one(user_id: str) -> dict[str, object]:
    return {"type": "users_select", "selected_user": user_id}


#: Forms, filled in: the state of each field.
PLAN = {ids.NAME: TEXT, ids.CHANNEL: CHANNEL, ids.DRAW_AT: LATER}
BULLETIN = {ids.BULLETIN_TEXT: TEXT}
READ = {"previewed": mark_all("Something", Audience.JOINED), "key": "a form"}
EDITED = {ids.MESSAGE: TEXT}
ORGANIZERS = {ids.ORGANIZERS_FIELD: people(NAMED)}
INVITED = {ids.INVITE_PEOPLE: people(NAMED)}
FILE = {ids.ROSTER_FILE: {"type": "file_input", "files": [{"id": "F0"}]}}
GROUP = {ids.EXCLUSION_PEOPLE: people(NAMED, GIVER)}
PAIR = {ids.EXCLUSION_GIVER: one(RECIPIENT), ids.EXCLUSION_RECIPIENT: one(NAMED)}
LATE = {ids.REPAIR_JOINED: one(NAMED)}
NO_TICK = {"type": "checkboxes", "selected_options": []}
TALK = {ids.TALK_TEXT: TEXT}
OPENING = {ids.OPENING_GIVER: one(GIVER), ids.OPENING_REASON: TEXT}
PREVIEWED = {"previewed": mark("Something"), "key": "a form"}
RESEND = {ids.RESEND_TO: one(GIVER)}
SETTINGS = {ids.WHO_CREATES: {"type": "radio_buttons", "selected_option": {"value": "admins"}}}

# fmt: off
TABLE: tuple[tuple[str, Act], ...] = (
    # open     drawn     cancelled
    ("........x ........x ........x", command("")),
    ("........x ........x ........x", command("help")),
    ("........x ........x ........x", command("status")),
    ("........x ........x ........x", press(ids.STATUS, EXCHANGE)),
    ("........x ........x ........x", command("history")),
    ("........x ........x ........x", press(ids.HISTORY)),
    ("........x ........x ........x", press(ids.HISTORY_OLDER, "1")),
    ("........x ........x ........x", press(ids.HISTORY_NEWER, "0")),
    ("........_ ........_ ........_", event("app_home_opened", tab="home")),
    ("........x ........x ........x", press(ids.MY_DATA)),
    (".++++++.x .++++++.x .++++++.x", submit(ids.FORGET_VIEW, {})),

    ("ooooommox ooooo..ox oooooMMox", press(ids.BREAK_GLASS, EXCHANGE)),
    ("ooooommox ooooo++ox oooooMMox", submit(ids.OPENING_VIEW, OPENING)),
    ("qqqqqqqqx qqqqqqqqx qqqqqqqqx", press(ids.OPENING_AGREE, "nobody's")),
    ("qqqqqqqqx qqqqqqqqx qqqqqqqqx", press(ids.OPENING_REFUSE, "nobody's")),
    ("qqqqqqqqx qqqqqqqqx qqqqqqqqx", press(ids.OPENING_SHOW, "nobody's")),

    ("........x ........x ........x", command("new")),
    ("........x ........x ........x", press(ids.NEW)),
    ("........x ........x ........x", shortcut(ids.START_SHORTCUT)),
    ("........x ........x ........x", press_in_view(ids.MORE_OPTIONS)),
    ("oooooyyox oooooyyox oooooyyox", press(ids.COPY, EXCHANGE)),
    ("++++++++x ++++++++x ++++++++x", submit(ids.CREATE_VIEW, PLAN, key="a form", tz="UTC")),

    ("++...+++x ........x ........x", command("join")),
    ("++...+++x ddddddddx ccccccccx", press(ids.JOIN, EXCHANGE)),
    ("++...+++x ddddddddx ccccccccx", press(ids.CHOSEN, "join:<exchange>:")),
    ("..+++...x ........x ........x", command("leave")),
    ("..+++...x ........x ..ccc...x", press(ids.LEAVE, EXCHANGE)),
    ("..+++...x ........x ..ccc...x", press(ids.CHOSEN, "leave:<exchange>:")),

    ("ppeeepppx pp+++pppx ppcccpppx", press(ids.DROP_OUT, EXCHANGE)),
    ("oooooeeox ooooo..ox oooooccox", press(ids.REPAIRS, EXCHANGE)),
    ("oooooeeox ooooo++ox oooooccox", submit(ids.REPAIRS_VIEW, LATE)),
    ("oooooeeox ooooo++ox oooooccox", submit(ids.REPAIR_RELAX_VIEW, {}, joined=NAMED)),
    ("oooooeeox ooooo..ox oooooccox", press(ids.TAKE_OUT, f"<exchange>:{GIVER}")),
    ("oooooeeox ooooo..ox oooooccox", press(ids.REDRAW, EXCHANGE)),
    ("oooooeeox ooooo++ox oooooccox", submit(ids.REDRAW_VIEW, {})),
    ("__+++____ __+++____ _________", account_ended()),

    ("ooooo..ox oooooddox oooooccox", press(ids.INVITE, EXCHANGE)),
    ("ooooo++ox oooooddox oooooccox", submit(ids.INVITE_VIEW, INVITED)),
    ("ooooo..ox oooooddox oooooccox", press(ids.ROSTER, EXCHANGE)),
    ("ooooo..ox oooooddox oooooccox", submit(ids.ROSTER_VIEW, FILE)),
    ("kkkkk.kkx kkkkkdkkx kkkkkckkx", press_in_view(ids.ROSTER_PAGE, "<roster>:1")),
    ("kkkkk.kkx kkkkkdkkx kkkkkckkx", press_in_view(ids.ROSTER_PAGE_BACK, "<roster>:0")),
    ("kkkkk+kkx kkkkkdkkx kkkkkckkx", submit(ids.ROSTER_REVIEW_VIEW, {}, roster="<roster>")),
    ("++...+++x i....iiix i....iiix", press(ids.ACCEPT, EXCHANGE)),
    ("i+...iiix i+...iiix i+...iiix", press(ids.DECLINE, EXCHANGE)),
    ("i++++iiix i++++iiix i++++iiix", press(ids.REMINDERS_STOP, EXCHANGE)),
    ("i....iiix i....iiix i....iiix", press(ids.REMINDERS_RESUME, EXCHANGE)),
    ("........x ........x ........x", press(ids.REMINDERS_RESUME)),

    ("........x ........x ........x", command("wishlist")),
    ("pp...pppx pp...pppx ppcccpppx", press(ids.WISHLIST, EXCHANGE)),
    ("pp...pppx pp...pppx ppcccpppx", press(ids.CHOSEN, "wishlist:<exchange>:")),
    ("pp...pppx pp...pppx ppcccpppx", press_in_view(ids.WISH_ADD, EXCHANGE)),
    ("pp...pppx pp...pppx ppcccpppx", choose_in_view(ids.WISH_MENU, "edit:<exchange>:wish")),
    ("pp+++pppx pp+++pppx ppcccpppx", choose_in_view(ids.WISH_MENU, "remove:<exchange>:wish")),
    ("pp+++pppx pp+++pppx ppcccpppx", submit(ids.WISH_VIEW, {ids.WISH_TITLE: TEXT}, wish="wish")),
    ("pp+++pppx pp+++pppx ppcccpppx", submit(ids.WISHLIST_VIEW, {ids.DISLIKES: TEXT})),

    ("........x ........x ........x", command("exclude")),
    ("pp.....px ppdddddpx ppcccccpx", press(ids.EXCLUSIONS, EXCHANGE)),
    ("pp.....px ppdddddpx ppcccccpx", press(ids.CHOSEN, "exclude:<exchange>:")),
    ("pp+++++px ppdddddpx ppcccccpx", press(ids.CHOSEN, f"exclude:<exchange>:{NAMED}")),
    ("pp.....px ppdddddpx ppcccccpx", press_in_view(ids.EXCLUSIONS_PAGE, "<exchange>:1")),
    ("pp.....px ppdddddpx ppcccccpx", press_in_view(ids.EXCLUSIONS_PAGE_BACK, "<exchange>:0")),
    ("ppuuu..px ppdddddpx ppcccccpx", press_in_view(ids.EXCLUSION_ADD_GROUP, "group:<exchange>")),
    ("ppuuu..px ppdddddpx ppcccccpx", press_in_view(ids.EXCLUSION_ADD_ONE_WAY, ONE_WAY)),
    ("pp.....px ppdddddpx ppcccccpx", press_in_view(ids.EXCLUSION_ADD_OWN, "own:<exchange>")),
    ("ppuuu++px ppdddddpx ppcccccpx", submit(ids.EXCLUSION_ADD_VIEW, GROUP, form="group")),
    ("ppuu+++px ppdddddpx ppcccccpx", submit(ids.EXCLUSION_ADD_VIEW, PAIR, form="one_way")),
    ("pp+++++px ppdddddpx ppcccccpx", submit(ids.EXCLUSION_ADD_VIEW, PAIR, form="own")),
    ("ppggg++px ppdddddpx ppcccccpx", press_in_view(ids.EXCLUSION_REMOVE, EXCLUSION)),
    ("ooooo..ox oooooddox oooooccox", press(ids.RELAX, EXCHANGE)),
    ("ooooo++ox oooooddox oooooccox", submit(ids.RELAX_VIEW, {}, exclusions="<exclusion>")),
    ("ooooo..ox oooooddox oooooccox", press(ids.RECONSIDER, EXCHANGE)),
    ("ooooo++ox oooooddox oooooccox", choose_in_view(ids.NO_REPEATS, "<exchange>:2")),

    ("........x ........x ........x", command("draw")),
    ("ooooo..ox oooooddox oooooccox", press(ids.CHOSEN, "draw:<exchange>:")),
    ("ooooo++ox oooooddox oooooccox", press(ids.DRAW, EXCHANGE)),
    ("ooooo..ox oooooddox oooooccox", press(ids.POSTPONE, EXCHANGE)),
    ("ooooo++ox oooooddox oooooccox", submit(ids.POSTPONE_VIEW, {ids.DRAW_AT: LATER})),
    ("ooooo++ox ooooo++ox oooooccox", press(ids.CANCEL, EXCHANGE)),
    ("ooooo..ox ooooo..ox oooooccox", press_in_view(ids.EDIT, EXCHANGE)),
    ("ooooo..ox ooooo..ox oooooccox", press_in_view(ids.EDIT_MORE)),
    ("ooooo++ox ooooo++ox oooooccox", submit(ids.EDIT_VIEW, EDITED)),
    ("ooooo..ox ooooo..ox oooooccox", press_in_view(ids.BULLETIN, EXCHANGE)),
    ("ooooo..ox ooooo..ox oooooccox", submit(ids.BULLETIN_VIEW, BULLETIN)),
    ("ooooo++ox ooooo++ox oooooccox", submit(ids.BULLETIN_VIEW, BULLETIN, **READ)),
    ("ooooo..ox ooooo..ox ooooo..ox", press_in_view(ids.EXPORT, EXCHANGE)),
    ("ooooo..ox ooooo..ox oooooccox", press(ids.ORGANIZERS, EXCHANGE)),
    ("ooooo++ox ooooo++ox oooooccox", submit(ids.ORGANIZERS_VIEW, ORGANIZERS)),
    ("ooooo..ox ooooo..ox ooooo..ox", press(ids.MANAGE, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox", choose_in_view(ids.CONSOLE_FILTER, "<exchange>:joined:0")),
    ("ooooo..ox ooooo..ox ooooo..ox", press_in_view(ids.CONSOLE_REFRESH, "<exchange>::0")),
    ("ooooo..ox ooooo..ox ooooo..ox", press_in_view(ids.CONSOLE_BACK, "<exchange>::0")),
    ("ooooo..ox ooooo..ox ooooo..ox", press_in_view(ids.CONSOLE_MORE, "<exchange>::1")),
    ("ooooo..ox oooooddox oooooccox", press_in_view(ids.REMIND, EXCHANGE)),
    ("ooooo..ox ooooo..ox ooooo..ox", press_in_view(ids.CONSOLE_RETRY, EXCHANGE)),
    ("ooooo..ox oooooddox oooooccox", press(ids.LEAVE_OUT, EXCHANGE)),
    ("ooooo..ox oooooddox oooooccox", press(ids.ASK_FOR_WISHES, EXCHANGE)),
    ("oooooeeox ooooorrox oooooccox", press(ids.RETRY, EXCHANGE)),
    ("oooooeeox ooooo..ox oooooccox", press(ids.RESEND, EXCHANGE)),
    ("oooooeeox ooooo++ox oooooccox", submit(ids.RESEND_VIEW, RESEND)),

    ("mmmmmmmmx pp+++pppx MMMMMMMMx", press(ids.SHOW_MATCH, EXCHANGE)),
    ("eeeeeeeex nn...nnnx ccccccccx", press(ids.TALK_TO_RECIPIENT, EXCHANGE)),
    ("eeeeeeeex nn...nnnx ccccccccx", press(ids.TALK_TO_GIVER, EXCHANGE)),
    ("eeeeeeeex nn...nnnx ccccccccx", submit(ids.TALK_VIEW, TALK, side="giver")),
    ("eeeeeeeex nn...nnnx ccccccccx", submit(ids.TALK_VIEW, TALK, side=BACK)),
    ("eeeeeeeex nn+++nnnx ccccccccx", submit(ids.TALK_VIEW, TALK, side="giver", **PREVIEWED)),
    ("eeeeeeeex nn+++nnnx ccccccccx", submit(ids.TALK_VIEW, TALK, side=BACK, **PREVIEWED)),
    ("eeeeeeeex ffff.fffx ccccccccx", submit(ids.TALK_VIEW, TALK, side=BACK, answers=MESSAGE)),
    ("ffffffffx ffff.fffx ffffMfffx", press(ids.TALK_REPLY, MESSAGE)),
    ("ffffffffx ffff+fffx ffffMfffx", press(ids.TALK_MUTE, MESSAGE)),
    ("ffffffffx ffff+fffx ffffMfffx", press(ids.TALK_REPORT, MESSAGE)),
    ("ffffffffx ooooo++ox oooooMMox", press(ids.TALK_STOP, "<report>")),
    ("mmmmmmmmx nn...nnnx MMMMMMMMx", press(ids.TALK_UNMUTE_GIVER, EXCHANGE)),
    ("mmmmmmmmx nn...nnnx MMMMMMMMx", press(ids.TALK_UNMUTE_RECIPIENT, EXCHANGE)),

    ("ooooo..ox oooooddox oooooccox", press(ids.REVEAL_OPEN, EXCHANGE)),
    ("ooooo..ox oooooddox oooooccox", submit(ids.REVEAL_VIEW, {ids.REVEAL: NO_TICK})),
    ("mmmmmmmmx vvvvvvvvx MMMMMMMMx", press(ids.SHOW_GIVER, EXCHANGE)),
    ("eeeeeeeex pp+++pppx ccccccccx", press(ids.GIFT_READY, EXCHANGE)),
    ("eeeeeeeex pp+++pppx ccccccccx", press(ids.GIFT_GIVEN, EXCHANGE)),
    ("eeeeeeeex pptttpppx ccccccccx", press(ids.GIFT_TAKE_BACK, EXCHANGE)),
    ("eeeeeeeex NN...NNNx ccccccccx", press(ids.GIFT_CAME, EXCHANGE)),
    ("eeeeeeeex NNTTTNNNx ccccccccx", press(ids.GIFT_NOTHING, EXCHANGE)),
    ("eeeeeeeex NN+++NNNx ccccccccx", submit(ids.THANKS_VIEW, {ids.THANKS_TEXT: TEXT})),
    ("eeeeeeeex NNTTTNNNx ccccccccx", submit(ids.NOTHING_VIEW, {})),
    ("ooooommox ooooossox oooooMMox", press(ids.RESCUE_NAME, EXCHANGE)),
    ("ooooommox ooooossox oooooMMox", submit(ids.RESCUE_VIEW, {ids.RESCUERS: people(NAMED)})),
    ("mmmmmmmmx RRRRRRRRx MMMMMMMMx", press(ids.RESCUE_SHOW, "<exchange>:<rescue>")),

    ("aaaaaaa.x aaaaaaa.x aaaaaaa.x", press(ids.SETTINGS)),
    ("aaaaaaa+x aaaaaaa+x aaaaaaa+x", submit(ids.SETTINGS_VIEW, SETTINGS, who="everyone")),
)
# fmt: on
