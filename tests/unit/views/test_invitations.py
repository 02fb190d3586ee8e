"""The form, the message that asks, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import ids
from bot.views import home, invitations, overview
from core.domain.errors import RefusedAs
from core.domain.snapshots import Invited
from core.domain.types import ExchangeStatus, ParticipantStatus
from tests.unit.views.reading import buttons, fields, mentioned, moments, of_type, words
from tests.unit.views.worlds import (
    DRAW_AT,
    HOSTILE,
    NOW,
    ORGANIZER,
    a_full_invited,
    an_exchange,
    an_invitation,
    an_involvement,
    people,
)

P = ParticipantStatus
ASKED = an_invitation(an_exchange(name=HOSTILE))
SENTENCES = {
    ExchangeStatus.OPEN: "the deadline has passed",
    ExchangeStatus.STALLED: "the deadline has passed",
    ExchangeStatus.DRAWN: "names have been drawn",
    ExchangeStatus.COMPLETED: "it is over",
    ExchangeStatus.CANCELLED: "it was cancelled",
}


def test_an_invitation_says_who_when_and_what_and_asks() -> None:
    message = invitations.shown(ASKED)

    assert mentioned(message) == [ORGANIZER]
    assert HOSTILE in words(message)
    assert moments(message) == [int(DRAW_AT.timestamp())]
    assert list(buttons(message)) == [ids.ACCEPT, ids.DECLINE]
    assert {one["value"] for one in buttons(message).values()} == {ASKED.exchange.exchange_id}
    assert "nobody is told" in words(message)


def test_a_reminder_can_be_the_last() -> None:
    message = invitations.reminder(ASKED)

    assert "You have not answered yet" in words(message)
    assert list(buttons(message)) == [ids.ACCEPT, ids.DECLINE, ids.REMINDERS_STOP]
    assert buttons(message)[ids.REMINDERS_STOP]["value"] == ASKED.exchange.exchange_id


def test_who_gets_no_more_reminders_can_have_them_again() -> None:
    message = invitations.shown(replace(ASKED, gets_reminders=False))

    assert "You get no more reminders" in words(message)
    assert ids.REMINDERS_RESUME in buttons(message)


def test_who_has_declined_may_still_join() -> None:
    message = invitations.shown(replace(ASKED, status=ParticipantStatus.DECLINED))

    assert list(buttons(message)) == [ids.ACCEPT]
    assert "Nobody is told" in words(message)


@pytest.mark.parametrize("status", ExchangeStatus)
def test_once_joining_has_closed_it_says_why_and_asks_nothing(status: ExchangeStatus) -> None:
    late = replace(ASKED, exchange=an_exchange(status=status), is_open=False)

    message = invitations.shown(late)

    assert SENTENCES[status] in words(message)
    assert buttons(message) == {}


@pytest.mark.parametrize("status", [P.JOINED, P.DECLINED, P.INVITED])
@pytest.mark.parametrize("is_open", [True, False])
def test_who_wants_no_more_reminders_reads_so_however_late(
    status: ParticipantStatus, is_open: bool
) -> None:
    quiet = replace(ASKED, status=status, is_open=is_open, gets_reminders=False)

    message = invitations.shown(quiet)

    assert words(message).count("You get no more reminders") == 1
    assert ids.REMINDERS_RESUME in buttons(message)


def test_who_declines_late_reads_that_they_take_no_part() -> None:
    late = replace(ASKED, is_open=False)

    assert "You take no part" not in words(invitations.shown(late))
    assert "You take no part" in words(invitations.shown(replace(late, status=P.DECLINED)))


def test_who_is_in_reads_that_they_are() -> None:
    message = invitations.shown(replace(ASKED, status=ParticipantStatus.JOINED))

    assert "You were already in" in words(message)
    assert ids.ACCEPT not in buttons(message)


def test_the_result_names_each_with_the_reason() -> None:
    one, two, three, four, *_ = people(9)
    result = Invited(
        an_exchange(),
        invited=(one,),
        joined=(two,),
        asked=(three,),
        refused=((four, RefusedAs.GUEST),),
    )

    message = invitations.invited(result)

    assert mentioned(message) == [one, two, three, four]
    assert "1 person is invited" in message.text
    assert "guests (1)" in words(message)


def test_of_thousands_the_result_names_a_few_and_counts_all() -> None:
    message = invitations.invited(a_full_invited())

    assert "12000 people are invited" in words(message)
    for count in ("Already in (5000)", "(1000)", "bots and apps (500)", "guests (500)"):
        assert count in words(message)
    assert len(mentioned(message)) <= 7 * invitations.MAX_NAMED


def test_the_form_offers_groups_only_where_there_are_some() -> None:
    without = invitations.invite_form(an_exchange(), [])
    with_some = invitations.invite_form(an_exchange(), [("S1", "*x* <!channel>")])

    assert list(fields(without)) == [ids.INVITE_PEOPLE, ids.INVITE_CHANNEL]
    assert list(fields(with_some)) == [ids.INVITE_PEOPLE, ids.INVITE_CHANNEL, ids.INVITE_GROUP]
    (option,) = fields(with_some)[ids.INVITE_GROUP]["options"]
    assert (option["value"], option["text"]["text"]) == ("S1", "*x* <!channel>")
    assert all(block.get("optional") for block in of_type(with_some, "input"))


def test_an_organizer_learns_how_many_and_not_who() -> None:
    asked = {"is_organizer": True, "invited_count": 12, "declined_count": 3}

    message = overview.status([an_involvement(**asked)], NOW)

    assert "12 have not answered yet, 3 declined" in words(message)
    assert ids.INVITE in buttons(message)
    drawn = an_exchange(status=ExchangeStatus.DRAWN, drawn_at=DRAW_AT)
    late = words(overview.status([an_involvement(drawn, **asked)], NOW))
    assert "3 declined" in late
    assert "answered" not in late  # nobody can any more


def test_home_offers_reminders_again_only_to_whom_they_are_stopped() -> None:
    assert ids.REMINDERS_RESUME not in buttons(home.home([], NOW))
    quiet = home.home([], NOW, gets_reminders=False)
    assert ids.REMINDERS_RESUME in buttons(quiet)
    assert "value" not in buttons(quiet)[ids.REMINDERS_RESUME]
