"""The doctor against a Slack of its own: each thing that can be wrong has its line and its cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import flask
import pytest

from bot import doctor
from bot.doctor import SCOPES, Finding
from bot.web import WebServer
from core.crypto import MasterKeys
from playground import Playground
from tests.integration.test_operator import key, run, seal_something

BOT_TOKEN = "xoxb-1-secret"
APP_TOKEN = "xapp-1-secret"


@dataclass
class Slack:
    """Answers the two methods that the doctor calls."""

    url: str = ""
    scopes: str | None = ",".join(SCOPES)
    refusals: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    def answer(self, method: str) -> flask.Response:
        self.tokens.append(flask.request.headers["Authorization"])
        if method in self.refusals:
            return flask.jsonify(ok=False, error=self.refusals[method], hint="secret")
        response = flask.jsonify(ok=True, user="kringle", team="Acme", url="wss://x/?ticket=secret")
        if self.scopes is not None:
            response.headers["x-oauth-scopes"] = self.scopes
        return response


@pytest.fixture(scope="module")
def running() -> Iterator[Slack]:
    slack = Slack()
    app = flask.Flask("slack")
    app.add_url_rule(
        "/api/<method>", view_func=lambda method: slack.answer(method), methods=["POST"]
    )
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    slack.url = f"http://127.0.0.1:{server.port}/api/"
    yield slack
    server.stop()


@pytest.fixture
def slack(running: Slack) -> Slack:
    running.scopes = ",".join(SCOPES)
    running.refusals.clear()
    running.tokens.clear()
    return running


@pytest.fixture
def environ(slack: Slack, sqlite_url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": slack.url,
        "DATABASE_URL": sqlite_url,
        "KRINGLE_KEYS": f"1:{MasterKeys.new_key()}",
    }


def examined(environ: dict[str, str]) -> dict[str, Finding]:
    found = {finding.subject: finding for finding in doctor.examine(environ)}
    assert "secret" not in " ".join(map(str, found.values()))
    return found


def test_a_healthy_setup_has_a_tick_everywhere(slack: Slack, environ: dict[str, str]) -> None:
    found = examined(environ)

    assert list(found) == [
        "configuration",
        "database",
        "schema",
        "keys",
        "bot token",
        "scopes",
        "app token",
    ]
    assert all(str(finding).startswith("✔") for finding in found.values())
    assert slack.tokens == [f"Bearer {BOT_TOKEN}", f"Bearer {APP_TOKEN}"]


def test_the_playground_is_a_healthy_slack(environ: dict[str, str]) -> None:
    with Playground.start() as local:
        tokens = {"SLACK_BOT_TOKEN": local.bot_token, "SLACK_APP_TOKEN": local.app_token}
        found = examined({**environ, **tokens, "SLACK_API_URL": local.api_url})
        wrong = examined({**environ, "SLACK_API_URL": local.api_url})

    assert all(finding.is_good for finding in found.values())
    assert not wrong["bot token"].is_good
    assert not wrong["app token"].is_good


def test_in_http_mode_there_is_no_app_token_to_check(environ: dict[str, str]) -> None:
    found = examined({**environ, "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "hush"})

    assert "HTTP mode" in found["configuration"].words
    assert "app token" not in found


def test_a_refused_bot_token_does_not_stop_the_examination(
    slack: Slack, environ: dict[str, str]
) -> None:
    slack.refusals["auth.test"] = "invalid_auth"

    found = examined(environ)

    assert not found["bot token"].is_good
    assert "invalid_auth" in found["bot token"].words
    assert found["app token"].is_good


def test_a_refused_app_token_is_found(slack: Slack, environ: dict[str, str]) -> None:
    slack.refusals["apps.connections.open"] = "not_allowed_token_type"

    found = examined(environ)

    assert not found["app token"].is_good
    assert "SLACK_APP_TOKEN" in found["app token"].words


def test_missing_scopes_are_named(slack: Slack, environ: dict[str, str]) -> None:
    granted = "commands, chat:write,im:write,users:read,channels:read,groups:read"
    slack.scopes = f"{granted},usergroups:read,files:write,files:read,users:read.email"

    found = examined(environ)

    assert not found["scopes"].is_good
    assert found["scopes"].words.startswith("im:history missing")


def test_scopes_that_are_not_told_are_not_compared(slack: Slack, environ: dict[str, str]) -> None:
    slack.scopes = None

    assert "not compared" in examined(environ)["scopes"].words


def test_a_slack_out_of_reach_is_found(environ: dict[str, str]) -> None:
    found = examined({**environ, "SLACK_API_URL": "http://127.0.0.1:1/api/"})

    assert "cannot be reached" in found["bot token"].words
    assert "cannot be reached" in found["app token"].words


def test_wrong_settings_leave_the_database_to_be_examined(environ: dict[str, str]) -> None:
    found = list(doctor.examine({**environ, "SLACK_BOT_TOKEN": "", "KRINGLE_PORT": "x"}))

    assert [finding.subject for finding in found if not finding.is_good] == ["configuration"] * 2
    assert [finding.subject for finding in found if finding.is_good] == [
        "database",
        "schema",
        "keys",
    ]


def test_a_wrong_key_is_found(environ: dict[str, str]) -> None:
    seal_something(environ["DATABASE_URL"], key(1))

    assert not examined(environ)["keys"].is_good


def test_a_database_that_is_yet_to_be_made_is_not_made_by_looking(
    environ: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "fresh.db"

    found = examined({**environ, "DATABASE_URL": f"sqlite:///{path}"})

    assert found["database"].is_good
    assert not path.exists()


def test_a_key_file_that_is_yet_to_be_made_is_not_made_by_looking(
    environ: dict[str, str], tmp_path: Path
) -> None:
    found = examined({**environ, "KRINGLE_KEYS": ""})

    assert found["keys"].is_good
    assert not (tmp_path / "kringle.key").exists()


def test_a_postgresql_without_tables_is_told_to_be_migrated(
    environ: dict[str, str], empty_url: str
) -> None:
    schema = examined({**environ, "DATABASE_URL": empty_url}).get("schema")

    if empty_url.startswith("postgresql"):
        assert schema is not None
        assert "python -m bot migrate" in schema.words
    else:
        assert schema is None


def test_a_postgresql_out_of_reach_is_found(environ: dict[str, str]) -> None:
    url = "postgresql+psycopg://u:secret@127.0.0.1:1/d"

    assert not examined({**environ, "DATABASE_URL": url})["database"].is_good


def test_the_command_prints_a_line_each_and_ends_with_1_on_a_finding(
    slack: Slack, environ: dict[str, str], tmp_path: Path
) -> None:
    healthy = run("doctor", cwd=tmp_path, **environ)
    slack.refusals["auth.test"] = "account_inactive"
    ill = run("doctor", cwd=tmp_path, **environ)

    assert (healthy.status, ill.status) == (0, 1)
    assert "✔ bot token: belongs to kringle in Acme" in healthy.out.splitlines()
    assert any(line.startswith("✘ bot token") for line in ill.out.splitlines())
    assert not any(token in healthy.out + ill.out for token in (BOT_TOKEN, APP_TOKEN))
