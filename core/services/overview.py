"""What somebody is in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges, exclusions, invitations, participants
from core.db.session import Database
from core.db.vault import Vault
from core.domain.snapshots import Exchange, Involvement
from core.domain.types import Caller, ExchangeStatus, ParticipantStatus, UserId
from core.domain.urgency import urgency
from core.services.anonymous import muted_sides
from core.services.contents import report_of
from core.services.draw_input import draw_input
from core.services.drawability import drawability_of
from core.services.gift_states import with_gifts

S = ExchangeStatus

#: Some gifts are given late: so long one finds one's match where it was before.
SHOWN_AFTERWARDS = timedelta(days=30)


@dataclass(frozen=True)
class Overview:
    database: Database
    vault: Vault
    clock: Clock

    def status(self, caller: Caller) -> list[Involvement]:
        """Every exchange of the caller's that is not over, and those that were completed lately;
        the most urgent first, see `core.domain.urgency`."""
        active = (S.OPEN, S.STALLED, S.DRAWN)
        ids = (caller.team_id, caller.user_id)
        since = self.clock.now() - SHOWN_AFTERWARDS
        with self.database.read() as session:
            rows = [
                *exchanges.of_person(session, *ids, active, invited=True, rescuing=True),
                *exchanges.over_since(session, *ids, since),
            ]
            pictures = exchanges.snapshot_all(rows)
            involvements = [
                _involvement(session, row, picture, caller)
                for row, picture in zip(rows, pictures, strict=True)
            ]
            ours = [
                self._personal(session, row, one, caller)
                for row, one in zip(rows, involvements, strict=True)
            ]
        return sorted((one for one in ours if not _is_over_for(one)), key=urgency)

    def _personal(
        self, session: Session, row: models.Exchange, one: Involvement, caller: Caller
    ) -> Involvement:
        muted = muted_sides(session, self.vault, row, caller.user_id)
        one = replace(one, muted=muted)
        return with_gifts(session, self.vault, row, one, caller.user_id, self.clock)


def _is_over_for(one: Involvement) -> bool:
    """They were asked to step in for somebody here, and are not needed any more."""
    has_place = one.is_participant or one.is_organizer or one.invited_by
    return not (has_place or one.rescues)


def _involvement(
    session: Session, row: models.Exchange, picture: Exchange, caller: Caller
) -> Involvement:
    place = participants.find(session, row, caller.user_id)
    takes_part = place is not None and place.status == ParticipantStatus.JOINED
    invited_by = _invited_by(place) if picture.status == S.OPEN else None
    has_wishlist = participants.wishlist(session, row, caller.user_id) is not None
    if caller.user_id not in picture.organizer_ids:
        return Involvement(
            picture,
            is_participant=takes_part,
            is_organizer=False,
            has_wishlist=has_wishlist,
            invited_by=invited_by,
        )
    given, counts = draw_input(session, row), invitations.counts(session, row)
    return Involvement(
        picture,
        is_participant=takes_part,
        is_organizer=True,
        has_wishlist=has_wishlist,
        invited_by=invited_by,
        roster=tuple(participants.joined(session, row)),
        drawability=drawability_of(given) if picture.status in (S.OPEN, S.STALLED) else None,
        exclusion_count=exclusions.count(session, row),
        report=report_of(session, row) if picture.status == S.DRAWN else None,
        invited_count=counts.get(ParticipantStatus.INVITED, 0),
        declined_count=counts.get(ParticipantStatus.DECLINED, 0),
    )


def _invited_by(place: models.Participant | None) -> UserId | None:
    """Who asked them, while they have not answered."""
    if place is None or place.status != ParticipantStatus.INVITED or place.invited_by is None:
        return None
    return UserId(place.invited_by)
