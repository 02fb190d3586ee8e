"""Logs that can be read by anybody: no body, no bound value, no token, at any level.

Bolt, slack_sdk, SQLAlchemy and cheroot put request bodies, answers, statements and addresses with
tickets into their messages, by f-string, at every level up to ERROR; a filter by words could only
ever lag behind. So whoever is not us keeps level, logger, place in the source and the exception's
type, and loses the words. Below WARNING they are not heard at all: that is checked at our handler
and not only on their loggers, because Bolt gives each of its loggers the root's level, also to
those it names after the listeners of an app.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from bot.redaction import describe, is_own, stack_trace, type_name

LIBRARIES = (
    "alembic",
    "apscheduler",
    "cheroot",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "urllib3",
    "websockets",
    "werkzeug",
)
# What a message may carry besides its words: opaque ids, counts, codes. Never a person.
FIELDS = (
    "attempts",
    "count",
    "delivery_id",
    "error_code",
    "exchange_id",
    "kind",
    "method",
    "port",
    "role",
    "seconds",
    "status",
    "team_id",
)
WITHHELD = "message withheld"
# Bolt reads SLACK_BOT_TOKEN by itself and says at every start that it will not use it.
NO_NEWS = (
    "As you gave `client` as well, `token` will be unused.",
    "As `installation_store` or `authorize` has been used,"
    " `token` (or SLACK_BOT_TOKEN env variable) will be ignored.",
)

logger = logging.getLogger(__name__)


def configure(level: str, format: str, stream: TextIO | None = None) -> None:
    """Send every log of the process to `stream` (standard error) as text or as JSON.

    Warnings and uncaught exceptions, also of threads, go the same way.
    """
    root = logging.getLogger()
    root.handlers[:] = [_handler(format, stream)]
    root.setLevel(level)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    logging.captureWarnings(capture=True)
    install_hooks()


def _handler(format: str, stream: TextIO | None) -> logging.Handler:
    handler = _DiscreetHandler(stream)
    handler.addFilter(_is_heard)
    handler.setFormatter(JsonFormatter() if format == "json" else TextFormatter())
    return handler


def _is_heard(record: logging.LogRecord) -> bool:
    if is_own(record.name):
        return True
    return record.levelno >= logging.WARNING and record.msg not in NO_NEWS


class _DiscreetHandler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The inherited one prints the message and its arguments as they are."""
        sys.stderr.write(f"a log line of {record.name} could not be written\n")


class TextFormatter(logging.Formatter):
    """One line for people; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {name}={_printable(value)}" for name, value in _fields(record).items())
        message = _printable(_message(record))
        line = f"{_timestamp(record)} {record.levelname:<8} {record.name}: {message}{extra}"
        error = _error(record)
        return f"{line}\n{stack_trace(error)}" if error else line


class JsonFormatter(logging.Formatter):
    """One object of the Elastic Common Schema a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "@timestamp": _timestamp(record),
            "log.level": record.levelname.lower(),
            "log.logger": record.name,
            "message": _message(record),
            "ecs.version": "8.11.0",
        }
        entry |= {f"kringle.{name}": value for name, value in _fields(record).items()}
        if error := _error(record):
            entry |= {"error.type": type_name(error), "error.stack_trace": stack_trace(error)}
        return json.dumps(entry, ensure_ascii=False)


def _timestamp(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _message(record: logging.LogRecord) -> str:
    if not is_own(record.name):
        return f"{WITHHELD} (from {record.module}.{record.funcName}, line {record.lineno})"
    return str(record.msg) % _safe(record.args) if record.args else str(record.msg)


def _safe(args: Any) -> Any:
    """Arguments of a message, with exceptions told the harmless way."""
    if isinstance(args, tuple):
        return tuple(describe(arg) if isinstance(arg, BaseException) else arg for arg in args)
    return args


def _fields(record: logging.LogRecord) -> dict[str, str | int | float]:
    if not is_own(record.name):
        return {}
    values = {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
    return {name: one for name, one in values.items() if isinstance(one, str | int | float)}


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _printable(value: object) -> str:
    """On one line: what is logged cannot pretend to be another log line."""
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in str(value))


def install_hooks() -> None:
    """Uncaught exceptions are logged like all others instead of being printed as they are."""
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logger.critical("stopped by an unexpected error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        logger.error("a thread ended with an unexpected error", exc_info=args.exc_value)


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        logger.error("an error while cleaning up", exc_info=args.exc_value)
