"""The delivery report: how many, who failed and why, and never more."""

from __future__ import annotations

import pytest

from bot import ids
from bot.views import deliveries
from core.domain.snapshots import FailedDelivery
from core.domain.types import ExchangeStatus
from tests.unit.views.reading import buttons, mentioned, words
from tests.unit.views.worlds import HOSTILE, a_report, an_exchange, failures, people

ANA, BEN, CAM = people(3)


def test_a_complete_delivery_offers_to_send_one_again() -> None:
    message = deliveries.report(a_report(sent_count=8))

    assert "8 of 8 matches have been sent." in words(message)
    assert mentioned(message) == []
    assert buttons(message).keys() == {ids.RESEND}


def test_those_on_the_way_and_those_not_reached_are_counted() -> None:
    report = a_report(sent_count=5, waiting_count=1, failed=failures(2))

    assert deliveries.progress(report) == (
        "5 of 8 matches have been sent. 1 is on the way. 2 could not be delivered."
    )


def test_a_standstill_says_why_and_that_everything_waits() -> None:
    report = a_report(sent_count=5, waiting_count=3, blocked="token_revoked")

    said = deliveries.progress(report)

    assert said.startswith("5 of 8 matches have been sent. 3 are on the way. At the moment Slack")
    assert deliveries.reason("token_revoked") in said
    assert "goes out by itself" in said
    assert said in words(deliveries.report(report))


def test_a_standstill_that_keeps_nothing_waiting_is_not_mentioned() -> None:
    done = a_report(sent_count=8, blocked="token_revoked")

    assert deliveries.progress(done) == deliveries.progress(a_report(sent_count=8))


def test_failures_are_grouped_by_their_reason() -> None:
    failed = (
        FailedDelivery(ANA, "user_disabled"),
        FailedDelivery(BEN, "some_new_code"),
        FailedDelivery(CAM, "user_deactivated"),
    )

    message = deliveries.report(a_report(failed=failed))

    assert mentioned(message) == [ANA, CAM, BEN]
    assert words(message).count("deactivated") == 1
    assert "“some_new_code”" in words(message)
    assert buttons(message).keys() == {ids.RETRY, ids.RESEND}


@pytest.mark.parametrize("code", sorted(deliveries.REASONS))
def test_known_codes_of_slack_are_put_into_words(code: str) -> None:
    assert code not in deliveries.reason(code)


def test_many_failures_are_cut() -> None:
    message = deliveries.report(a_report(failed=failures(500, codes=60)))

    assert "… and 40 more reasons" in words(message)


def test_what_was_cancelled_is_not_tried_again() -> None:
    over = an_exchange(status=ExchangeStatus.CANCELLED)

    assert buttons(deliveries.report(a_report(over, failed=failures(1)))) == {}


def test_the_notification_names_nobody() -> None:
    report = a_report(an_exchange(name=HOSTILE, status=ExchangeStatus.DRAWN), failed=failures(1))

    message = deliveries.report(report)

    assert message.text == deliveries.progress(report)
    assert HOSTILE in words(message)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 person gives to somebody they gave to before, because"),
        (4, "4 people give to somebody they gave to before, because"),
        (5, "More than half of the people give to somebody they gave to before, because"),
        (8, "More than half of the people give to somebody they gave to before, because"),
    ],
)
def test_it_says_how_many_repeat_unless_that_were_to_say_who(count: int, said: str) -> None:
    report = a_report(sent_count=5, waiting_count=1, failed=failures(2), repeat_count=count)

    assert said in words(deliveries.report(report))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_with_three_people_no_number_is_told(count: int) -> None:
    said = words(deliveries.report(a_report(sent_count=3, repeat_count=count)))

    assert "With 3 people there are only two ways to draw" in said
    assert not any(one in said for one in ("1 person", "2 people", "More than half"))


def test_where_nobody_repeats_nothing_is_said_of_it() -> None:
    assert "before" not in words(deliveries.report(a_report()))
