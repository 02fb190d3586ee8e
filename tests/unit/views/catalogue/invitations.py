"""Every view of inviting people and of their answers."""

from __future__ import annotations

from dataclasses import replace

from bot.views import invitations
from core.domain.snapshots import Exchange, Invitation, Invited
from core.domain.types import ParticipantStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import USERGROUPS, Make, each_exchange

SOME = Invited(worlds.an_exchange(), worlds.people(12), worlds.people(2))


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "gathering": invitations.gathering,
        "resumed": invitations.resumed,
        "invited-nobody": lambda: invitations.invited(Invited(worlds.an_exchange())),
        "invited-typical": lambda: invitations.invited(SOME),
        "invited-overfull": lambda: invitations.invited(worlds.a_full_invited()),
    }
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    asked = worlds.an_invitation(exchange)
    made: dict[str, Make] = {
        f"invite-form-{name}": lambda: invitations.invite_form(exchange, USERGROUPS),
        f"reminder-{name}": lambda: invitations.reminder(asked),
        f"invitation-cancelled-{name}": lambda: invitations.cancelled(asked),
    }
    for status in ParticipantStatus:
        for is_open in (True, False):
            one = replace(asked, status=status, is_open=is_open, gets_reminders=is_open)
            made[f"invitation-{status}-{is_open}-{name}"] = _shown(one)
    return made | {
        f"invitation-{name}": _shown(replace(asked, invited_by=None)),
        f"invitation-quiet-{name}": _shown(replace(asked, gets_reminders=False)),
    }


def _shown(invitation: Invitation) -> Make:
    return lambda: invitations.shown(invitation)
