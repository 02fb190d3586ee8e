"""The people of the table, and one exchange as it stands for them in each of its states."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import models
from core.db.session import Database
from core.domain.snapshots import AnonymousMessage, Exchange, ReportedMessage
from core.domain.types import DeliveryKind, ExclusionKind, NewExclusion, Side, UserId
from core.rosters.resolving import Outcome, Resolution, ResolvedRow
from core.rosters.roster import Row
from core.services.registry import Services
from tests.builders import OTHER_TEAM, TEAM, a_plan, a_wish, by, deliver, joins, person
from tests.e2e.roles.slack import Json
from tests.fakes import FakeMessenger
from tests.integration import looking

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
STATES = ("open", "drawn", "cancelled")
THREE = (PARTICIPANT, GIVER, RECIPIENT)


@dataclass(frozen=True)
class Office:
    """What the buttons of the table carry."""

    exchange: str
    exclusion: str
    message: str
    report: str
    roster: str

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


def open_office(
    services: Services, messenger: FakeMessenger, database: Database, state: str
) -> Office:
    exchange = services.exchanges.create(
        by(ORGANIZER), person(ORGANIZER), a_plan(organizer_takes_part=False)
    )
    exchange_id = exchange.exchange_id
    services.organizers.change(by(ORGANIZER), exchange_id, [person(CO_ORGANIZER)], [])
    joins(services, exchange, *THREE)
    for who in THREE:
        services.wishlists.add_item(by(who), exchange_id, a_wish(wish_id="wish"))
    # So that there is one way: the giver to the recipient, who gives to the participant.
    apart = NewExclusion(ExclusionKind.ONE_WAY, (GIVER, PARTICIPANT))
    services.exclusions.add(by(ORGANIZER), exchange_id, [apart])
    services.invitations.invite(by(ORGANIZER), exchange_id, [person(INVITED)])
    file = Resolution((ResolvedRow(Row(1, NAMED), Outcome.INVITED, NAMED),))
    roster = services.rosters.keep(by(ORGANIZER), exchange_id, file)
    deliver(services)
    message, report = "0" * 32, "1" * 32
    if state != "open":
        services.drawing.draw_now(by(ORGANIZER), exchange_id)
        message, report = _talked(services, messenger, exchange)
    if state == "cancelled":
        services.exchanges.cancel(by(ORGANIZER), exchange_id)
        deliver(services)
    (exclusion,) = looking.everything(database, models.Exclusion)
    return Office(exchange_id, exclusion.exclusion_id, message, report, roster.roster_id)


def _talked(services: Services, messenger: FakeMessenger, exchange: Exchange) -> tuple[str, str]:
    """The giver has written twice, and the recipient has reported the first of them: the second
    one, and the report."""
    for key in ("first", "second"):
        services.talk.send(by(GIVER), exchange.exchange_id, Side.GIVER, "Tea?", key=key)
        deliver(services)
    first, second = [
        order.content.message_id
        for order in messenger.arrived
        if isinstance(order.content, AnonymousMessage) and order.addressee_id == RECIPIENT
    ]
    services.talk.report(by(RECIPIENT), first)
    deliver(services)
    reports = [one.content for one in messenger.arrived if one.kind == DeliveryKind.TALK_REPORT]
    report = reports[0]
    assert isinstance(report, ReportedMessage)
    return second, report.report_id
