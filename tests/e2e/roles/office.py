"""The people of the table, and what is there that they can press."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.types import UserId
from tests.builders import OTHER_TEAM, TEAM
from tests.e2e.roles.slack import Json

OUTSIDER = UserId("U0OUTSIDE")
INVITED = UserId("U0INVITED")
PARTICIPANT = UserId("U0PARTIC")
GIVER = UserId("U0GIVER")
RECIPIENT = UserId("U0RECIP")
ORGANIZER = UserId("U0ORGANI")
CO_ORGANIZER = UserId("U0COORGA")
ADMIN = UserId("U0ADMIN")
STRANGER = UserId("U0STRANGE")
#: Somebody whom others name.
NAMED = UserId("U0NAMED")

#: The columns of the table. Those who organize take no part; the giver and the recipient are one
#: pair of three, and the participant gives to the giver.
ROLES = {
    "outsider": OUTSIDER,
    "invited": INVITED,
    "participant": PARTICIPANT,
    "giver": GIVER,
    "recipient": RECIPIENT,
    "organizer": ORGANIZER,
    "co-organizer": CO_ORGANIZER,
    "workspace admin": ADMIN,
    "other workspace": STRANGER,
}
STATES = ("open", "stalled", "drawn", "completed", "cancelled")
#: All who take part, each followed by whom they give to.
CIRCLE = (PARTICIPANT, GIVER, RECIPIENT)
#: What stands where a button would carry the id of something that is not there.
NOTHING = "0" * 32


@dataclass(frozen=True)
class Office:
    """What the buttons of the table carry: ids of what is there.

    `message` is one from the giver to the recipient, and `report` one of another. `asked` and
    `agreed` are requests to open a match; `rescue` is of a gift in another's place.
    """

    exchange: str
    exclusion: str
    roster: str
    message: str = NOTHING
    report: str = NOTHING
    asked: str = NOTHING
    agreed: str = NOTHING
    rescue: str = NOTHING

    def with_ids(self, value: str) -> str:
        """`value` with the ids themselves where it names them."""
        for name, found in vars(self).items():
            value = value.replace(f"<{name}>", found)
        return value


def users() -> dict[str, Json]:
    """What Slack says of them."""
    return {
        who: {
            "id": who,
            "team_id": OTHER_TEAM if who == STRANGER else TEAM,
            "name": who.lower(),
            "tz": "Europe/Berlin",
            "is_admin": who == ADMIN,
        }
        for who in (*ROLES.values(), NAMED)
    }
