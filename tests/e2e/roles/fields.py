"""What people fill in: values of buttons, see `office.Office.with_ids`, and the fields of forms."""

from __future__ import annotations

from bot import ids
from bot.views.bulletins import mark as mark_all
from bot.views.reveals import ALL
from bot.views.talk import mark
from core.domain.bulletins import Audience
from tests.e2e.roles.office import GIVER, INVITED, NAMED, OUTSIDER, RECIPIENT

EXCHANGE, EXCLUSION, ONE_WAY = "<exchange>", "<exchange>:<exclusion>", "one_way:<exchange>"
MESSAGE, BACK = "<message>", "recipient"
TEXT = {"type": "plain_text_input", "value": "Something"}
#: In each of the states that is still to come.
LATER = {"type": "datetimepicker", "selected_date_time": 1801000000}
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
ASKED = {ids.INVITE_PEOPLE: people(NAMED)}
FILE = {ids.ROSTER_FILE: {"type": "file_input", "files": [{"id": "F0"}]}}
GROUP = {ids.EXCLUSION_PEOPLE: people(NAMED, GIVER)}
PAIR = {ids.EXCLUSION_GIVER: one(RECIPIENT), ids.EXCLUSION_RECIPIENT: one(NAMED)}
LATE = {ids.REPAIR_JOINED: one(NAMED)}
TICK = {"type": "checkboxes", "selected_options": [{"value": ALL}]}
REVEAL = {ids.REVEAL: TICK, ids.REVEAL_AT: LATER}
TALK = {ids.TALK_TEXT: TEXT}
OPENING = {ids.OPENING_GIVER: one(GIVER), ids.OPENING_REASON: TEXT}
PREVIEWED = {"previewed": mark("Something"), "key": "a form"}
RESCUERS = {ids.RESCUERS: people(NAMED, OUTSIDER, INVITED)}
RESEND = {ids.RESEND_TO: one(GIVER)}
SETTINGS = {ids.WHO_CREATES: {"type": "radio_buttons", "selected_option": {"value": "admins"}}}
