"""Whom Kringle believes that they are Slack: read once, and the same for every call."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.app import build_bolt
from bot.certificates import certificates
from bot.config import Settings
from bot.fence import FencedClient
from bot.people import People
from core.domain.types import Caller, TeamId, UserId
from core.ports import NotSent
from core.services.registry import Services
from tests.integration.certified import Certified, certified
from tests.integration.offices import Office


@pytest.fixture
def certificate(tmp_path: Path) -> Certified:
    return certified(tmp_path)


@pytest.fixture
def trusted(certificate: Certified, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """This machine believes the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    certificates.cache_clear()
    yield certificates()
    certificates.cache_clear()


@pytest.fixture
def office(certificate: Certified) -> Iterator[Office]:
    with closing(Office(certificate)) as office:
        yield office


def settings_for(office: Office) -> Settings:
    return Settings.from_env(
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": office.url}
    )


def is_guest(client: WebClient) -> bool:
    caller = Caller(TeamId("T1"), UserId("U1"), "r")
    return People(client).profile_of(caller, {}).person.is_guest


def test_no_call_reads_them_again(
    office: Office,
    services: Services,
    trusted: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads: list[object] = []
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *args: reads.append(args))

    client = build_bolt(settings_for(office), services).client
    client.apps_connections_open(app_token="xapp-1")
    client.auth_test()
    FencedClient(token="xoxb-1", base_url=office.url, timeout=5).api_test()

    assert is_guest(client)
    assert len(office.connections) == 4
    assert reads == []
    # Websockets take theirs from it.
    assert client.ssl is trusted


def test_nobody_changes_what_all_share(office: Office, trusted: ssl.SSLContext) -> None:
    """urllib3 would, at each connection, and end the process when another thread opens one."""
    assert is_guest(WebClient("xoxb-1", base_url=office.url, ssl=trusted))
    assert office.protocols == [None]


def test_a_stranger_is_not_believed(office: Office) -> None:
    check_refused(FencedClient(token="xoxb-1", base_url=office.url, timeout=5))


def test_somebody_elses_certificate_is_not_believed(
    office: Office, trusted: ssl.SSLContext
) -> None:
    elsewhere = office.url.replace("127.0.0.1", "localhost")

    check_refused(FencedClient(token="xoxb-1", base_url=elsewhere, timeout=5, ssl=trusted))


def check_refused(client: FencedClient) -> None:
    with pytest.raises(NotSent) as refused:
        client.api_test()

    assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)
