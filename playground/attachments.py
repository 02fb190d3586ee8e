"""Files that people attach in a modal: how they get there, and how Slack speaks of them."""

from __future__ import annotations

import base64

from playground.errors import Json
from playground.model import Attachment
from playground.workspace import Workspace

TYPES = {
    "csv": ("text/csv", "CSV"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
}


class Attaching:
    """What people do with files."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def attach(self, user: str, name: str, content: str) -> Json:
        """Uploads a file, given in base64, for the modal that the person has before them."""
        data = base64.b64decode(content)
        team_id = self._workspace.actor(user).team_id
        created, file_id = int(self._workspace.clock.now()), self._workspace.new_id("F")
        file = Attachment(file_id, team_id, user, name, created, len(data), data)
        self._workspace.attachments[file_id] = file
        return file_json(self._workspace, file)

    def delete_attachments(self) -> None:
        """Everybody deletes their files."""
        for file in self._workspace.attachments.values():
            file.data = None


def file_json(workspace: Workspace, file: Attachment) -> Json:
    """A file object, as it stands in payloads and answers."""
    ending = file.name.rpartition(".")[2].lower()
    mimetype, pretty = TYPES.get(ending, ("application/octet-stream", "Binary"))
    address = f"{workspace.base_url}/files-pri/{file.team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.name,
        "mimetype": mimetype,
        "filetype": ending,
        "pretty_type": pretty,
        "user": file.user_id,
        "user_team": file.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "file_access": "visible",
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
    }
