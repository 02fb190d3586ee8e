"""Finding in Slack, by its key, what may have been sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.messenger import SlackMessenger
from core.domain.snapshots import Order
from core.domain.types import DeliveryKind
from core.ports import Blocked, LostReply, RateLimited
from playground import Person, Playground
from tests.builders import TEAM
from tests.integration.sending import HISTORY, OPEN, Counting, an_order, go
from tests.unit.views.worlds import a_match, an_exchange


def test_a_sent_message_is_found_by_its_key(slack_messenger: SlackMessenger, ana: Person) -> None:
    slack_messenger.send(an_order(ana.id, "first"), go)
    order = an_order(ana.id, "second")
    receipt = slack_messenger.send(order, go)
    slack_messenger.send(an_order(ana.id, "third"), go)

    assert slack_messenger.find(order) == receipt


def test_a_message_that_never_arrived_is_not_found(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    slack_messenger.send(an_order(ana.id, "another"), go)
    WebClient(token=slack.bot_token, base_url=slack.api_url).chat_postMessage(
        channel=ana.id,
        text="k1",
        metadata={"event_type": "of_another_app", "event_payload": {"k": "k1"}},
    )

    assert slack_messenger.find(an_order(ana.id, "k1")) is None


def test_nothing_is_found_where_nothing_was_ever_said(
    slack_messenger: SlackMessenger, ana: Person
) -> None:
    assert slack_messenger.find(an_order(ana.id)) is None


def test_it_is_found_on_the_second_page(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    order = an_order(ana.id, "long ago")
    receipt = slack_messenger.send(order, go)
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    for _ in range(200):
        client.chat_postMessage(channel=ana.id, text="chatter")
    pages = Counting(slack, HISTORY)

    assert slack_messenger.find(order) == receipt
    assert pages.now() == 2


def test_only_what_came_since_the_first_try_is_read(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    slack_messenger.send(an_order(ana.id), go)
    later = datetime.now(UTC) + timedelta(days=2)
    order = Order(TEAM, DeliveryKind.MATCH, ana.id, "k1", later, a_match())

    assert slack_messenger.find(order) is None


def test_an_announcement_is_not_looked_for(
    slack: Playground, slack_messenger: SlackMessenger
) -> None:
    calls = Counting(slack, HISTORY)
    order = an_order("C0SANTA", kind=DeliveryKind.ANNOUNCEMENT, content=an_exchange())

    assert slack_messenger.find(order) is None
    assert calls.now() == 0


@pytest.mark.parametrize("method", [OPEN, HISTORY])
def test_a_look_that_fails_says_so(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, method: str
) -> None:
    order = an_order(ana.id)
    slack_messenger.send(order, go)
    for strike, failure in (
        (lambda: slack.rate_limit_next(method, retry_after=7), RateLimited),
        (lambda: slack.drop_request(method), LostReply),
        (lambda: slack.fail(method, error="token_revoked"), Blocked),
    ):
        strike()
        calls = Counting(slack, method)
        with pytest.raises(failure):
            slack_messenger.find(order)
        assert calls.now() == 1
