"""Every setting of the bot, read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.config import CoreSettings, Environment, SettingsInvalid

__all__ = ["Settings", "SettingsInvalid"]

SLACK_API_URL = "https://slack.com/api/"
DEFAULT_PORT = 3000
LOG_LEVELS = ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("text", "json")


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked. Tokens and secrets do not show in the representation."""

    core: CoreSettings
    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = SLACK_API_URL
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    log_level: str = "INFO"
    log_format: str = "text"

    @classmethod
    def from_env(cls, mapping: Mapping[str, str]) -> Settings:
        """Raises `SettingsInvalid` with every problem at once."""
        environment = Environment(mapping)
        log_level, log_format = read_logging(environment)
        settings = cls(
            core=CoreSettings.read(environment),
            bot_token=_bot_token(environment),
            app_token=_app_token(environment),
            signing_secret=_signing_secret(environment),
            api_url=_api_url(environment),
            host=environment.text("KRINGLE_HOST") or "127.0.0.1",
            port=_port(environment),
            log_level=log_level,
            log_format=log_format,
        )
        environment.check()
        return settings

    @property
    def socket_mode(self) -> bool:
        """Slack is called from here over a websocket; otherwise Slack calls us over HTTP."""
        return self.app_token is not None


def read_logging(environment: Environment) -> tuple[str, str]:
    """Level and format, for commands that need no other setting."""
    return environment.one_of("LOG_LEVEL", LOG_LEVELS), environment.one_of(
        "LOG_FORMAT", LOG_FORMATS
    )


def _bot_token(environment: Environment) -> str:
    token = environment.text("SLACK_BOT_TOKEN")
    if token is None:
        environment.complain(_no_bot_token(environment))
    elif not _is_token(token, "xoxb-"):
        environment.complain(
            "SLACK_BOT_TOKEN is not a bot token: copy the one that begins with xoxb- from"
            " OAuth & Permissions of your Slack app."
        )
    return token or ""


def _no_bot_token(environment: Environment) -> str:
    if environment.text("SLACK_CLIENT_ID") or environment.text("SLACK_CLIENT_SECRET"):
        return (
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET ask for installation in many workspaces, which"
            " is not available yet: set SLACK_BOT_TOKEN for a single workspace."
        )
    return (
        "SLACK_BOT_TOKEN is missing: install your Slack app to the workspace and copy the bot token"
        " (xoxb-…) from OAuth & Permissions."
    )


def _app_token(environment: Environment) -> str | None:
    token = environment.text("SLACK_APP_TOKEN")
    if token is not None and not _is_token(token, "xapp-"):
        environment.complain(
            "SLACK_APP_TOKEN is not an app-level token: make one with the scope connections:write"
            " under Basic Information; it begins with xapp-."
        )
    return token


def _signing_secret(environment: Environment) -> str | None:
    secret = environment.text("SLACK_SIGNING_SECRET")
    if secret is None and environment.text("SLACK_APP_TOKEN") is None:
        environment.complain(
            "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: set the first (xapp-…) for"
            " Socket Mode, or the second, from Basic Information, for HTTP mode."
        )
    return secret


def _is_token(token: str, prefix: str) -> bool:
    return token.startswith(prefix) and len(token) > len(prefix) and token.split() == [token]


def _api_url(environment: Environment) -> str:
    url = environment.text("SLACK_API_URL") or SLACK_API_URL
    scheme, _, rest = url.partition("://")
    if scheme not in ("http", "https") or not rest.strip("/"):
        environment.complain(
            f"SLACK_API_URL is not a web address: leave it out, or write one like {SLACK_API_URL}."
        )
    return url if url.endswith("/") else f"{url}/"


def _port(environment: Environment) -> int:
    text = environment.text("KRINGLE_PORT") or str(DEFAULT_PORT)
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        environment.complain(
            f"KRINGLE_PORT is not a port: write a number up to 65535, such as {DEFAULT_PORT}."
        )
        return DEFAULT_PORT
    return int(text)
