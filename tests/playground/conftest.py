"""A fresh playground for each test, and the sample bot on either of its two ways in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import SHUT_RD

import pytest
from cheroot import wsgi
from flask import Flask, Response, request
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from playground import Playground
from tests.playground.sample_bot import build_app


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground.start() as running:
        running.settle(0.2)
        yield running


@pytest.fixture
def client(slack: Playground) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@contextmanager
def socket_bot(slack: Playground) -> Iterator[None]:
    app = build_app(slack.api_url, slack.bot_token, slack.signing_secret)
    handler = SocketModeHandler(app, slack.app_token)
    handler.client.web_client.base_url = slack.api_url
    handler.connect()
    slack.wait_for_bot()
    try:
        yield
    finally:
        hurry(handler)
        handler.close()


def hurry(handler: SocketModeHandler) -> None:
    """The SDK's `close` waits for a read to end, which takes 3 s when nothing is sent, and for
    somebody who waits a second for the next message."""
    handler.client.current_session.sock.shutdown(SHUT_RD)
    handler.client.closed = True
    handler.client.message_queue.put("")


@contextmanager
def http_bot(slack: Playground) -> Iterator[None]:
    app = build_app(slack.api_url, slack.bot_token, slack.signing_secret)
    handler, web = SlackRequestHandler(app), Flask("bot", root_path="/")

    @web.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    server = wsgi.Server(("127.0.0.1", 0), web, numthreads=4)
    server.shutdown_timeout = 1
    server.request_queue_size = 256
    server.expiration_interval = 0.02
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    slack.use_http(f"http://127.0.0.1:{server.bind_addr[1]}/slack/events")
    try:
        yield
    finally:
        server.stop()
        thread.join()


@pytest.fixture(params=["socket", "http"])
def bot(slack: Playground, request: pytest.FixtureRequest) -> Iterator[None]:
    with socket_bot(slack) if request.param == "socket" else http_bot(slack):
        yield


@pytest.fixture
def socket(slack: Playground) -> Iterator[None]:
    with socket_bot(slack):
        yield


@pytest.fixture
def http(slack: Playground) -> Iterator[None]:
    with http_bot(slack):
        yield
