"""The measure of all commands: a Bolt app that does nothing but answer, on the server that Kringle
uses. It is what Bolt's own documentation shows, with `process_before_response`.

    python -m benchmarks.bare PORT
"""

from __future__ import annotations

import os
import signal
import sys

import flask
from slack_bolt import Ack, App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient

from bot.web import WebServer


def create_app() -> App:
    """It verifies signatures itself and asks once who it is, at the start."""
    app = App(
        client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=True,
    )

    @app.command("/santa")
    def answer(ack: Ack) -> None:
        ack("You are in.")

    return app


def main(port: int) -> None:
    handler = SlackRequestHandler(create_app())
    web = flask.Flask(__name__)

    @web.post("/slack/events")
    def events() -> flask.Response:
        return handler.handle(flask.request)

    @web.get("/readyz")
    def ready() -> str:
        return "ready"

    server = WebServer(web, "127.0.0.1", port)
    server.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
