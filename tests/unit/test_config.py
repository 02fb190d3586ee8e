"""Settings: what is read, what is refused, and that all of it is said at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from core.config import CoreSettings, SettingsInvalid
from core.crypto import MasterKeys

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "signing-secret"}
EXAMPLE = Path(__file__).parents[2] / ".env.example"


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_env(environ)
    return refused.value.problems


def test_an_app_token_means_socket_mode_with_the_defaults() -> None:
    settings = Settings.from_env(SOCKET)

    assert settings.socket_mode
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.api_url == "https://slack.com/api/"
    assert settings.core == CoreSettings("sqlite:///kringle.db", None, 1.0)
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_a_signing_secret_alone_means_http_mode() -> None:
    assert not Settings.from_env(HTTP).socket_mode


def test_tokens_of_a_local_slack_are_taken() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-playground-T1", "SLACK_APP_TOKEN": "xapp-playground"}

    assert Settings.from_env(tokens).bot_token == "xoxb-playground-T1"


def test_everything_missing_is_reported_at_once_with_what_to_do() -> None:
    environ = {
        "DATABASE_URL": "postgresql+psycopg://u:hush@h/d",
        "KRINGLE_PORT": "http",
        "KRINGLE_TICK_SECONDS": "0",
        "LOG_LEVEL": "LOUD",
        "LOG_FORMAT": "xml",
        "SLACK_API_URL": "slack.com",
    }

    found = problems(environ)

    named = (
        "LOG_LEVEL",
        "LOG_FORMAT",
        "KRINGLE_TICK_SECONDS",
        "KRINGLE_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_API_URL",
        "KRINGLE_PORT",
    )
    assert len(found) == len(named)
    assert all(any(name in problem for problem in found) for name in named)


def test_the_sentence_lists_every_problem() -> None:
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_env({})

    text = str(refused.value)
    assert all(problem in text for problem in refused.value.problems)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-wrong-kind"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1 xoxb-2"),
        ("SLACK_APP_TOKEN", "xoxb-1-wrong-kind"),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "https://"),
        ("KRINGLE_PORT", "65536"),
        ("KRINGLE_PORT", "-1"),
        ("KRINGLE_PORT", "٣٠٠٠"),
        ("KRINGLE_TICK_SECONDS", "-1"),
        ("KRINGLE_TICK_SECONDS", "nan"),
        ("KRINGLE_TICK_SECONDS", "inf"),
        ("KRINGLE_TICK_SECONDS", "soon"),
        ("DATABASE_URL", "mysql://u:hush@h/d"),
        ("DATABASE_URL", "not an address"),
        ("DATABASE_URL", "sqlite://"),
        ("KRINGLE_KEYS", "1:hush"),
        ("KRINGLE_RETENTION_DAYS", "29"),
        ("KRINGLE_RETENTION_DAYS", "-400"),
        ("KRINGLE_RETENTION_DAYS", "400.5"),
        ("KRINGLE_RETENTION_DAYS", "99999999999"),
        ("KRINGLE_RETENTION_DAYS", "ever"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_without_repeating_it(name: str, value: str) -> None:
    found = problems({**SOCKET, name: value})

    assert len(found) == 1
    assert name in found[0]
    assert "hush" not in found[0]


def test_what_is_over_is_kept_for_as_long_as_the_operator_says() -> None:
    assert Settings.from_env(SOCKET).core.retention == timedelta(days=400)
    longer = Settings.from_env({**SOCKET, "KRINGLE_RETENTION_DAYS": "800"})
    assert longer.core.retention == timedelta(days=800)


def test_a_base_address_gets_its_slash() -> None:
    settings = Settings.from_env({**SOCKET, "SLACK_API_URL": "http://127.0.0.1:8000/api"})

    assert settings.api_url == "http://127.0.0.1:8000/api/"


def test_installation_in_many_workspaces_is_said_to_be_unavailable() -> None:
    found = problems(
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_APP_TOKEN": "xapp-1"}
    )

    assert len(found) == 1
    assert "not available yet" in found[0]


def test_a_client_id_beside_a_bot_token_is_harmless() -> None:
    assert Settings.from_env({**SOCKET, "SLACK_CLIENT_ID": "1.2"}).socket_mode


def test_secrets_do_not_show_in_the_representation() -> None:
    keys = f"1:{MasterKeys.new_key()}"
    environ = {
        **SOCKET,
        **HTTP,
        "KRINGLE_KEYS": keys,
        "DATABASE_URL": "postgresql+psycopg://u:hush@h/d",
    }

    shown = repr(Settings.from_env(environ))

    assert not any(secret in shown for secret in ("secret", keys, "hush"))


def test_values_are_taken_in_any_case_and_without_blanks_around() -> None:
    settings = Settings.from_env({**SOCKET, "LOG_LEVEL": " debug ", "LOG_FORMAT": "JSON"})

    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_the_core_needs_nothing_of_slack() -> None:
    settings = CoreSettings.from_env({"DATABASE_URL": "sqlite:////data/kringle.db"})

    assert settings.sqlite_path == Path("/data/kringle.db")


def test_making_the_first_key_for_postgresql_needs_no_key() -> None:
    environ = {"DATABASE_URL": "postgresql+psycopg://u@h/d"}

    settings = CoreSettings.from_env(environ, needs_keys=False)

    assert settings.sqlite_path is None


def test_the_example_names_every_variable_with_its_default() -> None:
    lines = [line.lstrip("#") for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split("=", 1) for line in lines if line[:1].isupper() and "=" in line]
    example = {name: value for name, value in pairs if " " not in name}

    settings = Settings.from_env({**example, **SOCKET})

    assert settings == Settings.from_env({**SOCKET, "KRINGLE_KEYS": ""})
    assert set(example) == {
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
        "SLACK_API_URL",
        "DATABASE_URL",
        "KRINGLE_KEYS",
        "KRINGLE_HOST",
        "KRINGLE_PORT",
        "KRINGLE_TICK_SECONDS",
        "KRINGLE_RETENTION_DAYS",
        "LOG_LEVEL",
        "LOG_FORMAT",
    }
