"""One message that is ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.snapshots.break_glass import OpenedNotice, OpeningAnswer, OpeningRequest
from core.domain.snapshots.bulletins import Bulletin
from core.domain.snapshots.deliveries import DeliveryReport, Receipt, RefusedAnnouncement
from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import StalledNotice
from core.domain.snapshots.gifts import MissingNotice, RescueEnvelope
from core.domain.snapshots.invitations import Invitation
from core.domain.snapshots.matches import Envelope, Match
from core.domain.snapshots.organizers import OrganizerNotice
from core.domain.snapshots.preflight import Preflight
from core.domain.snapshots.repairs import Dropout
from core.domain.snapshots.reveals import Circle, Revealed
from core.domain.snapshots.talk import AnonymousMessage, ReportedMessage
from core.domain.snapshots.tidying import Tidied
from core.domain.types import DeliveryKind, TeamId

Content = (
    Exchange
    | Match
    | Envelope
    | Invitation
    | StalledNotice
    | OrganizerNotice
    | RefusedAnnouncement
    | DeliveryReport
    | Dropout
    | AnonymousMessage
    | ReportedMessage
    | Preflight
    | Bulletin
    | OpeningRequest
    | OpeningAnswer
    | OpenedNotice
    | RescueEnvelope
    | MissingNotice
    | Revealed
    | Circle
)


@dataclass(frozen=True)
class Order:
    """One delivery ready to be sent. `key` marks the message so that it can be found again; it is
    random and says nothing. `content` fits `kind`: the exchange itself where that is all. `place`
    is the message to rewrite, where no new one is to be sent; one to be tidied, whose place is not
    known any more, is looked for by its mark."""

    team_id: TeamId
    kind: DeliveryKind
    addressee_id: str
    key: str
    first_tried_at: datetime
    content: Content | Tidied
    place: Receipt | None = None

    @property
    def is_to_person(self) -> bool:
        """Else it goes to a channel."""
        return self.addressee_id.startswith(("U", "W"))
