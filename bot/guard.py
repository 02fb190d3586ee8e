"""What stands before Bolt, which reads bodies of any size, trips over odd timestamps and writes the
body of a request with a wrong signature to its log."""

from __future__ import annotations

import hashlib
import hmac
import io
import logging
import re
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cheroot.errors import MaxSizeExceeded
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY = 1_000_000
MAX_AGE_SECONDS = 300
TIMESTAMP = re.compile(r"[0-9]{10}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
PIECE = 64 * 1024
QUIET_SECONDS = 60

logger = logging.getLogger(__name__)


class BodyLimit:
    """WSGI middleware: reads the body of a POST, at most `MAX_BODY` of it, and hands it on whole.

    Larger ones are answered with 413 and broken ones with 400, chunked or not, before the
    application is asked.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            body, status = _read(environ)
            if status:
                return Response(status=status)(environ, start_response)
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return self._application(environ, start_response)


def _read(environ: WSGIEnvironment) -> tuple[bytes, int]:
    """The body and 0, or nothing and the status that says why."""
    if environ.get("wsgi.input_terminated"):
        return _read_at_most(environ["wsgi.input"], None)
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return b"", 400
    if len(length) > 12 or int(length) > MAX_BODY:
        return b"", 413
    return _read_at_most(environ["wsgi.input"], int(length))


def _read_at_most(stream: Any, length: int | None) -> tuple[bytes, int]:
    """Reads `length` bytes, or to the end of a stream that ends by itself."""
    body = bytearray()
    try:
        while (wanted := PIECE if length is None else min(PIECE, length - len(body))) > 0:
            piece = stream.read(wanted)
            body += piece
            if not piece:
                break
            if len(body) > MAX_BODY:
                return b"", 413
    except MaxSizeExceeded:
        return b"", 413
    except (OSError, ValueError) as broken:
        # cheroot says "too large" of a single chunk with an OSError that has no number.
        return b"", 413 if type(broken) is OSError and broken.errno is None else 400
    return (b"", 400) if length is not None and len(body) < length else (bytes(body), 0)


class SignatureGuard:
    """Tells requests of Slack from all others."""

    def __init__(self, signing_secret: str, now: Callable[[], float]) -> None:
        self._secret = signing_secret.encode()
        self._now = now
        self._refused = 0
        self._complained_at = float("-inf")
        self._lock = threading.Lock()

    def is_genuine(self, headers: Headers, body: bytes) -> bool:
        reason = self._objection(headers, body)
        if reason:
            self._complain(reason)
        return reason is None

    def _objection(self, headers: Headers, body: bytes) -> str | None:
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
            return "it carries no well-formed timestamp and signature"
        if not abs(self._now() - int(timestamp)) <= MAX_AGE_SECONDS:
            return "its timestamp is more than 5 minutes off; is this machine's clock right?"
        signed = b"v0:" + timestamp.encode() + b":" + body
        expected = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, signature):
            return "its signature is wrong; is SLACK_SIGNING_SECRET the one of this Slack app?"
        return None

    def _complain(self, reason: str) -> None:
        """A line a minute: anybody can knock as often as they like, the log shall not fill up."""
        with self._lock:
            self._refused += 1
            if self._now() - self._complained_at < QUIET_SECONDS:
                return
            count, self._refused, self._complained_at = self._refused, 0, self._now()
        logger.warning("refused a request: %s", reason, extra={"status": 401, "count": count})
