"""What the services hand out: frozen pictures of the database at one moment."""

from core.domain.snapshots.break_glass import (
    Opened,
    OpenedMatch,
    OpenedNotice,
    OpeningAnswer,
    OpeningForm,
    OpeningRequest,
)
from core.domain.snapshots.bulletins import Bulletin, Draft
from core.domain.snapshots.console import (
    ConsoleBoard,
    MessageReport,
    Placed,
    Roster,
    RosterPage,
)
from core.domain.snapshots.copying import Template
from core.domain.snapshots.deliveries import (
    DeliveryReport,
    FailedDelivery,
    Receipt,
    RefusedAnnouncement,
)
from core.domain.snapshots.editing import Edited
from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import (
    Drawability,
    Exclusion,
    ExclusionBoard,
    Relaxation,
    StalledNotice,
)
from core.domain.snapshots.forgetting import Traces
from core.domain.snapshots.gifts import (
    Complaint,
    GiftNews,
    GiftSeen,
    MissingNotice,
    Rescue,
    RescueEnvelope,
)
from core.domain.snapshots.history import PastExchange, PastPage, Turnout
from core.domain.snapshots.invitations import Invitation, Invited
from core.domain.snapshots.matches import Envelope, Match
from core.domain.snapshots.orders import Content, Order
from core.domain.snapshots.organizers import Creators, OrganizerNotice, OrganizersChanged
from core.domain.snapshots.overview import Involvement
from core.domain.snapshots.participation import Joined, Left
from core.domain.snapshots.preflight import LeftOut, Preflight
from core.domain.snapshots.repairs import Dropout, Outlook, Parting, Repaired
from core.domain.snapshots.reveals import Circle, Revealed
from core.domain.snapshots.rosters import RosterSaved
from core.domain.snapshots.talk import AnonymousMessage, ReportedMessage, TalkLine
from core.domain.snapshots.tidying import Tidied
from core.domain.snapshots.wishlists import Wishlist

__all__ = [
    "AnonymousMessage",
    "Bulletin",
    "Circle",
    "Complaint",
    "ConsoleBoard",
    "Content",
    "Creators",
    "DeliveryReport",
    "Draft",
    "Drawability",
    "Dropout",
    "Edited",
    "Envelope",
    "Exchange",
    "Exclusion",
    "ExclusionBoard",
    "FailedDelivery",
    "GiftNews",
    "GiftSeen",
    "Invitation",
    "Invited",
    "Involvement",
    "Joined",
    "Left",
    "LeftOut",
    "Match",
    "MessageReport",
    "MissingNotice",
    "Opened",
    "OpenedMatch",
    "OpenedNotice",
    "OpeningAnswer",
    "OpeningForm",
    "OpeningRequest",
    "Order",
    "OrganizerNotice",
    "OrganizersChanged",
    "Outlook",
    "Parting",
    "PastExchange",
    "PastPage",
    "Placed",
    "Preflight",
    "Receipt",
    "RefusedAnnouncement",
    "Relaxation",
    "Repaired",
    "ReportedMessage",
    "Rescue",
    "RescueEnvelope",
    "Revealed",
    "Roster",
    "RosterPage",
    "RosterSaved",
    "StalledNotice",
    "TalkLine",
    "Template",
    "Tidied",
    "Traces",
    "Turnout",
    "Wishlist",
]
