"""What a process that was frozen before a call does not send any more: seen by whoever listens."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from bot.fence import DELIVERED_SECONDS, FencedClient, fenced
from bot.messenger import SlackMessenger
from core.domain.snapshots import Order, Receipt
from core.domain.types import ChannelId, DeliveryKind
from core.ports import LostReply, NotSent
from tests.builders import TEAM
from tests.integration.certified import Certified, certified
from tests.unit.views.worlds import a_match, an_exchange

BODY = b'{"ok": true, "channel": "D1", "ts": "1.2"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
FOUND = b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"


class Listener:
    """A Slack of a kind on a local port: `heard` is all that was said over each connection, `reset`
    how many of them ended with a reset. Without an `answer` it listens until the other side ends.
    """

    def __init__(self, certificate: Certified | None = None, answer: bytes = ANSWER) -> None:
        self.heard: list[bytes] = []
        self.reset = 0
        self.answer = answer
        self.trusted = certificate.client() if certificate else None
        self._tls = certificate.server() if certificate else None
        self._last: object = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/api/"

    def close(self) -> list[bytes]:
        """Everything heard until now: its own connection is the last to be taken."""
        if self._thread.is_alive():
            with socket.socket() as last:
                last.bind(("127.0.0.1", 0))
                self._last = last.getsockname()
                last.connect(self._server.getsockname())
                self._thread.join()
            self._server.close()
        return self.heard

    def _serve(self) -> None:
        while True:
            connection, address = self._server.accept()
            with connection:
                if address == self._last:
                    return
                self.heard.append(b"")
                with suppress(ConnectionError):
                    self._listen(connection)

    def _listen(self, connection: socket.socket) -> None:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection:
            try:
                while piece := connection.recv(65536):
                    self.heard[-1] += piece
                    if self.answer and is_whole(self.heard[-1]):
                        connection.sendall(self.answer)
                        return
            finally:
                self.reset += is_reset(connection)


def is_reset(connection: socket.socket) -> bool:
    """Python's TLS tells of a reset as of any end; but then nobody is at the other side."""
    try:
        connection.getpeername()
    except OSError:
        return True
    return False


def is_whole(said: bytes) -> bool:
    """A request with all of its body."""
    head, end, body = said.partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"]
    return bool(end) and len(body) == int(lengths[0])


@pytest.fixture(params=["http", "https"])
def listener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Listener]:
    with listening(certified(tmp_path) if request.param == "https" else None) as found:
        yield found


@contextmanager
def listening(certificate: Certified | None = None, answer: bytes = ANSWER) -> Iterator[Listener]:
    listener = Listener(certificate, answer)
    try:
        yield listener
    finally:
        listener.close()


def answers(*given: bool) -> Callable[[], bool]:
    """May it go? So, and so from then on."""
    left = list(given)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def client_of(listener: Listener, timeout: int = 5) -> FencedClient:
    return FencedClient(
        token="xoxb-any", base_url=listener.url, timeout=timeout, ssl=listener.trusted
    )


def messenger_of(listener: Listener, timeout: int = 5) -> SlackMessenger:
    client = client_of(listener, timeout)
    return SlackMessenger(lambda team_id: client)


MATCH = Order(TEAM, DeliveryKind.MATCH, "U0ANA", "k1", datetime.now(UTC), a_match())
REFRESH = Order(
    TEAM,
    DeliveryKind.REFRESH,
    "C0SANTA",
    "k2",
    datetime.now(UTC),
    an_exchange(),
    Receipt(ChannelId("C0SANTA"), "1.2"),
)
each_order = pytest.mark.parametrize("order", [MATCH, REFRESH], ids=["message", "refresh"])


def test_what_may_go_goes(listener: Listener) -> None:
    receipt = messenger_of(listener).send(MATCH, answers(True))

    (said,) = listener.close()
    assert receipt == Receipt(ChannelId("D1"), "1.2")
    assert said.startswith(b"POST /api/chat.postMessage")


