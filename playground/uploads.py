"""Files that the bot uploads: announced, sent to an address of their own, then shared."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from playground.errors import Json, SlackError
from playground.model import Team
from playground.webapi.answers import Answer
from playground.workspace import Workspace


@dataclass
class Upload:
    """`content` is None until it has been sent; `channel_id` is empty until it is shared."""

    id: str
    team_id: str
    token: str
    filename: str
    length: int
    content: bytes | None = None
    title: str = ""
    channel_id: str = ""

    def as_json(self) -> Json:
        text = (self.content or b"").decode("utf-8", "replace")
        return {"id": self.id, "name": self.filename, "title": self.title, "text": text}


def announce(workspace: Workspace, team: Team, filename: str, length: int) -> Upload:
    upload = Upload(workspace.new_id("F"), team.id, uuid4().hex, filename, length)
    workspace.uploads[upload.id] = upload
    return upload


def receive(workspace: Workspace, file_id: str, token: str, content: bytes) -> Answer:
    """The bytes themselves, at the address that was given out for them."""
    with workspace.lock:
        upload = workspace.uploads.get(file_id)
        if upload is None or upload.token != token or len(content) != upload.length:
            workspace.complain(f"upload: {file_id} is not what was announced")
            return Answer({"ok": False, "error": "invalid_upload"}, 400)
        upload.content = content
        return Answer({"ok": True}, page=f"OK - {len(content)}")


def sent(workspace: Workspace, team: Team, file_id: str) -> Upload:
    """An upload of this team whose bytes have arrived."""
    upload = workspace.uploads.get(file_id)
    if upload is None or upload.team_id != team.id or upload.content is None:
        raise SlackError("file_not_found")
    return upload
