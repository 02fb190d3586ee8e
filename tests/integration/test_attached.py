"""A file is read from Slack alone, and the token goes nowhere else."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.attached import NoFile, SlackSilent, attached, is_of_slack
from core.domain.errors import FileProblem, FileRefused
from core.rosters.limits import MAX_BYTES
from playground import Person, Playground


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground.start() as running:
        yield running


@dataclass
class Elsewhere:
    """Another web server, which writes down what it is asked."""

    url: str = ""
    answer: tuple[int, dict[str, str], bytes] = (200, {}, b"")
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    there = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            there.asked.append(dict(self.headers))
            status, headers, body = there.answer
            if self.path.startswith("/api/files.info"):
                status, headers = 200, {"Content-Type": "application/json"}
                body = b'{"ok":true,"file":{"url_private_download":"%s/f"}}' % there.url.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    there.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield there
    server.shutdown()
    thread.join()
    server.server_close()


def client_of(slack: Playground) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def upload(slack: Playground, person: Person, data: bytes) -> str:
    content = base64.b64encode(data).decode()
    file = slack._line.run("attach", user=person.id, name="people.csv", content=content)
    return str(file["id"])


def test_what_was_uploaded_is_read(slack: Playground) -> None:
    data = bytes(range(256)) * (MAX_BYTES // 256)

    assert attached(client_of(slack), upload(slack, slack.person("Ana"), data)) == data


def test_a_file_that_is_too_large_is_not_even_fetched(slack: Playground) -> None:
    file_id = upload(slack, slack.person("Ana"), b"x" * (MAX_BYTES + 1))

    with pytest.raises(FileRefused) as refused:
        attached(client_of(slack), file_id)

    assert refused.value.problem == FileProblem.TOO_BIG
    assert "download" not in [call["method"] for call in slack.calls()]


def test_a_file_that_says_it_is_smaller_is_read_no_further(elsewhere: Elsewhere) -> None:
    elsewhere.answer = (200, {}, b"x" * (MAX_BYTES + 1))

    with pytest.raises(FileRefused):
        attached(WebClient(token="xoxb-1", base_url=f"{elsewhere.url}/api/"), "F1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(slack: Playground, elsewhere: Elsewhere, status: int) -> None:
    other = Elsewhere(f"{slack.url}/files-pri/")
    elsewhere.answer = (status, {"Location": other.url}, b"")

    with pytest.raises(NoFile):
        attached(WebClient(token="xoxb-1", base_url=f"{elsewhere.url}/api/"), "F1")

    assert slack.calls() == []


def test_an_error_of_the_host_is_no_file(elsewhere: Elsewhere) -> None:
    elsewhere.answer = (500, {}, b"sorry")

    with pytest.raises(SlackSilent):
        attached(WebClient(token="xoxb-1", base_url=f"{elsewhere.url}/api/"), "F1")


def test_an_address_elsewhere_is_never_asked(
    slack: Playground, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, file = client_of(slack), {"size": 1, "url_private_download": elsewhere.url}
    monkeypatch.setattr(client, "files_info", lambda **_: {"file": file})

    with pytest.raises(NoFile):
        attached(client, "F1")

    assert elsewhere.asked == []


SLACK = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("address", "base", "is_so"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", SLACK, True),
        ("https://slack.com/files-pri/T1-F1/download/a.csv", SLACK, True),
        ("https://files.slack.com/a", "https://www.slack.com/api/", True),
        ("https://files.slack-gov.com/a", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/api/", True),
        ("http://files.slack.com/a", SLACK, False),
        ("https://files.slack.com:8443/a", SLACK, False),
        ("https://files.slack.com.evil.example/a", SLACK, False),
        ("https://evil.example/files.slack.com", SLACK, False),
        ("https://files.slack.com@evil.example/a", SLACK, False),
        ("https://xfiles.slack.com/a", SLACK, False),
        ("https://user:secret@files.slack.com/a", SLACK, False),
        ("https://169.254.169.254/latest", SLACK, False),
        ("file:///etc/passwd", SLACK, False),
        ("https://files.slack.com:port/a", SLACK, False),
        ("http://127.0.0.1:8081/a", "http://127.0.0.1:8080/api/", False),
        ("//files.slack.com/a", SLACK, False),
        ("https://[::1/a", SLACK, False),
        ("", SLACK, False),
    ],
)
def test_only_slacks_own_host_is_asked(address: str, base: str, is_so: bool) -> None:
    assert is_of_slack(address, base) == is_so
