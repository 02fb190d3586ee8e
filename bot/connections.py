"""Connections to Slack for what slack_sdk does not do, or does too slowly."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import proxy_bypass

from slack_sdk import WebClient
from urllib3 import PoolManager, ProxyManager


def connections(client: WebClient, at_once: int = 1) -> PoolManager:
    """The way that slack_sdk goes, with its certificates and its patience: a proxy is spoken to in
    plain HTTP, however it is written. Nothing is repeated."""
    options: dict[str, Any] = {
        "maxsize": at_once,
        "retries": False,
        "ssl_context": client.ssl,
        "timeout": client.timeout,
    }
    if not client.proxy or proxy_bypass(urlsplit(client.base_url).netloc):
        return PoolManager(**options)
    proxy = urlsplit(client.proxy if "://" in client.proxy else f"//{client.proxy}")
    login, _, address = proxy.netloc.rpartition("@")
    secret = b64encode(unquote_to_bytes(login)).decode()
    headers = {"Proxy-Authorization": f"Basic {secret}"} if login else None
    return ProxyManager(f"http://{address}", proxy_headers=headers, **options)
