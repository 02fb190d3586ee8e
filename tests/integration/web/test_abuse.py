"""Clients that are broken, slow or hostile: they get nowhere, and nobody else notices."""

from __future__ import annotations

import http.client
import logging
import random
import socket
import threading
import time
from collections.abc import Callable

import pytest

from bot import http_server
from tests.integration.web.side import CANARY, NOW, PATH, Slack, received, signed

MALFORMED = [
    b"GARBAGE\r\n\r\n",
    b"\xff\x00\xfe\r\n\r\n",
    b"GET / HTTP/1.1\n\n",
    b"get / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/x.y\r\n\r\n",
    b"GET / FTP/1.1\r\n\r\n",
    b"GET //[ HTTP/1.1\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
    b"GET http://other/ HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n continued\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"POST /slack/events HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
    b"POST /slack/events HTTP/1.1\r\nContent-Length: five\r\n\r\nhello",
    b"POST /slack/events HTTP/1.1\r\nContent-Length: 1_0\r\n\r\nhello",
    b"POST /slack/events HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello",
    b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nhello",
    b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_http_is_the_clients_error(slack: Slack, data: bytes) -> None:
    answer = slack.raw(data)

    # Nothing at all: it hung up before reading all of an oversized one.
    assert answer == b"" or answer.split()[1] in (b"400", b"413", b"414")
    assert slack.request(method="GET", path="/healthz").status == 200


def test_what_is_left_of_a_chunked_request_is_not_taken_for_another(slack: Slack) -> None:
    inner = b"GET /healthz HTTP/1.1\r\n\r\n"
    start = b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"

    answer = slack.raw(start + inner)

    assert answer.count(b"HTTP/1.1") == 1


def test_requests_that_arrive_together_are_answered_one_after_the_other(slack: Slack) -> None:
    ask = b"GET /%s HTTP/1.1\r\n%s\r\n"

    answer = slack.raw(ask % (b"healthz", b"") + ask % (b"nowhere", b"Connection: close\r\n"))

    assert [part.split()[0] for part in answer.split(b"HTTP/1.1")[1:]] == [b"200", b"404"]


def test_slow_clients_are_hung_up_on(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "READ_SECONDS", 0.5)
    start = b"POST /slack/events HTTP/1.1\r\nContent-Length: 500\r\n\r\n"
    statuses: list[bytes] = []
    crowd = [
        threading.Thread(target=lambda: statuses.append(trickle(slack, start))) for _ in range(8)
    ]

    for client in crowd:
        client.start()
    time.sleep(0.3)
    healthy = slack.request(method="GET", path="/healthz")
    for client in crowd:
        client.join()

    assert healthy.status == 200
    assert set(statuses) <= {b"400", b""}


def test_whoever_connects_and_says_nothing_keeps_nobody_waiting(slack: Slack) -> None:
    silent = [socket.create_connection(("127.0.0.1", slack.port)) for _ in range(40)]

    healthy = slack.request(method="GET", path="/healthz")

    assert healthy.status == 200
    for client in silent:  # it was not answered only when they had been hung up on
        client.setblocking(False)
        with pytest.raises(BlockingIOError):
            client.recv(1)
        client.close()


def trickle(slack: Slack, start: bytes) -> bytes:
    """A byte every so often, which never lets a timeout between two bytes run out."""
    with socket.create_connection(("127.0.0.1", slack.port), timeout=20) as sock:
        sock.sendall(start)
        try:
            for _ in range(40):
                sock.sendall(b"x")
                time.sleep(0.1)
        except ConnectionError:
            return b""
        answer = received(sock)
        return answer.split()[1] if answer else b""


def test_five_thousand_odd_requests_change_nothing(
    slack: Slack, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    chance = random.Random(20261201)
    connection = http.client.HTTPConnection("127.0.0.1", slack.port, timeout=20)

    statuses = {odd_request(connection, chance) for _ in range(5000)}

    connection.close()
    assert statuses == {400, 401, 413}
    assert slack.bodies == []
    shown = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in shown


def odd_request(connection: http.client.HTTPConnection, chance: random.Random) -> int:
    """One request that Slack never sent; its status. The connection is opened anew when closed."""
    body = chance.choice(BODIES)(chance)
    genuine = signed(body, at=NOW + chance.choice([0, -300, 300]))
    headers = {
        "X-Slack-Request-Timestamp": chance.choice(TIMESTAMPS)(chance),
        "X-Slack-Signature": chance.choice(SIGNATURES)(genuine["X-Slack-Signature"], chance),
        "Content-Type": chance.choice(
            ["application/json", "text/plain", "multipart/form-data", ""]
        ),
        "Content-Length": chance.choice([str(len(body))] * 9 + ["-5", "x", str(10**9)]),
        "X-Slack-Retry-Num": noise(chance),
        "Host": chance.choice(["127.0.0.1", "", "a b", "[::1", "x:99999999", CANARY]),
    }
    left_out = chance.choice([*headers, "", "", ""])
    connection.putrequest("POST", PATH, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        if name != left_out or name == "Content-Length":
            connection.putheader(name, value.encode("latin-1", "replace"))
    is_true = headers["Content-Length"] == str(len(body))
    connection.endheaders(body if is_true else None)
    response = connection.getresponse()
    response.read()
    if not is_true:
        connection.close()
    return response.status


def noise(chance: random.Random) -> str:
    return "".join(chance.choice(PRINTABLE) for _ in range(chance.randrange(0, 40)))


PRINTABLE = [chr(code) for code in range(32, 256) if code != 127 and not 128 <= code < 160]
BODIES: list[Callable[[random.Random], bytes]] = [
    lambda chance: CANARY.encode(),
    lambda chance: f"token=x&command=/santa&text={CANARY}".encode(),
    lambda chance: b"payload=%7B" + CANARY.encode(),
    lambda chance: chance.randbytes(chance.randrange(200)) + CANARY.encode(),
]
TIMESTAMPS: list[Callable[[random.Random], str]] = [
    lambda chance: str(NOW),
    lambda chance: str(NOW + chance.choice([-301, 301, -(10**6)])),
    lambda chance: chance.choice(["", "nan", "inf", "-inf", "1e9", "0", "-1", "9" * 400, "²" * 10]),
    noise,
]
SIGNATURES: list[Callable[[str, random.Random], str]] = [
    lambda genuine, chance: "v0=" + "0" * 64,
    lambda genuine, chance: genuine.upper(),
    lambda genuine, chance: genuine[: chance.randrange(len(genuine))],
    lambda genuine, chance: genuine[:-1] + ("0" if genuine[-1] != "0" else "1"),
    lambda genuine, chance: "v1" + genuine[2:],
    lambda genuine, chance: noise(chance),
]


def test_the_words_of_cheroot_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    server = http_server.HttpServer(("127.0.0.1", 0), None, 1)

    server.error_log(f"ValueError({CANARY!r})", logging.ERROR)

    assert "the web server met an error" in caplog.text
    assert CANARY not in caplog.text
