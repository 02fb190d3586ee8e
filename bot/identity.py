"""Which workspace this Kringle serves, as its token says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

from slack_bolt import BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.people import People
from core.domain.errors import OtherWorkspace
from core.domain.types import TeamId

_PEOPLE = "kringle_people"


@dataclass(frozen=True)
class Identity:
    team_id: TeamId
    bot_user_id: str
    bot_id: str


class SlackAway(Exception):
    """Slack has not told yet who we are. Bolt would answer its own error with advice to install the
    app again."""


class SingleWorkspace:
    """Asks Slack once who we are, and lets only that workspace in."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._people = People(client)
        self._identity: Identity | None = None

    def identity(self) -> Identity:
        """Raises `SlackAway` while Slack does not answer; the next call asks again. Two that ask at
        the same moment get the same answer."""
        if self._identity is None:
            try:
                found = self._client.auth_test()
            except (SlackApiError, OSError, HTTPException) as error:
                raise SlackAway from error
            self._identity = Identity(
                TeamId(str(found["team_id"])), str(found["user_id"]), str(found["bot_id"])
            )
        return self._identity

    def authorizer(self) -> Callable[..., AuthorizeResult]:
        """Bolt's question before every listener: a plain function, since Bolt reads the names of
        its arguments and would hand over a `self` as well. It raises `OtherWorkspace` and
        `SlackAway`."""

        def authorize(
            context: BoltContext, enterprise_id: str | None, team_id: str | None
        ) -> AuthorizeResult:
            identity = self.identity()
            if team_id != identity.team_id:
                raise OtherWorkspace
            context[_PEOPLE] = self._people
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=identity.team_id,
                bot_user_id=identity.bot_user_id,
                bot_id=identity.bot_id,
                bot_token=self._client.token,
            )

        return authorize


def people_in(context: BoltContext) -> People:
    """Those of the workspace that a request was let in for."""
    people: People = context[_PEOPLE]
    return people
