"""`python -m bot doctor`: everything a start needs, looked at one by one, each with its cure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot import storage
from bot.certificates import certificates
from bot.config import Settings, SettingsInvalid
from bot.failures import OperatorError
from bot.redaction import describe
from core.config import CoreSettings
from core.crypto import MasterKeys
from core.db import schema
from core.db.session import Database
from core.db.vault import Vault, has_data_keys
from core.occupancy import is_occupied
from core.services.keys import Keys

TIMEOUT_SECONDS = 10
# The scopes in app_manifest.yml; a test holds the two together.
SCOPES = frozenset(
    {
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "files:read",
        "groups:read",
        "im:history",
        "im:write",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)


@dataclass(frozen=True)
class Finding:
    is_good: bool
    subject: str
    words: str

    def __str__(self) -> str:
        return f"{'✔' if self.is_good else '✘'} {self.subject}: {self.words}"


def examine(environ: Mapping[str, str]) -> Iterator[Finding]:
    """One finding after the other; what depends on a bad one is left out, all else goes on."""
    try:
        settings = Settings.from_env(environ)
    except SettingsInvalid as invalid:
        yield from (Finding(False, "configuration", problem) for problem in invalid.problems)
        yield from _examine_core(environ)
        return
    mode = "Socket Mode" if settings.socket_mode else f"HTTP mode on port {settings.port}"
    yield Finding(True, "configuration", f"complete, for {mode}")
    yield from _examine_database(settings.core)
    yield from _examine_slack(settings)


def _examine_core(environ: Mapping[str, str]) -> Iterator[Finding]:
    try:
        settings = CoreSettings.from_env(environ)
    except SettingsInvalid:
        return
    yield from _examine_database(settings)


def _examine_database(settings: CoreSettings) -> Iterator[Finding]:
    path = settings.sqlite_path
    if path is not None and not path.exists():
        is_possible = path.absolute().parent.is_dir()
        cure = "will be made at the first start" if is_possible else "its directory does not exist"
        yield Finding(is_possible, "database", f"{path} {cure}")
        return
    with closing(Database(settings.database_url)) as database:
        try:
            with storage.explained():
                revision = schema.current(database)
            yield Finding(True, "database", f"reachable{_in_use(path)}")
            yield _schema(database, revision)
            if revision is not None:
                yield _keys(settings, database)
        except OperatorError as error:
            yield Finding(False, "database", str(error))


def _in_use(path: Path | None) -> str:
    return ", and a Kringle is running on it" if path and is_occupied(path) else ""


def _schema(database: Database, revision: str | None) -> Finding:
    if revision == schema.head():
        return Finding(True, "schema", f"at revision {revision}")
    if database.is_sqlite:
        return Finding(True, "schema", "will be brought up to date at the next start")
    return Finding(False, "schema", "not that of this Kringle: run `python -m bot migrate`")


def _keys(settings: CoreSettings, database: Database) -> Finding:
    path = storage.key_file(settings)
    try:
        with storage.explained():
            if path is not None and not path.exists() and not _is_sealed(database):
                return Finding(True, "keys", f"{path} will be made at the first start")
            keys = storage.load_keys(settings, database)
            return _fit(database, keys)
    except OperatorError as error:
        return Finding(False, "keys", str(error))


def _is_sealed(database: Database) -> bool:
    with database.read() as session:
        return has_data_keys(session)


def _fit(database: Database, keys: MasterKeys) -> Finding:
    report = Keys(database, Vault(keys)).check()
    unfit = [str(key.master_key_id) for key in report.master_keys if not key.opens]
    if unfit:
        ids = ", ".join(unfit)
        return Finding(
            False, "keys", f"master key {ids} is missing or wrong: put the right one back"
        )
    return Finding(True, "keys", f"all data keys open; master key {report.current_id} wraps")


def _examine_slack(settings: Settings) -> Iterator[Finding]:
    client = WebClient(
        token=settings.bot_token,
        base_url=settings.api_url,
        timeout=TIMEOUT_SECONDS,
        ssl=certificates(),
        retry_handlers=[],
    )
    try:
        answer = client.auth_test()
        yield Finding(True, "bot token", f"belongs to {answer['user']} in {answer['team']}")
        yield _scopes(answer)
    except (SlackClientError, HTTPException, OSError) as error:
        yield Finding(False, "bot token", _slack_cure(error, "SLACK_BOT_TOKEN"))
    if settings.app_token is not None:
        yield _app_token(client, settings.app_token)


def _scopes(answer: SlackResponse) -> Finding:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if "x-oauth-scopes" not in headers:
        return Finding(True, "scopes", "not told by this server, so not compared")
    told = str(headers["x-oauth-scopes"])
    missing = sorted(SCOPES - {scope.strip() for scope in told.split(",")})
    if missing:
        return Finding(
            False,
            "scopes",
            f"{', '.join(missing)} missing: paste app_manifest.yml into your app's manifest again"
            " and reinstall the app to the workspace",
        )
    return Finding(True, "scopes", "all granted")


def _app_token(client: WebClient, token: str) -> Finding:
    try:
        client.apps_connections_open(app_token=token)
    except (SlackClientError, HTTPException, OSError) as error:
        return Finding(False, "app token", _slack_cure(error, "SLACK_APP_TOKEN"))
    return Finding(True, "app token", "opens Socket Mode connections")


def _slack_cure(error: Exception, variable: str) -> str:
    """In words what to do about a failed call; the answer itself may hold more than its code."""
    if isinstance(error, SlackApiError):
        return f"Slack refuses it ({describe(error)}): copy {variable} anew from your app's pages"
    return f"Slack cannot be reached ({describe(error)}): check the network and SLACK_API_URL"
