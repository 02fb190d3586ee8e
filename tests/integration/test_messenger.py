"""Sending through Slack, over real HTTP to the playground, and telling apart how it fails."""

from __future__ import annotations

import gc
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.fence import FencedClient
from bot.messenger import BLOCKING, EVENT_TYPE, UNCLEAR, SlackMessenger, translated
from bot.views import drawing
from core.domain.snapshots import (
    AnonymousMessage,
    Content,
    Exchange,
    Order,
    OrganizerNotice,
    Receipt,
    RefusedAnnouncement,
    ReportedMessage,
    StalledNotice,
)
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus, Side
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from playground import Person, Playground
from tests.builders import TEAM
from tests.unit.views.reading import mentioned
from tests.unit.views.worlds import (
    RECIPIENT,
    TOO_FEW,
    a_match,
    a_report,
    an_exchange,
    an_invitation,
)

SEND, HISTORY, OPEN, UPDATE = (
    "chat.postMessage",
    "conversations.history",
    "conversations.open",
    "chat.update",
)


@pytest.fixture(scope="module")
def running() -> Iterator[Playground]:
    with Playground.start() as slack:
        yield slack


@pytest.fixture
def slack(running: Playground) -> Iterator[Playground]:
    running.complaints(forget=True)
    yield running
    running.clear_faults()


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.person("Ana")


@pytest.fixture
def messenger(slack: Playground) -> SlackMessenger:
    return messenger_at(slack.api_url, slack.bot_token)


def messenger_at(url: str, token: str) -> SlackMessenger:
    client = FencedClient(token=token, base_url=url, timeout=1)
    return SlackMessenger(lambda team_id: client)


def go() -> bool:
    return True


def an_order(
    addressee_id: str,
    key: str = "k1",
    kind: DeliveryKind = DeliveryKind.MATCH,
    content: Content | None = None,
) -> Order:
    return Order(TEAM, kind, addressee_id, key, datetime.now(UTC), content or a_match())


def a_refresh(exchange: Exchange, place: Receipt) -> Order:
    order = an_order(place.channel_id, kind=DeliveryKind.REFRESH, content=exchange)
    return replace(order, place=place)


class Counting:
    """How many calls of a method the bot has made since."""

    def __init__(self, slack: Playground, method: str = SEND) -> None:
        self._slack, self._method = slack, method
        self._before = len(slack.calls(method))

    def now(self) -> int:
        return len(self.new())

    def new(self) -> list[dict[str, Any]]:
        return self._slack.calls(self._method)[self._before :]