@each_order
def test_frozen_before_it_connects_it_does_not_connect(listener: Listener, order: Order) -> None:
    with pytest.raises(NotSent) as refused:
        messenger_of(listener).send(order, answers(False))

    assert refused.value.error == "lease_ran_out"
    assert listener.close() == []


@each_order
def test_frozen_while_it_connects_it_says_nothing(listener: Listener, order: Order) -> None:
    with pytest.raises(NotSent) as refused:
        messenger_of(listener).send(order, answers(True, False))

    assert refused.value.error == "lease_ran_out"
    assert listener.close() == [b""]


@each_order
def test_frozen_between_headers_and_body_it_sends_no_body(listener: Listener, order: Order) -> None:
    with pytest.raises(NotSent) as refused:
        messenger_of(listener).send(order, answers(True, True, False))

    assert refused.value.error == "lease_ran_out"
    (said,) = listener.close()
    assert said.endswith(b"\r\n\r\n")
    assert not is_whole(said)
    assert listener.reset == 1


def test_after_the_body_it_is_not_asked_any_more(listener: Listener) -> None:
    receipt = messenger_of(listener).send(MATCH, answers(True, True, True, False))

    assert receipt == Receipt(ChannelId("D1"), "1.2")


def test_what_nobody_waits_for_any_more_is_taken_back(listener: Listener) -> None:
    listener.answer = b""

    with pytest.raises(LostReply):
        messenger_of(listener, timeout=1).send(MATCH, answers(True))

    (said,) = listener.close()
    assert is_whole(said)
    assert listener.reset == 1


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux can be told")
def test_the_system_forgets_what_it_cannot_deliver(listener: Listener) -> None:
    """Seen on the connection itself, each time before something is handed to it."""
    seen: list[tuple[bytes, int]] = []

    def may_go() -> bool:
        seen.extend(options_of(listener))
        return True

    messenger_of(listener).send(MATCH, may_go)

    before_headers, before_body = seen
    assert before_headers == before_body == (struct.pack("ii", 1, 0), DELIVERED_SECONDS * 1000)


def options_of(listener: Listener) -> Iterator[tuple[bytes, int]]:
    """How long the system tries, for connections to this listener: on `close`, and before."""
    for found in psutil.Process().net_connections("tcp4"):
        if found.raddr and found.raddr.port == listener.port:
            with socket.socket(fileno=os.dup(found.fd)) as line:
                yield (
                    line.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8),
                    line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
                )


@pytest.mark.parametrize(
    "headers", [b"Content-Length: %d\r\n", b""], ids=["measured", "to_its_end"]
)
def test_a_long_answer_arrives_whole(listener: Listener, headers: bytes) -> None:
    body = b'{"ok": true, "long": "' + b"x" * 3_000_000 + b'"}'
    told = headers % len(body) if headers else b""
    listener.answer = b"HTTP/1.1 200 OK\r\n%s\r\n%s" % (told, body)

    assert len(client_of(listener).api_test()["long"]) == 3_000_000


def test_nobody_is_followed_elsewhere(listener: Listener) -> None:
    listener.answer = FOUND

    with pytest.raises(LostReply) as lost:
        messenger_of(listener).send(MATCH, answers(True, True, True, False))

    assert lost.value.error == "http_302"
    assert len(listener.close()) == 1


def test_a_fence_ends_with_its_call() -> None:
    with listening() as listener:
        client = client_of(listener)
        with pytest.raises(NotSent), fenced(answers(False)):
            client.api_test()

        assert client.api_test()["ok"]


def test_a_fence_is_its_threads_own() -> None:
    with listening() as listener, fenced(answers(False)):
        client, heard = client_of(listener), []
        other = threading.Thread(target=lambda: heard.append(client.api_test()["ok"]))
        other.start()
        other.join()

    assert heard == [True]


def test_by_a_proxy_it_is_fenced_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = FencedClient(token="xoxb-any", base_url="http://slack.invalid/api/", timeout=5)

        assert client.api_test()["ok"]
        with pytest.raises(NotSent), fenced(answers(True, False)):
            client.api_test()

        first, second = proxy.close()
    assert first.startswith(b"POST http://slack.invalid/api/api.test")
    assert second == b""
