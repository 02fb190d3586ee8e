"""What all acts in front of Slack's client have in common."""

from __future__ import annotations

from playground.bot_link import BotLink
from playground.delivery import BotAnswer
from playground.errors import PlaygroundError
from playground.model import Conversation
from playground.payloads import Payloads
from playground.workspace import Workspace


class Acting:
    """Who acts where, and what is written down of it."""

    def __init__(self, workspace: Workspace, link: BotLink, payloads: Payloads) -> None:
        self.workspace = workspace
        self.link = link
        self.payloads = payloads

    def _complain_unless_acked(self, what: str, answer: BotAnswer) -> None:
        if not answer.acked:
            with self.workspace.lock:
                self.workspace.complain(f"{what}: {answer.reason}")

    def _note(self, user: str, place: str, what: str, kind: str) -> None:
        self.workspace.note(self.workspace.names[user], place, what, kind)

    def _conversation(self, channel: str) -> Conversation:
        if channel not in self.workspace.conversations:
            raise PlaygroundError(f"there is no conversation {channel}")
        return self.workspace.conversations[channel]