def test_a_message_arrives_marked_and_without_previews(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    calls = Counting(slack)

    receipt = messenger.send(an_order(ana.id, "opaque"), go)

    (call,) = calls.new()
    (message,) = ana.direct_messages
    assert receipt == Receipt(ChannelId(ana.dm.id), message.ts)
    assert call["args"]["channel"] == ana.id
    assert "opaque" in str(call["args"]["metadata"])
    for preview in ("unfurl_links", "unfurl_media", "link_names"):
        assert str(call["args"][preview]).lower() in ("false", "0")
    assert call["args"]["parse"] == "none"
    assert slack.complaints() == []


def test_the_mark_is_kept_with_the_message_and_says_nothing(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    receipt = messenger.send(an_order(ana.id, "opaque"), go)

    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    history = client.conversations_history(channel=receipt.channel_id, include_all_metadata=True)
    (message,) = history["messages"]
    assert message["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"k": "opaque"}}
    assert RECIPIENT not in message["text"]


KINDS: dict[str, tuple[DeliveryKind, Content, str]] = {
    "announcement": (DeliveryKind.ANNOUNCEMENT, an_exchange(), "Join"),
    "wishes": (DeliveryKind.WISHES, an_exchange(status=ExchangeStatus.DRAWN), "has changed"),
    "stalled": (
        DeliveryKind.STALLED,
        StalledNotice(an_exchange(status=ExchangeStatus.STALLED), TOO_FEW),
        "Postpone",
    ),
    "broken": (
        DeliveryKind.BROKEN,
        an_exchange(status=ExchangeStatus.STALLED),
        "something went wrong in Kringle itself",
    ),
    "undrawable": (
        DeliveryKind.UNDRAWABLE,
        StalledNotice(an_exchange(), TOO_FEW),
        "Somebody added an exclusion",
    ),
    "reconsider": (DeliveryKind.RECONSIDER, an_exchange(), "Your exclusions"),
    "unannounced": (
        DeliveryKind.UNANNOUNCED,
        RefusedAnnouncement(an_exchange(), "not_in_channel"),
        "/invite",
    ),
    "outdated": (
        DeliveryKind.OUTDATED,
        RefusedAnnouncement(an_exchange(), "is_inactive"),
        "unarchive",
    ),
    "report": (DeliveryKind.REPORT, a_report(), "8"),
    "invitation": (DeliveryKind.INVITATION, an_invitation(), "Accept"),
    "reminder": (DeliveryKind.REMINDER, an_invitation(), "No more reminders"),
    "cancelled": (
        DeliveryKind.CANCELLED,
        an_exchange(status=ExchangeStatus.CANCELLED),
        "cancelled",
    ),
    "organizer": (
        DeliveryKind.ORGANIZER,
        OrganizerNotice(an_exchange(), RECIPIENT),
        "made you an organizer",
    ),
    "relieved": (DeliveryKind.RELIEVED, an_exchange(), "organize Winter in the office any more"),
    "anonymous": (
        DeliveryKind.ANONYMOUS,
        AnonymousMessage(an_exchange(), "m", Side.GIVER, "Tea?"),
        "Your Secret Santa",
    ),
    "talk_report": (
        DeliveryKind.TALK_REPORT,
        ReportedMessage(an_exchange(), "m", "Rude words"),
        "Stop this writer",
    ),
}


@pytest.mark.parametrize(("kind", "content", "says"), KINDS.values(), ids=KINDS.keys())
def test_each_kind_of_message_is_taken_by_slack(
    slack: Playground,
    messenger: SlackMessenger,
    ana: Person,
    kind: DeliveryKind,
    content: Content,
    says: str,
) -> None:
    messenger.send(an_order(ana.id, kind=kind, content=content), go)

    (message,) = ana.direct_messages
    assert says.lower() in str(message).lower()
    assert slack.complaints() == []


def test_every_kind_of_message_is_tried() -> None:
    elsewhere = {DeliveryKind.MATCH, DeliveryKind.REFRESH}

    assert {kind for kind, _, _ in KINDS.values()} == set(DeliveryKind) - elsewhere


def test_what_a_deactivated_person_would_never_read_is_not_sent(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    kind, content, _ = KINDS["anonymous"]
    messenger.send(an_order(ana.id, "one", kind, content), go)
    slack.deactivate(ana)
    calls = Counting(slack)

    with pytest.raises(Refused) as refused:
        messenger.send(an_order(ana.id, "two", kind, content), go)

    assert refused.value.error == "user_disabled"
    assert calls.now() == 0


@pytest.mark.parametrize("trouble", ["fail", "rate_limit_next", "lose_reply"])
def test_while_slack_does_not_say_who_is_deactivated_it_is_sent(
    slack: Playground, messenger: SlackMessenger, ana: Person, trouble: str
) -> None:
    kind, content, _ = KINDS["anonymous"]
    getattr(slack, trouble)("users.info")

    messenger.send(an_order(ana.id, "one", kind, content), go)

    assert len(ana.direct_messages) == 1


def test_a_match_mentions_its_recipient_alone() -> None:
    assert mentioned(drawing.match(a_match())) == [RECIPIENT]


def test_the_client_of_the_right_workspace_is_asked(slack: Playground) -> None:
    asked = []

    def client_for(team_id: str) -> WebClient:
        asked.append(team_id)
        return FencedClient(token=slack.bot_token, base_url=slack.api_url, timeout=1)

    ana = slack.person("Ana")
    order = an_order(ana.id)
    SlackMessenger(client_for).send(order, go)
    SlackMessenger(client_for).find(order)

    assert asked == [TEAM, TEAM]


def test_a_sent_message_is_found_by_its_key(messenger: SlackMessenger, ana: Person) -> None:
    messenger.send(an_order(ana.id, "first"), go)
    order = an_order(ana.id, "second")
    receipt = messenger.send(order, go)
    messenger.send(an_order(ana.id, "third"), go)

    assert messenger.find(order) == receipt


def test_a_message_that_never_arrived_is_not_found(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    messenger.send(an_order(ana.id, "another"), go)
    WebClient(token=slack.bot_token, base_url=slack.api_url).chat_postMessage(
        channel=ana.id,
        text="k1",
        metadata={"event_type": "of_another_app", "event_payload": {"k": "k1"}},
    )

    assert messenger.find(an_order(ana.id, "k1")) is None


def test_nothing_is_found_where_nothing_was_ever_said(
    messenger: SlackMessenger, ana: Person
) -> None:
    assert messenger.find(an_order(ana.id)) is None


def test_it_is_found_on_the_second_page(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    order = an_order(ana.id, "long ago")
    receipt = messenger.send(order, go)
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    for _ in range(200):
        client.chat_postMessage(channel=ana.id, text="chatter")
    pages = Counting(slack, HISTORY)

    assert messenger.find(order) == receipt
    assert pages.now() == 2


def test_only_what_came_since_the_first_try_is_read(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    messenger.send(an_order(ana.id), go)
    later = datetime.now(UTC) + timedelta(days=2)
    order = Order(TEAM, DeliveryKind.MATCH, ana.id, "k1", later, a_match())

    assert messenger.find(order) is None


def test_an_announcement_is_not_looked_for(slack: Playground, messenger: SlackMessenger) -> None:
    calls = Counting(slack, HISTORY)
    order = an_order("C0SANTA", kind=DeliveryKind.ANNOUNCEMENT, content=an_exchange())

    assert messenger.find(order) is None
    assert calls.now() == 0


def test_an_announcement_is_written_anew(slack: Playground, messenger: SlackMessenger) -> None:
    ana = slack.person("Ana")
    channel = slack.channel("santa-again", members=[ana])
    exchange = an_exchange(joined_count=3)
    order = an_order(channel.id, kind=DeliveryKind.ANNOUNCEMENT, content=exchange)
    receipt = messenger.send(order, go)

    again = messenger.send(a_refresh(an_exchange(joined_count=77), receipt), go)

    (message,) = ana.sees(channel)
    assert again == receipt
    assert "77" in str(message)
    assert slack.complaints() == []


SEND_CODES = {
    "user_disabled": Refused("user_disabled"),
    "channel_not_found": Refused("channel_not_found"),
    "is_archived": Refused("is_archived"),
    "ratelimited": RateLimited(timedelta(seconds=1)),
    **{code: Blocked(code) for code in sorted(BLOCKING)},
    **{code: LostReply(code) for code in sorted(UNCLEAR)},
}


@pytest.mark.parametrize(("code", "expected"), SEND_CODES.items(), ids=SEND_CODES.keys())
def test_an_error_code_becomes_the_right_failure(
    slack: Playground, messenger: SlackMessenger, ana: Person, code: str, expected: SendError
) -> None:
    slack.fail(SEND, error=code)
    calls = Counting(slack)

    with pytest.raises(type(expected)) as failed:
        messenger.send(an_order(ana.id), go)

    assert vars(failed.value) == vars(expected)
    assert calls.now() == 1
    assert ana.direct_messages == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_slack_may_have_sent_it(
    slack: Playground, messenger: SlackMessenger, ana: Person, status: int
) -> None:
    slack.fail(SEND, error="", status=status)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        messenger.send(an_order(ana.id), go)

    assert failed.value.error == f"http_{status}"
    assert calls.now() == 1


@pytest.mark.parametrize("code", ["invalid_auth", "channel_not_found", "ratelimited"])
@pytest.mark.parametrize("status", [201, 400, 401, 403, 404, 503])
def test_what_slack_does_not_say_with_status_200_is_not_believed(
    slack: Playground, messenger: SlackMessenger, ana: Person, status: int, code: str
) -> None:
    slack.fail(SEND, error=code, status=status)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        messenger.send(an_order(ana.id), go)

    assert failed.value.error == code
    assert calls.now() == 1


@pytest.mark.parametrize("seconds", [1, 42])
def test_too_many_requests_say_how_long_to_wait(
    slack: Playground, messenger: SlackMessenger, ana: Person, seconds: int
) -> None:
    slack.rate_limit_next(SEND, retry_after=seconds)
    calls = Counting(slack)

    with pytest.raises(RateLimited) as failed:
        messenger.send(an_order(ana.id), go)

    assert failed.value.retry_after == timedelta(seconds=seconds)
    assert calls.now() == 1
    assert ana.direct_messages == []


def test_a_lost_reply_is_not_repeated_and_then_found(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    order = an_order(ana.id)
    slack.lose_reply(SEND)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        messenger.send(order, go)

    (message,) = ana.direct_messages
    assert (failed.value.error, calls.now()) == ("no_reply", 1)
    assert messenger.find(order) == Receipt(ChannelId(ana.dm.id), message.ts)


def test_a_dropped_request_is_not_repeated_and_then_not_found(
    slack: Playground, messenger: SlackMessenger, ana: Person
) -> None:
    order = an_order(ana.id)
    slack.drop_request(SEND)
    calls = Counting(slack)

    with pytest.raises(LostReply):
        messenger.send(order, go)

    assert (ana.direct_messages, calls.now()) == ([], 1)
    assert messenger.find(order) is None


def test_an_answer_that_takes_too_long_is_a_lost_reply(slack: Playground, ana: Person) -> None:
    client = FencedClient(token=slack.bot_token, base_url=slack.api_url, timeout=1)
    client.timeout = 0.1  # type: ignore[assignment] # a socket takes less than a second, too
    slack.delay(SEND, 0.3)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        SlackMessenger(lambda team_id: client).send(an_order(ana.id), go)
    time.sleep(0.4)  # the playground notes a call once its delay is over

    assert (failed.value.error, calls.now()) == ("no_reply", 1)


def test_nothing_was_sent_when_nobody_listens(ana: Person) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(NotSent) as failed:
        messenger_at(f"http://127.0.0.1:{port}/api/", "xoxb-any").send(an_order(ana.id), go)

    assert failed.value.error == "slack_unreachable"


def test_nothing_was_sent_when_the_name_is_not_known(ana: Person) -> None:
    with pytest.raises(NotSent):
        messenger_at("http://slack.invalid/api/", "xoxb-any").send(an_order(ana.id), go)


def test_a_wrong_token_blocks(slack: Playground, ana: Person) -> None:
    with pytest.raises(Blocked) as failed:
        messenger_at(slack.api_url, "xoxb-wrong").send(an_order(ana.id), go)

    assert failed.value.error == "invalid_auth"


@pytest.mark.parametrize("method", [OPEN, HISTORY])
def test_a_look_that_fails_says_so(
    slack: Playground, messenger: SlackMessenger, ana: Person, method: str
) -> None:
    order = an_order(ana.id)
    messenger.send(order, go)
    for strike, failure in (
        (lambda: slack.rate_limit_next(method, retry_after=7), RateLimited),
        (lambda: slack.drop_request(method), LostReply),
        (lambda: slack.fail(method, error="token_revoked"), Blocked),
    ):
        strike()
        calls = Counting(slack, method)
        with pytest.raises(failure):
            messenger.find(order)
        assert calls.now() == 1


def test_a_refresh_that_fails_says_so(slack: Playground, messenger: SlackMessenger) -> None:
    channel = slack.channel("santa-failing")
    order = an_order(channel.id, kind=DeliveryKind.ANNOUNCEMENT, content=an_exchange())
    receipt = messenger.send(order, go)
    gone = Receipt(receipt.channel_id, "1.000001")

    with pytest.raises(Refused) as refused:
        messenger.send(a_refresh(an_exchange(), gone), go)
    slack.rate_limit_next(UPDATE, retry_after=9)
    calls = Counting(slack, UPDATE)
    with pytest.raises(RateLimited):
        messenger.send(a_refresh(an_exchange(), receipt), go)

    assert refused.value.error == "message_not_found"
    assert calls.now() == 1


def answering(answer: bytes) -> tuple[str, socket.socket]:
    """A server that says this to whoever calls once."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/api/", listener


ODD_ANSWERS = {
    "html": (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", LostReply),
    "a_proxys_404": (b"HTTP/1.1 404 Nothing\r\nContent-Length: 6\r\n\r\n<html>", LostReply),
    "a_list": (
        b"HTTP/1.1 500 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
        LostReply,
    ),
    "not_http": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", LostReply),
    "half_an_answer": (b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n{", LostReply),
    "limits_without_a_number": (
        b"HTTP/1.1 429 Wait\r\nRetry-After: soon\r\nContent-Length: 2\r\n\r\n{}",
        RateLimited,
    ),
    "limits_without_a_word": (
        b"HTTP/1.1 429 Wait\r\nContent-Length: 2\r\n\r\n{}",
        RateLimited,
    ),
}


@pytest.fixture
def swept() -> Iterator[None]:
    """slack_sdk leaves a response that broke off to the garbage collector, which would warn of its
    socket in the middle of some later test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.usefixtures("swept")
@pytest.mark.parametrize(("answer", "failure"), ODD_ANSWERS.values(), ids=ODD_ANSWERS.keys())
def test_an_answer_that_is_not_slacks_is_one_of_the_ports_failures(
    answer: bytes, failure: type[SendError]
) -> None:
    url, listener = answering(answer)

    with listener, pytest.raises(failure) as failed:
        messenger_at(url, "xoxb-any").send(an_order("U0ANA"), go)

    if isinstance(failed.value, RateLimited):
        assert failed.value.retry_after == timedelta(seconds=1)


def test_what_is_no_trouble_of_the_network_is_left_alone() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError
