"""The HTTP side over real sockets: what is not Slack's gets nowhere and breaks nothing."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import flask
import pytest
from werkzeug.datastructures import Headers

from bot import http_server
from bot.guard import MAX_BODY, SignatureGuard
from bot.readiness import Bounded, first_reason
from bot.web import CannotListen, WebServer, create_web

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_796_000_000
CANARY = "canary-U0RECIPIENT"
PATH = "/slack/events"


@dataclass
class Slack:
    """What arrived behind the guard, and the server in front of it."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    reason: str | None = None

    def handle(self, request: flask.Request) -> flask.Response:
        self.bodies.append(request.get_data())
        return flask.Response("handled")

    def readiness(self) -> str | None:
        return self.reason

    def request(
        self,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        method: str = "POST",
        path: str = PATH,
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            response.body = response.read()  # type: ignore[attr-defined]
            return response
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        """Everything that comes back for these bytes, until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as sock:
            sock.sendall(data)
            return received(sock)


def received(sock: socket.socket) -> bytes:
    answer = b""
    try:
        while piece := sock.recv(65536):
            answer += piece
    except ConnectionError:
        pass  # it hung up with bytes unread
    return answer


def signed(body: bytes, *, at: int = NOW, secret: str = SECRET) -> dict[str, str]:
    text = b"v0:%d:%s" % (at, body)
    signature = "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": signature}


@pytest.fixture(scope="module")
def running() -> Iterator[Slack]:
    slack = Slack()
    app = create_web(
        handle=slack.handle,
        signing_secret=SECRET,
        readiness=slack.readiness,
        now=lambda: float(NOW),
    )
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    slack.port = server.port
    yield slack
    server.stop()


@pytest.fixture
def slack(running: Slack) -> Slack:
    running.bodies.clear()
    running.reason = None
    return running


def test_a_signed_request_arrives_whole(slack: Slack) -> None:
    body = "text=Füße &".encode() * 1000

    response = slack.request(body, signed(body))

    assert response.status == 200
    assert slack.bodies == [body]


def test_a_chunked_request_arrives_whole(slack: Slack) -> None:
    body = b"payload=" + b"x" * 200_000
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items()).encode()
    start = b"POST %s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n%s\r\n" % (PATH.encode(), headers)

    answer = slack.raw(start + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

    assert answer.startswith(b"HTTP/1.1 200")
    assert slack.bodies == [body]


@pytest.mark.parametrize("skew", [-300, 300])
def test_five_minutes_are_young_enough(slack: Slack, skew: int) -> None:
    assert slack.request(b"x", signed(b"x", at=NOW + skew)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(b"other"),
        signed(b"body", secret="another"),
        signed(b"body", at=NOW - 301),
        signed(b"body", at=NOW + 301),
        {**signed(b"body"), "X-Slack-Signature": ""},
        {**signed(b"body"), "X-Slack-Signature": "v0="},
        {**signed(b"body"), "X-Slack-Signature": "v0=\xe9"},
        *(
            {**signed(b"body"), "X-Slack-Request-Timestamp": text}
            for text in ("nan", "", "1e9", "inf", f"{NOW}.0", f"+{NOW}", f"{NOW}0", "-" + "9" * 10)
        ),
    ],
)
def test_what_slack_did_not_sign_just_now_is_refused_and_not_logged(
    slack: Slack, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    response = slack.request(b"body", headers)

    assert (response.status, response.body) == (401, b"")  # type: ignore[attr-defined]
    assert slack.bodies == []
    assert "body" not in caplog.text


def test_a_signature_of_bytes_that_are_no_text_is_taken(slack: Slack) -> None:
    body = b"\xff\xfe" + b"\x00"

    assert slack.request(body, signed(body)).status == 200


def test_refusals_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    times = [float(NOW)]
    guard = SignatureGuard(SECRET, lambda: times[-1])

    for _ in range(15):
        guard.is_genuine(Headers(), b"x")
    times.append(NOW + 61.0)
    guard.is_genuine(Headers(), b"x")

    assert [record.__dict__["count"] for record in caplog.records] == [1, 15]


def test_a_body_of_the_largest_size_is_taken(slack: Slack) -> None:
    body = b"x" * MAX_BODY

    assert slack.request(body, signed(body)).status == 200


@pytest.mark.parametrize("length", [MAX_BODY + 1, 10**9, 10**30])
def test_a_larger_body_is_refused_before_it_is_sent(slack: Slack, length: int) -> None:
    start = b"POST %s HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (PATH.encode(), length)

    assert slack.raw(start).split()[1] == b"413"


@pytest.mark.parametrize("size", [MAX_BODY + 1, 10**9, 10**15])
def test_a_larger_chunk_is_refused_before_it_is_kept(slack: Slack, size: int) -> None:
    start = b"POST %s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" % PATH.encode()
    sent = b"x" * min(size, MAX_BODY + 1)

    answer = slack.raw(start + b"%x\r\n" % size + sent + b"\r\n0\r\n\r\n")

    assert answer == b"" or answer.split()[1] == b"413"
    assert slack.bodies == []


def test_many_small_chunks_are_refused_together(slack: Slack) -> None:
    start = b"POST %s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" % PATH.encode()
    chunks = b"3e8\r\n" + b"x" * 1000 + b"\r\n"

    answer = slack.raw(start + chunks * 1001 + b"0\r\n\r\n")

    assert answer.split()[1] == b"413"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_not_allowed(slack: Slack, method: str) -> None:
    assert slack.request(method=method).status == 405


def test_another_path_is_not_found_in_few_words(slack: Slack) -> None:
    response = slack.request(path="/slack/other")

    assert (response.status, response.body) == (404, b"")  # type: ignore[attr-defined]


def test_no_version_is_advertised(slack: Slack) -> None:
    assert slack.request(method="GET", path="/healthz").headers["Server"] == "Kringle"


def test_health_and_readiness(slack: Slack) -> None:
    alive = slack.request(method="GET", path="/healthz")
    ready = slack.request(method="GET", path="/readyz")
    slack.reason = "the schema is behind"
    unready = slack.request(method="GET", path="/readyz")

    assert (alive.status, json.loads(alive.body)) == (200, {"status": "ok"})  # type: ignore[attr-defined]
    assert ready.status == 200
    assert unready.status == 503
    assert b"the schema is behind" in unready.body  # type: ignore[attr-defined]


def test_the_first_reason_counts() -> None:
    good, bad, worse = (lambda: None), (lambda: "bad"), (lambda: "worse")

    assert first_reason()() is None
    assert first_reason(good, good)() is None
    assert first_reason(good, bad, worse)() == "bad"


def test_a_check_that_hangs_keeps_one_thread_and_nobody_waiting() -> None:
    answered, quiet = threading.Event(), threading.active_count()

    def hang() -> str | None:
        answered.wait()
        return None

    check = Bounded(hang, 0.01, "late")

    assert [check() for _ in range(20)] == ["late"] * 20
    assert threading.active_count() == quiet + 1
    answered.set()
    patient = Bounded(hang, 5, "late")
    assert patient() is None


def test_a_check_that_breaks_breaks_for_whoever_asked() -> None:
    check = Bounded(lambda: str(1 / 0), 5, "late")

    with pytest.raises(ZeroDivisionError):
        check()


def test_without_a_handler_there_is_no_way_in_for_slack() -> None:
    web = create_web(handle=None, signing_secret=None, readiness=lambda: None, now=time.time)

    client = web.test_client()

    assert client.post(PATH, data=b"x").status_code == 404
    assert client.get("/healthz").status_code == 200


def test_a_handler_without_a_secret_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="signing secret"):
        create_web(
            handle=lambda request: flask.Response(),
            signing_secret=None,
            readiness=lambda: None,
            now=time.time,
        )


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


def test_a_taken_port_is_said_in_words(slack: Slack) -> None:
    app = create_web(handle=None, signing_secret=None, readiness=lambda: None, now=time.time)
    second = WebServer(app, "127.0.0.1", slack.port)

    with pytest.raises(CannotListen, match=f"port {slack.port}"):
        second.start()
    second.stop()


def test_stopping_twice_is_harmless_and_frees_the_port() -> None:
    app = create_web(handle=None, signing_secret=None, readiness=lambda: None, now=time.time)
    first = WebServer(app, "127.0.0.1", 0)
    first.start()
    first.stop()
    first.stop()

    second = WebServer(app, "127.0.0.1", first.port)
    second.start()
    second.stop()


def test_a_broken_handler_tells_nobody_why() -> None:
    def broken(request: flask.Request) -> flask.Response:
        raise RuntimeError(CANARY)

    app = create_web(
        handle=broken, signing_secret=SECRET, readiness=lambda: None, now=lambda: float(NOW)
    )
    response = app.test_client().post(PATH, data=b"x", headers=signed(b"x"))

    assert (response.status_code, response.data) == (500, b"")
