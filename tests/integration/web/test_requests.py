"""The HTTP side over real sockets: what is not Slack's gets nowhere."""

from __future__ import annotations

import json
import logging
import threading
import time

import flask
import pytest
from werkzeug.datastructures import Headers

from bot.guard import MAX_BODY, SignatureGuard
from bot.readiness import Bounded, first_reason
from bot.web import CannotListen, WebServer, create_web
from tests.integration.web.side import CANARY, NOW, PATH, SECRET, Slack, signed


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
