"""How sending through Slack fails, told apart: sent, not sent, or nobody knows."""

from __future__ import annotations

import gc
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.fence import FencedClient
from bot.messenger import BLOCKING, UNCLEAR, SlackMessenger, translated
from core.domain.snapshots import Receipt
from core.domain.types import ChannelId, DeliveryKind
from core.ports import Blocked, LostReply, NotSent, RateLimited, Refused, SendError
from playground import Person, Playground
from tests.integration.sending import SEND, UPDATE, Counting, a_refresh, an_order, go, messenger_at
from tests.unit.views.worlds import an_exchange

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
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, code: str, expected: SendError
) -> None:
    slack.fail(SEND, error=code)
    calls = Counting(slack)

    with pytest.raises(type(expected)) as failed:
        slack_messenger.send(an_order(ana.id), go)

    assert vars(failed.value) == vars(expected)
    assert calls.now() == 1
    assert ana.direct_messages == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_slack_may_have_sent_it(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, status: int
) -> None:
    slack.fail(SEND, error="", status=status)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        slack_messenger.send(an_order(ana.id), go)

    assert failed.value.error == f"http_{status}"
    assert calls.now() == 1


@pytest.mark.parametrize("code", ["invalid_auth", "channel_not_found", "ratelimited"])
@pytest.mark.parametrize("status", [201, 400, 401, 403, 404, 503])
def test_what_slack_does_not_say_with_status_200_is_not_believed(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, status: int, code: str
) -> None:
    slack.fail(SEND, error=code, status=status)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        slack_messenger.send(an_order(ana.id), go)

    assert failed.value.error == code
    assert calls.now() == 1


@pytest.mark.parametrize("seconds", [1, 42])
def test_too_many_requests_say_how_long_to_wait(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, seconds: int
) -> None:
    slack.rate_limit_next(SEND, retry_after=seconds)
    calls = Counting(slack)

    with pytest.raises(RateLimited) as failed:
        slack_messenger.send(an_order(ana.id), go)

    assert failed.value.retry_after == timedelta(seconds=seconds)
    assert calls.now() == 1
    assert ana.direct_messages == []


def test_a_lost_reply_is_not_repeated_and_then_found(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    order = an_order(ana.id)
    slack.lose_reply(SEND)
    calls = Counting(slack)

    with pytest.raises(LostReply) as failed:
        slack_messenger.send(order, go)

    (message,) = ana.direct_messages
    assert (failed.value.error, calls.now()) == ("no_reply", 1)
    assert slack_messenger.find(order) == Receipt(ChannelId(ana.dm.id), message.ts)


def test_a_dropped_request_is_not_repeated_and_then_not_found(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    order = an_order(ana.id)
    slack.drop_request(SEND)
    calls = Counting(slack)

    with pytest.raises(LostReply):
        slack_messenger.send(order, go)

    assert (ana.direct_messages, calls.now()) == ([], 1)
    assert slack_messenger.find(order) is None


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


def test_a_refresh_that_fails_says_so(slack: Playground, slack_messenger: SlackMessenger) -> None:
    channel = slack.channel("santa-failing")
    order = an_order(channel.id, kind=DeliveryKind.ANNOUNCEMENT, content=an_exchange())
    receipt = slack_messenger.send(order, go)
    gone = Receipt(receipt.channel_id, "1.000001")

    with pytest.raises(Refused) as refused:
        slack_messenger.send(a_refresh(an_exchange(), gone), go)
    slack.rate_limit_next(UPDATE, retry_after=9)
    calls = Counting(slack, UPDATE)
    with pytest.raises(RateLimited):
        slack_messenger.send(a_refresh(an_exchange(), receipt), go)

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
