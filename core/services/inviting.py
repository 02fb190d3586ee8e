"""Writing down that people are asked to take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.db import models
from core.db.repository import invitations
from core.domain.types import DeliveryKind, ParticipantStatus, UserId
from core.services.owing import owe


class Asked:
    """What has become of those who could take part, part by part."""

    def __init__(self) -> None:
        self.invited: list[UserId] = []
        self.joined: list[UserId] = []
        self.before: list[UserId] = []
        #: Whether whoever asks was named, too, and is not in.
        self.names_asker = False

    def ask(
        self,
        session: Session,
        row: models.Exchange,
        part: Sequence[UserId],
        invited_by: UserId,
        now: datetime,
    ) -> None:
        """The same as `ask`."""
        invited, statuses = ask(session, row, invited_by, part, now)
        for user_id in part:
            if user_id in invited:
                self.invited.append(user_id)
            elif statuses.get(user_id) == ParticipantStatus.JOINED:
                self.joined.append(user_id)
            elif user_id == invited_by:
                self.names_asker = True
            else:
                self.before.append(user_id)


def ask(
    session: Session,
    row: models.Exchange,
    asked_by: UserId,
    part: Sequence[UserId],
    now: datetime,
) -> tuple[set[str], dict[str, ParticipantStatus]]:
    """Invite whoever of them, in sorted order, has no place yet, and owe each a message: who is
    invited by this, and how all of them stand then. Who asks needs no invitation."""
    others = [user_id for user_id in part if user_id != asked_by]
    new = invitations.invite(session, row, others, asked_by, now)
    owe(session, row, DeliveryKind.INVITATION, new, now)
    again = invitations.ask_again(session, row, others)
    return {*new, *again}, invitations.statuses(session, row, part)
