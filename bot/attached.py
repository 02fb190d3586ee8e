"""Reading a file that somebody has attached in a form.

Where it lies, Slack is asked by the file's id: no address is taken from a request. The token goes
to Slack's own host and nowhere else, also when Slack itself should name another one.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from bot.connections import connections
from core.domain.errors import FileProblem, FileRefused
from core.rosters.limits import MAX_BYTES

#: What Slack answers about a file that is gone, or that is not for Kringle.
GONE = frozenset({"file_not_found", "file_deleted", "access_denied"})
CHUNK = 64 * 1024
LONGEST_SECONDS = 60


class NoFile(Exception):
    """Slack does not have it any more, or does not hand it out to Kringle."""


class SlackSilent(OSError):
    """It does not answer, or not with a file."""


def attached(client: WebClient, file_id: str) -> bytes:
    """What is in the file. Raises `NoFile`, `FileRefused` when it is too large, and what slack_sdk
    does."""
    try:
        file = client.files_info(file=file_id)["file"]
    except SlackApiError as error:
        if error.response.get("error") in GONE:
            raise NoFile from None
        raise
    if int(file.get("size") or 0) > MAX_BYTES:
        raise FileRefused(FileProblem.TOO_BIG)
    address = str(file.get("url_private_download") or "")
    if not is_of_slack(address, client.base_url):
        raise NoFile
    return _downloaded(client, address)


def is_of_slack(address: str, base_url: str) -> bool:
    """Whether a file's address is at the host that calls go to, or at that host's `files.`: with
    Slack itself files.slack.com."""
    try:
        given, base = urlsplit(address), urlsplit(base_url)
        port, base_port = given.port, base.port
    except ValueError:
        return False
    if given.username is not None or given.password is not None or given.scheme != base.scheme:
        return False
    host = (base.hostname or "").removeprefix("www.")
    return port == base_port and given.hostname in (base.hostname, f"files.{host}")


def _downloaded(client: WebClient, address: str) -> bytes:
    headers = {
        "Authorization": f"Bearer {client.token}",
        # What is read is what is counted: nothing is unpacked on the way.
        "Accept-Encoding": "identity",
    }
    try:
        with connections(client) as pool:
            response = pool.request(
                "GET", address, headers=headers, redirect=False, preload_content=False
            )
            try:
                return _read(response)
            finally:
                response.close()
    except HTTPError as error:
        raise SlackSilent(type(error).__name__) from None


def _read(response: BaseHTTPResponse) -> bytes:
    if response.status in (401, 403, 404, 410) or 300 <= response.status < 400:
        raise NoFile  # whoever may not read it is led to a page where one signs in
    if response.status != 200:
        raise SlackSilent(f"status {response.status}")
    deadline, read = time.monotonic() + LONGEST_SECONDS, bytearray()
    while chunk := response.read(CHUNK, decode_content=False):
        read += chunk
        if len(read) > MAX_BYTES:
            raise FileRefused(FileProblem.TOO_BIG)
        if time.monotonic() > deadline:
            raise SlackSilent("too slow")
    return bytes(read)
