"""What a process that was frozen before a call does not send any more: seen by whoever listens."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BufferedReader
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.fence import FencedClient, fenced
from bot.messenger import SlackMessenger
from core.domain.snapshots import Order, Receipt
from core.domain.types import ChannelId, DeliveryKind
from core.ports import NotSent
from tests.builders import TEAM
from tests.unit.views.worlds import a_match, an_exchange

BODY = b'{"ok": true, "channel": "D1", "ts": "1.2"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class Listener:
    """A Slack of a kind on a local port: `heard` is how each connection began."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.heard: list[bytes] = []
        self._tls = tls
        self._last: object = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._server.getsockname()[1]}/api/"

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
                self.heard.append(self._listen(connection))

    def _listen(self, connection: socket.socket) -> bytes:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection, connection.makefile("rb") as stream:
            said: bytes = stream.readline()
            if said:
                _read_the_rest(stream)
                connection.sendall(ANSWER)
            return said


def _read_the_rest(stream: BufferedReader) -> None:
    length = 0
    while (header := stream.readline()) != b"\r\n":
        name, _, value = header.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    stream.read(length)


@pytest.fixture(params=["http", "https"])
def listener(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Listener]:
    tls = None
    if request.param == "https":
        certificate = a_certificate(tmp_path)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with listening(tls) as found:
        yield found


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    listener = Listener(tls)
    try:
        yield listener
    finally:
        listener.close()


def a_certificate(folder: Path) -> Path:
    """Of this machine, for an hour, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def answers(*given: bool) -> Callable[[], bool]:
    """May it go? So, and so from then on."""
    left = list(given)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def client_of(listener: Listener) -> FencedClient:
    return FencedClient(token="xoxb-any", base_url=listener.url, timeout=5)


def messenger_of(listener: Listener) -> SlackMessenger:
    client = client_of(listener)
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
