"""What of an exception may be printed.

Messages of exceptions repeat what they choked on: Slack's whole answer, a bound value, the text
that was no number. So the rule is the other way round: where it happened (frames and source
lines, never locals) and what kind it is are always told, the message only where its words are
known to come from a fixed list.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from urllib.error import HTTPError, URLError

from slack_sdk.errors import SlackApiError

OWN_PACKAGES = frozenset({"__main__", "bot", "core", "migrations"})
# The interpreter words these from names and types in the source. A library may raise one of its
# own with a value inside, hence `_is_about_code`.
ABOUT_CODE = (AttributeError, ImportError, NameError, TypeError)
# A call that does not fit, also when a library makes it: names of parameters and numbers.
MISFIT = re.compile(
    r"[\w.<>]+\(\) (missing \d+ required|takes [\w ]+ but \d+|got multiple values)[^\n]*"
)
SLACK_CODE = re.compile(r"[a-z][a-z_]{1,60}")
DATABASE_CODE = re.compile(r"[A-Z0-9_]{5,40}")


def is_own(name: str) -> bool:
    """Whether a logger or module of this name is ours."""
    return name.partition(".")[0] in OWN_PACKAGES


def describe(error: BaseException) -> str:
    """The type of an error and, where harmless, what went wrong."""
    detail = _detail(error)
    return f"{type_name(error)}: {detail}" if detail else type_name(error)


def type_name(error: BaseException) -> str:
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def stack_trace(error: BaseException) -> str:
    """The traceback of an error and of its causes, oldest first, with `describe` for each."""
    return "\n".join(_trace(link) for link in reversed(list(_chain(error))))


def _trace(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{describe(error)}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        context = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or context


def _detail(error: BaseException) -> str | None:
    if isinstance(error, SlackApiError):
        return _slack_code(error)
    if isinstance(error, HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, URLError):
        return describe(error.reason) if isinstance(error.reason, BaseException) else None
    if isinstance(error, OSError):
        return os.strerror(error.errno) if isinstance(error.errno, int) else None
    if isinstance(error, ABOUT_CODE):
        return str(error) if _is_about_code(error) else None
    return _database_code(error) or _database_code(getattr(error, "orig", None))


def _slack_code(error: SlackApiError) -> str | None:
    """Slack's error code; never the answer around it, which may repeat what was sent."""
    answer = error.response
    data = answer if isinstance(answer, dict) else getattr(answer, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and SLACK_CODE.fullmatch(code) else None


def _database_code(error: object) -> str | None:
    """SQLSTATE of PostgreSQL or the error name of SQLite."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return code if isinstance(code, str) and DATABASE_CODE.fullmatch(code) else None


def _is_about_code(error: BaseException) -> bool:
    is_misfit = isinstance(error, TypeError) and MISFIT.fullmatch(str(error))
    return bool(is_misfit) or _is_raised_by_us(error.__traceback__)


def _is_raised_by_us(trace: TracebackType | None) -> bool:
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    return is_own(str(trace.tb_frame.f_globals.get("__name__", "")))
