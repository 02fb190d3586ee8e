"""Logs: ours are told, others' words are not, at any level and in any traceback."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.logger import get_bolt_app_logger, get_bolt_logger, messages
from slack_sdk.errors import SlackApiError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.redaction import describe

CANARY = "canary-U0RECIPIENT"
FORMATS = ("text", "json")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.LIBRARIES}
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


def configure(written: io.StringIO, format: str = "text", level: str = "DEBUG") -> None:
    logs.configure(level, format, written)


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def test_text_is_one_line_with_the_allowed_fields(written: io.StringIO) -> None:
    configure(written)

    logging.getLogger("core.x").info("drawn %d", 3, extra={"exchange_id": "E1", "wish": CANARY})

    assert written.getvalue().endswith("INFO     core.x: drawn 3 exchange_id=E1\n")


def test_json_is_one_ecs_object_a_line(written: io.StringIO) -> None:
    configure(written, "json")

    logging.getLogger("bot.x").warning("first\nsecond", extra={"count": 2, "user": CANARY})

    (line,) = written.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["@timestamp"].endswith("Z")
    assert entry["log.level"] == "warning"
    assert entry["log.logger"] == "bot.x"
    assert entry["message"] == "first\nsecond"
    assert entry["kringle.count"] == 2
    assert CANARY not in line


def test_a_message_cannot_pretend_to_be_two(written: io.StringIO) -> None:
    configure(written)

    logging.getLogger("bot.x").info("name %s", "a\n2026 INFO bot: forged\x1b[2J\u2028")

    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", [*logs.LIBRARIES, "slack_sdk.web.base_client", "app.py:join"])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR])
def test_others_keep_their_level_and_lose_their_words(
    written: io.StringIO, format: str, name: str, level: int
) -> None:
    configure(written, format)
    other = logging.getLogger(name)

    other.log(level, f"body: {CANARY}")
    other.log(level, "body: %s", CANARY, extra={"team_id": CANARY})

    output = written.getvalue()
    assert CANARY not in output
    assert (name in output) is (level >= logging.WARNING)


@pytest.mark.parametrize(
    "name", ["slack_sdk.web.base_client", "urllib3.connectionpool", "websockets.client"]
)
def test_whoever_talks_to_slack_does_not_even_put_its_words_together(
    written: io.StringIO, name: str
) -> None:
    configure(written)

    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)


@pytest.mark.parametrize(
    "make", [lambda: get_bolt_logger(App), lambda: get_bolt_app_logger("app.py", App)]
)
def test_a_logger_that_bolt_makes_at_the_level_of_the_root_is_not_heard_below_warning(
    written: io.StringIO, make: Callable[[], logging.Logger]
) -> None:
    configure(written)

    made = make()
    made.debug(CANARY)
    made.info(CANARY)
    made.warning(CANARY)

    assert made.level == logging.DEBUG
    assert len(written.getvalue().splitlines()) == 1
    assert CANARY not in written.getvalue()


def test_bolt_does_not_log_the_body_of_an_unsigned_request(written: io.StringIO) -> None:
    configure(written)
    app = App(token="xoxb-1", signing_secret="s", token_verification_enabled=False, name="kringle")

    response = app.dispatch(BoltRequest(body=f"text={CANARY}", headers={}))

    assert response.status == 401
    assert CANARY not in written.getvalue()


def slack_error() -> BaseException:
    answer = {"ok": False, "error": "channel_not_found", "blocks": CANARY}
    return SlackApiError(f"The request failed: {CANARY}", answer)


def statement_error() -> BaseException:
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.connect() as connection:
        try:
            connection.execute(text(f"INSERT INTO x VALUES (:v, '{CANARY}')"), {"v": CANARY})
        except SQLAlchemyError as error:
            return error
    raise AssertionError("there is no such table")


def slack_unreadable() -> BaseException:
    return SlackApiError(CANARY, CANARY)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (slack_error, "SlackApiError: channel_not_found"),
        (slack_unreadable, "SlackApiError"),
        (statement_error, "OperationalError: SQLITE_ERROR"),
        (lambda: KeyError(CANARY), "KeyError"),
        (lambda: ValueError(f"no number: {CANARY}"), "ValueError"),
        (lambda: ConnectionRefusedError(111, CANARY), "ConnectionRefusedError: Connection refused"),
        (lambda: URLError(ConnectionResetError(104, CANARY)), "Connection reset by peer"),
        (lambda: URLError(CANARY), "urllib.error.URLError"),
        (lambda: HTTPError(CANARY, 502, CANARY, {}, None), "HTTPError: HTTP 502"),  # type: ignore[arg-type]
        (lambda: sqlite3.IntegrityError(CANARY), "sqlite3.IntegrityError"),
        (lambda: TypeError(CANARY), "TypeError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_traceback_tells_the_kind_and_the_code_alone(
    written: io.StringIO, format: str, make: Callable[[], BaseException], told: str
) -> None:
    configure(written, format)
    error = raised(make())

    logging.getLogger("bot.x").error("failed: %s", error, exc_info=error)

    output = written.getvalue()
    assert told in output
    assert "in raised" in output
    assert CANARY not in output


def test_causes_are_told_too_and_locals_are_not(written: io.StringIO) -> None:
    configure(written)
    wish = CANARY
    try:
        try:
            raise KeyError(wish)
        except KeyError as error:
            raise RuntimeError(wish) from error
    except RuntimeError:
        logging.getLogger("core.x").exception("failed")

    output = written.getvalue()
    assert output.index("\nKeyError") < output.index("\nRuntimeError")
    assert CANARY not in output


def test_a_mistake_in_our_own_code_is_told_in_the_interpreters_words() -> None:
    namespace: dict[str, Any] = {"__name__": "core.services.x"}
    exec("def broken():\n    return None.draw_at", namespace)

    with pytest.raises(AttributeError) as caught:
        namespace["broken"]()

    assert describe(caught.value).endswith("'NoneType' object has no attribute 'draw_at'")


def test_a_library_that_calls_us_wrongly_is_told_in_the_interpreters_words() -> None:
    namespace: dict[str, Any] = {"__name__": "slack_bolt.x"}
    exec("def call(listener):\n    listener(1, 2)", namespace)

    with pytest.raises(TypeError) as caught:
        namespace["call"](lambda: None)

    assert "takes 0 positional arguments but 2 were given" in describe(caught.value)


def test_what_bolt_says_at_every_start_is_left_out(written: io.StringIO) -> None:
    configure(written)

    get_bolt_logger(App).warning(messages.warning_client_prioritized_and_token_skipped())
    get_bolt_logger(App).warning(messages.warning_token_skipped())

    assert written.getvalue() == ""


def test_uncaught_exceptions_go_the_same_way(written: io.StringIO) -> None:
    configure(written)
    error = raised(ValueError(CANARY))

    sys.excepthook(ValueError, error, error.__traceback__)
    thread = threading.Thread(target=lambda: raised_again(error))
    thread.start()
    thread.join()

    output = written.getvalue()
    assert output.count("\nValueError") == 2
    assert CANARY not in output


def raised_again(error: BaseException) -> None:
    raise error


def test_an_interruption_is_no_error(written: io.StringIO) -> None:
    configure(written)
    error = raised(KeyboardInterrupt())

    sys.excepthook(KeyboardInterrupt, error, error.__traceback__)

    assert written.getvalue() == ""


@pytest.mark.filterwarnings("default")
def test_warnings_go_the_same_way(written: io.StringIO) -> None:
    configure(written)

    warnings.warn(CANARY, stacklevel=1)

    assert "py.warnings" in written.getvalue()
    assert CANARY not in written.getvalue()


def test_a_line_that_cannot_be_formatted_is_not_repeated(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(written)

    logging.getLogger("bot.x").info("%d", CANARY)

    shown = written.getvalue() + capsys.readouterr().err
    assert "could not be written" in shown
    assert CANARY not in shown


@pytest.mark.parametrize("level", ["DEBUG", "WARNING", "ERROR"])
def test_the_level_holds_for_ours_and_never_lowers_that_of_others(
    written: io.StringIO, level: str
) -> None:
    configure(written, level=level)

    assert logging.getLogger("bot.x").getEffectiveLevel() == logging.getLevelName(level)
    for name in logs.LIBRARIES:
        assert logging.getLogger(name).level >= logging.WARNING
