"""What people type, read from Slack's JSON into the domain's words. Nothing here is trusted: ids
are looked up again, lengths and amounts are checked again."""

from bot.forms.break_glass import read_opening
from bot.forms.bulletins import WrittenBulletin, read_bulletin
from bot.forms.commands import Command, named, read_command, unescaped
from bot.forms.deliveries import read_resend
from bot.forms.editing import read_details, read_marks
from bot.forms.exchanges import read_plan, shows_more
from bot.forms.exclusions import apart, one_way, read_exclusion, read_members, read_relaxed
from bot.forms.fields import remembered
from bot.forms.gifts import read_gift, read_thanks
from bot.forms.invitations import read_invited
from bot.forms.organizers import read_organizers
from bot.forms.planning import (
    Problems,
    keeps_day,
    read_channel,
    read_draw_at,
    read_exchange_on,
)
from bot.forms.repairs import AskedRepair, read_repair
from bot.forms.rescues import read_rescuers
from bot.forms.reveals import ChosenReveal, read_reveal
from bot.forms.rosters import read_file, read_review
from bot.forms.talk import Written, read_message
from bot.forms.wishlists import read_notes, read_wish
from bot.forms.workspaces import read_creators

__all__ = [
    "AskedRepair",
    "ChosenReveal",
    "Command",
    "Problems",
    "Written",
    "WrittenBulletin",
    "apart",
    "keeps_day",
    "named",
    "one_way",
    "read_bulletin",
    "read_channel",
    "read_command",
    "read_creators",
    "read_details",
    "read_draw_at",
    "read_exchange_on",
    "read_exclusion",
    "read_file",
    "read_gift",
    "read_invited",
    "read_marks",
    "read_members",
    "read_message",
    "read_notes",
    "read_opening",
    "read_organizers",
    "read_plan",
    "read_relaxed",
    "read_repair",
    "read_rescuers",
    "read_resend",
    "read_reveal",
    "read_review",
    "read_thanks",
    "read_wish",
    "remembered",
    "shows_more",
    "unescaped",
]
