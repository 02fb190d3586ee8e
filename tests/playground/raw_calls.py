"""Calls of the Web API by hand: what came over the wire, without a client that smooths it."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

from playground import Playground

POST = "chat.postMessage"


def send(slack: Playground, method: str, **args: Any) -> HTTPConnection:
    """Sends the request and leaves the answer unread."""
    connection = HTTPConnection(urlsplit(slack.url).netloc, timeout=10)
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    connection.request("POST", f"/api/{method}", json.dumps(args), headers)
    return connection


def outcome(slack: Playground, method: str, **args: Any) -> str:
    """How a call ended: "200 ok", "429 ratelimited", "503 no JSON", "closed", "reset", "cut"."""
    connection = send(slack, method, **args)
    try:
        response = connection.getresponse()
        return f"{response.status} {_said(response)}"
    except RemoteDisconnected:
        return "closed"
    except ConnectionResetError:
        return "reset"
    except IncompleteRead:
        return "cut"
    finally:
        connection.close()


def _said(response: HTTPResponse) -> str:
    try:
        body = json.loads(response.read())
    except ValueError:
        return "no JSON"
    return "ok" if body["ok"] else str(body["error"])
