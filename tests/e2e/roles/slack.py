"""Stands where Slack's Web API does, and keeps what people are shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]

TEAM = "T0SANTA"


class Slack:
    """`users` is what `users.info` says of each; `shown` all that was opened, posted or answered
    since somebody emptied it."""

    def __init__(self, users: Mapping[str, Json], url: str) -> None:
        self.users = users
        self.url = url
        self.shown: list[Json] = []

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def response_url(self) -> str:
        return f"{self.url}/hooks/answer"

    def answer(self, method: str, given: Json) -> Json:
        match method:
            case "auth.test":
                return {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}
            case "users.info" if given["user"] in self.users:
                return {"ok": True, "user": self.users[given["user"]]}
            case "users.info":
                return {"ok": False, "error": "user_not_found"}
            case "conversations.info":
                there = {"id": given["channel"], "is_member": True, "is_private": False}
                return {"ok": True, "channel": there}
            case "files.info":
                return {"ok": False, "error": "file_not_found"}
            case "usergroups.list":
                return {"ok": True, "usergroups": []}
        self.shown.append(given)
        return {"ok": True, "view": {}, "ts": "1.1", "channel": "C0SANTA"}


@contextmanager
def running(users: Mapping[str, Json]) -> Iterator[Slack]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            given = _read(self.rfile.read(length).decode(), self.headers.get("Content-Type") or "")
            said = json.dumps(slack.answer(self.path.rsplit("/", 1)[-1], given)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    slack = Slack(users, f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read(body: str, content_type: str) -> Json:
    if body and content_type.startswith("application/json"):
        found: Json = json.loads(body)
        return found
    return {name: values[0] for name, values in parse_qs(body).items()}
