"""A message as it is to be from now on, since nobody has pressed the buttons that work no more."""

from __future__ import annotations

from typing import Any

from bot import ids, wording
from bot.spent import ended_by
from bot.views import invitations, participation
from bot.views.message import Message
from bot.views.spent import has, without
from core.domain.errors import WrongStatus
from core.domain.snapshots import Invitation, Joined, Tidied
from core.domain.types import ExchangeStatus, ParticipantStatus

S = ExchangeStatus
GOING_ON = (S.OPEN, S.STALLED, S.DRAWN)


def tidied(content: Tidied, message: dict[str, Any]) -> Message | None:
    """`message` as Slack hands it over; None when all of its buttons still work, or somebody has
    pressed them meanwhile."""
    if content.invitation and has(message, _asks):
        return _answered(content.invitation, message)
    is_settled, is_over = ended_by(content.why), ended_by(WrongStatus(content.exchange.status))

    def is_spent(action_id: str, value: str) -> bool:
        return is_settled(action_id, value) or is_over(action_id, value)

    if not has(message, is_spent):
        return None
    return without(message, is_spent, wording.explain(content.why))


def _answered(invitation: Invitation, message: dict[str, Any]) -> Message | None:
    """What whoever pressed Accept or Decline would read in its place."""
    status = invitation.exchange.status
    if invitation.status == ParticipantStatus.JOINED and status in GOING_ON:
        return participation.joined(Joined(invitation.exchange, is_new=True))
    if status not in (S.OPEN, S.STALLED):
        return invitations.shown(invitation)
    # Past its deadline it may still be postponed.
    has_declined = invitation.status == ParticipantStatus.DECLINED and invitation.is_open
    return invitations.shown(invitation) if has_declined and has(message, _declines) else None


def _asks(action_id: str, _value: str) -> bool:
    return action_id in (ids.ACCEPT, ids.DECLINE)


def _declines(action_id: str, _value: str) -> bool:
    return action_id == ids.DECLINE
