"""Stands where Slack's Web API does, and keeps what people are shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import StreamRequestHandler, TCPServer
from typing import Any, BinaryIO
from urllib.parse import parse_qs

Json = dict[str, Any]

TEAM = "T0SANTA"
#: What people send, wherever they have it.
FILE = "people.csv"


class Slack:
    """`users` is what `users.info` says of each, and `file` what is in every file that people send;
    `shown` all that was opened, posted or answered since somebody emptied it."""

    def __init__(self, users: Mapping[str, Json], file: bytes, url: str) -> None:
        self.users = users
        self.file = file
        self.url = url
        self.shown: list[Json] = []

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def response_url(self) -> str:
        return f"{self.url}/hooks/answer"

    def reply(self, method: str, given: Json) -> bytes:
        return self.file if method == FILE else json.dumps(self.answer(method, given)).encode()

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
                there = f"{self.url}/{FILE}"
                return {"ok": True, "file": {"id": given["file"], "url_private_download": there}}
            case "files.getUploadURLExternal":
                return {"ok": True, "file_id": "F1", "upload_url": f"{self.url}/uploaded"}
            case "files.completeUploadExternal":
                self.shown.append(given)
                return {"ok": True, "files": [{"id": "F1"}]}
            case "conversations.open":
                return {"ok": True, "channel": {"id": "D0"}}
            case "usergroups.list":
                return {"ok": True, "usergroups": []}
        self.shown.append(given)
        return {"ok": True, "view": {}, "ts": "1.1", "channel": "C0SANTA"}


@contextmanager
def running(users: Mapping[str, Json], file: bytes) -> Iterator[Slack]:
    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            path, headers = _head(self.rfile)
            body = self.rfile.read(int(headers.get("content-length", 0))).decode()
            given = _read(body, headers.get("content-type", ""))
            said = slack.reply(path.rsplit("/", 1)[-1], given)
            head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(said)}\r\n\r\n"
            self.wfile.write(head.encode() + said)

    server = TCPServer(("127.0.0.1", 0), Handler)
    slack = Slack(users, file, f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _head(request: BinaryIO) -> tuple[str, dict[str, str]]:
    """The path that is asked for, and the headers. `http.server` reads them like those of an
    e-mail, which would take a tenth of the time of all that is played."""
    path = request.readline().decode().split()[1]
    headers = {}
    while line := request.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return path, headers


def _read(body: str, content_type: str) -> Json:
    if body and content_type.startswith("application/json"):
        found: Json = json.loads(body)
        return found
    return {name: values[0] for name, values in parse_qs(body).items()}
