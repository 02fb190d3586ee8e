"""Everything that the bot wrote to people or to a channel, in one answer."""

from __future__ import annotations

from typing import Any

from playground.errors import Json, PlaygroundError
from playground.model import Conversation, Team
from playground.rendering import mentions_in
from playground.workspace import Workspace

# A message's text, blocks and metadata. What they hold never changes: a message that is edited
# gets others. So they may be looked through after the lock is given back.
Written = tuple[str, list[Json] | None, Json | None]


class Mailboxes:
    """For whoever counts what 20,000 people received, while messages keep coming."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def received(self, team_id: str) -> dict[str, list[list[Any]]]:
        """By person: key, text and mentions of each message in the direct message."""
        with self._workspace.lock:
            team = self._workspace.teams[team_id]
            dms = self._workspace.dms(team)
            written = {user_id: _written(team, dm) for user_id, dm in dms.items()}
        return {user_id: [_told(one) for one in found] for user_id, found in written.items()}

    def posts(self, channel: str) -> list[list[Any]]:
        """The same of the messages in one channel."""
        with self._workspace.lock:
            if channel not in self._workspace.conversations:
                raise PlaygroundError(f"there is no conversation {channel}")
            conversation = self._workspace.conversations[channel]
            written = _written(self._workspace.teams[conversation.team_id], conversation)
        return [_told(one) for one in written]


def _written(team: Team, conversation: Conversation) -> list[Written]:
    """What the bot wrote there for everybody to see, and did not take back."""
    return [
        (one.text, one.blocks, one.metadata)
        for one in conversation.messages.values()
        if one.user_id == team.bot_user_id and not one.ephemeral_to
    ]


def _told(written: Written) -> list[Any]:
    text, blocks, metadata = written
    key = (metadata or {}).get("event_payload", {}).get("k")
    return [key, text, mentions_in([text, blocks])]
