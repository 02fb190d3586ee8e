"""The tables. Every row says which workspace it belongs to; what must never be is a constraint.

Columns that end in `_encrypted` are sealed by `core.db.vault`; all others may be read by whoever
holds a backup, so none of them tells who gives to whom.
"""

from core.db.models.assignments import Assignment, Look
from core.db.models.base import OWN_ID, SLACK_ID, Base
from core.db.models.break_glass import Opening
from core.db.models.bulletins import Bulletin
from core.db.models.copying import Copy
from core.db.models.deliveries import IS_SENDING, IS_WAITING, Delivery
from core.db.models.exchanges import Exchange, Organizer
from core.db.models.exclusions import ExcludedPerson, Exclusion
from core.db.models.forgetting import ForgetRequest
from core.db.models.gifts import Gift, MissingGift, Rescue
from core.db.models.participation import Participant, ReminderStop, Wishlist
from core.db.models.preflight import PreflightLook, UnablePerson
from core.db.models.rosters import KeptRoster
from core.db.models.talk import AnonymousMessage, ClosedTalk
from core.db.models.workspaces import Creator, DataKey, HandledRequest, Workspace

__all__ = [
    "IS_SENDING",
    "IS_WAITING",
    "OWN_ID",
    "SLACK_ID",
    "AnonymousMessage",
    "Assignment",
    "Base",
    "Bulletin",
    "ClosedTalk",
    "Copy",
    "Creator",
    "DataKey",
    "Delivery",
    "Exchange",
    "ExcludedPerson",
    "Exclusion",
    "ForgetRequest",
    "Gift",
    "HandledRequest",
    "KeptRoster",
    "Look",
    "MissingGift",
    "Opening",
    "Organizer",
    "Participant",
    "PreflightLook",
    "ReminderStop",
    "Rescue",
    "UnablePerson",
    "Wishlist",
    "Workspace",
]
