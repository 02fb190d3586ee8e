"""Data for views: ordinary ones, and ones as large and as hostile as the rules permit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.domain import rules
from core.domain.break_glass import MOST_OPENED
from core.domain.errors import RefusedAs
from core.domain.roster import Standing
from core.domain.snapshots import (
    ConsoleBoard,
    DeliveryReport,
    Drawability,
    Exchange,
    Exclusion,
    ExclusionBoard,
    FailedDelivery,
    Invitation,
    Invited,
    Involvement,
    Match,
    MessageReport,
    Opened,
    Placed,
    Relaxation,
    RosterPage,
    Wishlist,
)
from core.domain.types import (
    Budget,
    ChannelId,
    ExchangeId,
    ExchangeStatus,
    ExclusionId,
    ExclusionKind,
    ParticipantStatus,
    Plan,
    Side,
    TeamId,
    UserId,
    Wish,
    WishId,
)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
DRAW_AT = datetime(2026, 12, 8, 11, 0, tzinfo=UTC)
ORGANIZER = UserId("U0RGANIZER1")
RECIPIENT = UserId("U0RECIPIENT")
HOSTILE = "<!channel> *x* <@U0INJECTED1> <https://evil.example|bank> & :santa: _y_"
NAMES = {
    "ordinary": "Winter in the office",
    "hostile": HOSTILE,
    "long": "<" * 150,
    "emoji": ":santa::gift:🎅",
}


def people(count: int) -> tuple[UserId, ...]:
    return tuple(UserId(f"U{number:010d}") for number in range(count))


def an_exchange(**changes: Any) -> Exchange:
    exchange = Exchange(
        exchange_id=ExchangeId("ex_6f1f2a7c90d84b51"),
        team_id=TeamId("T01"),
        name=NAMES["ordinary"],
        status=ExchangeStatus.OPEN,
        channel_id=ChannelId("C0CHANNEL01"),
        channel_is_private=False,
        organizer_ids=(ORGANIZER,),
        draw_at=DRAW_AT,
        time_zone="Europe/Berlin",
        exchange_on=None,
        budget=None,
        message="",
        joined_count=0,
        drawn_at=None,
    )
    return replace(exchange, **changes)


def a_full_exchange(**changes: Any) -> Exchange:
    full: dict[str, Any] = {
        "name": (HOSTILE * 9)[: rules.MAX_NAME],
        "organizer_ids": people(12),
        "exchange_on": date(2026, 12, 24),
        "budget": Budget(Decimal("999999.99"), "EUR"),
        "message": ("<!channel> *x* :santa:\n" * 200)[: rules.MAX_MESSAGE],
        "joined_count": 500,
        "drawn_at": DRAW_AT,
    }
    return an_exchange(**full | changes)


def a_draft(**changes: Any) -> Plan:
    """What the form that starts an exchange begins with."""
    draft = Plan(
        key="k" * 32,
        name="",
        channel_id=ChannelId(""),
        channel_is_private=False,
        draw_at=DRAW_AT,
        time_zone="America/Argentina/ComodRivadavia",
    )
    return replace(draft, **changes)


def a_full_plan() -> Plan:
    """The same form, filled in to the brim."""
    full = a_full_exchange()
    return a_draft(
        name=full.name,
        channel_id=full.channel_id,
        exchange_on=full.exchange_on,
        budget=full.budget,
        message=full.message,
        organizer_takes_part=False,
        has_envelopes=True,
    )


def a_wish(number: int = 1, **changes: Any) -> Wish:
    wish = Wish(WishId(f"wi_{number:016d}"), f"Book {number}", "https://books.example/1", "used")
    return replace(wish, **changes)


def a_new_wish() -> Wish:
    return Wish(WishId("wi_new"), "")


def full_wishes(letter: str = "<", link: str = "x") -> tuple[Wish, ...]:
    wish = a_wish(
        title=letter * (rules.MAX_WISH_TITLE // len(letter)),
        link="https://w.example/" + link * (rules.MAX_WISH_LINK - 18),
        note=letter * (rules.MAX_WISH_NOTE // len(letter)),
    )
    return tuple(
        replace(wish, wish_id=WishId(f"wi_{number:016d}")) for number in range(rules.MAX_WISHES)
    )


def a_full_wishlist(letter: str = "<", link: str = "x") -> Wishlist:
    notes = letter * (rules.MAX_NOTES // len(letter))
    return Wishlist(a_full_exchange(), full_wishes(letter, link), notes, notes)


def a_match(wishlist: Wishlist | None = None, **changes: Any) -> Match:
    exchange = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT, **changes)
    return Match(exchange, RECIPIENT, wishlist or Wishlist(exchange))


def an_exclusion(number: int, kind: ExclusionKind, members: tuple[UserId, ...]) -> Exclusion:
    return Exclusion(ExclusionId(f"{number:032x}"), kind, members, ORGANIZER)


def a_board(exclusions: tuple[Exclusion, ...] = (), **changes: Any) -> ExclusionBoard:
    board = ExclusionBoard(an_exchange(), exclusions, True, DRAWABLE)
    return replace(board, **changes)


DRAWABLE = Drawability(8, True)
TOO_FEW = Drawability(2, False, is_too_few=True)
IMPOSSIBLE = Drawability(8, False, givers=people(3), recipients=people(5)[3:])
ONE_WAY = an_exclusion(7, ExclusionKind.ONE_WAY, (people(3)[0], people(3)[2]))
RELAXABLE = replace(IMPOSSIBLE, relax=Relaxation((ONE_WAY,), is_smallest=True, is_secret=True))
NO_SECRET = replace(IMPOSSIBLE, relax=Relaxation((ONE_WAY,), is_smallest=True, is_secret=False))
PRIVATE = Drawability(8, False, private_count=1)
CERTAIN = Drawability(8, True, forced=people(5), fewest=people(3), fewest_count=1)
HUGE = Drawability(500, False, givers=people(300), recipients=people(200))
FEW_CHOICES = Drawability(8, True, fewest=people(5), fewest_count=2)


def to_remove(count: int, group: int = rules.MAX_GROUP) -> Drawability:
    """An office of 500 that could be drawn without so many groups."""
    groups = tuple(
        an_exclusion(number, ExclusionKind.GROUP, people(500)[number : number + group])
        for number in range(count)
    )
    relax = Relaxation(groups, is_smallest=False, is_secret=True)
    return replace(HUGE, givers=people(300), confined=people(400), relax=relax)


def a_report(exchange: Exchange | None = None, **changes: Any) -> DeliveryReport:
    drawn = exchange or an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)
    return replace(DeliveryReport(drawn, 8, 0, ()), **changes)


def failures(count: int, codes: int = 1) -> tuple[FailedDelivery, ...]:
    return tuple(
        FailedDelivery(user_id, f"code_{index % codes}")
        for index, user_id in enumerate(people(count))
    )


def an_invitation(exchange: Exchange | None = None, **changes: Any) -> Invitation:
    asked = Invitation(
        exchange or an_exchange(), ORGANIZER, ParticipantStatus.INVITED, is_open=True
    )
    return replace(asked, **changes)


def a_full_invited() -> Invited:
    """Of a channel with 20,000 members."""
    refused = [(user_id, reason) for reason in RefusedAs for user_id in people(500)]
    return Invited(
        a_full_exchange(),
        invited=people(12_000),
        joined=people(5000),
        asked=people(1000),
        refused=tuple(refused),
        names_caller=True,
    )


def an_involvement(exchange: Exchange | None = None, **changes: Any) -> Involvement:
    involvement = Involvement(exchange or an_exchange(), is_participant=True, is_organizer=False)
    return replace(involvement, **changes)


def a_full_involvement(status: ExchangeStatus = ExchangeStatus.OPEN) -> Involvement:
    exchange = a_full_exchange(status=status)
    return Involvement(
        exchange,
        is_participant=True,
        is_organizer=True,
        roster=people(500),
        drawability=to_remove(60),
        exclusion_count=1000,
        report=a_report(exchange, sent_count=100, waiting_count=3, failed=failures(397, 50)),
        muted=frozenset(Side),
        invited_count=12_000,
        declined_count=300,
    )


def places(count: int) -> tuple[Placed, ...]:
    """Of every standing, in their order."""
    standings = [*Standing] * count
    return tuple(
        Placed(user_id, standing, NOW if standing == Standing.JOINED else None)
        for user_id, standing in zip(people(count), standings, strict=False)
    )


def a_full_console(status: ExchangeStatus = ExchangeStatus.OPEN) -> ConsoleBoard:
    """Of 10,000 people, in the middle of them."""
    exchange = a_full_exchange(status=status)
    return ConsoleBoard(
        exchange,
        RosterPage(places(50), Standing.INVITED, 99, 199),
        joined_count=5000,
        silent_count=4000,
        declined_count=900,
        left_count=100,
        remindable_count=3500,
        drawability=replace(to_remove(60), private_count=60),
        report=a_report(exchange, sent_count=100, waiting_count=3, failed=failures(397, 50)),
        invitations=MessageReport(9000, 500, failures(500, 60)),
        bulletin=MessageReport(5000, 1, failures(500, 60)),
        openings=(Opened(NOW, *people(2)),) * MOST_OPENED,
    )
