"""How the people of an exchange stand to it, as its organizers may see it."""

from __future__ import annotations

from enum import StrEnum

from core.domain.types import ParticipantStatus


class Standing(StrEnum):
    """`INVITED` are those who were asked and are not in. Whoever of them has declined did so
    quietly: organizers learn how many that are, and not who."""

    JOINED = "joined"
    INVITED = "invited"
    LEFT = "left"


#: Which of the statuses stand behind each.
STATUSES: dict[Standing, tuple[ParticipantStatus, ...]] = {
    Standing.JOINED: (ParticipantStatus.JOINED,),
    Standing.INVITED: (ParticipantStatus.INVITED, ParticipantStatus.DECLINED),
    Standing.LEFT: (ParticipantStatus.LEFT,),
}
