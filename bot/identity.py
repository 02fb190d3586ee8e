"""Which workspace this Kringle serves, as its token says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from core.domain.errors import OtherWorkspace
from core.domain.types import TeamId


@dataclass(frozen=True)
class Identity:
    team_id: TeamId
    bot_user_id: str
    bot_id: str


class SingleWorkspace:
    """Asks Slack once who we are, and lets only that workspace in."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._lock = Lock()
        self._identity: Identity | None = None

    def identity(self) -> Identity:
        """Raises what slack_sdk raises while Slack does not answer; the next call asks again."""
        with self._lock:
            if self._identity is None:
                found = self._client.auth_test()
                self._identity = Identity(
                    TeamId(str(found["team_id"])), str(found["user_id"]), str(found["bot_id"])
                )
            return self._identity

    def authorizer(self) -> Callable[..., AuthorizeResult]:
        """Bolt's question before every listener: a plain function, since Bolt reads the names of
        its arguments and would hand over a `self` as well. It raises `OtherWorkspace`."""

        def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            identity = self.identity()
            if team_id != identity.team_id:
                raise OtherWorkspace
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=identity.team_id,
                bot_user_id=identity.bot_user_id,
                bot_id=identity.bot_id,
                bot_token=self._client.token,
            )

        return authorize
