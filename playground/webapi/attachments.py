"""files.info, and the private address that a file is read from."""

from __future__ import annotations

from playground.attachments import file_json
from playground.errors import Json, SlackError
from playground.webapi.answers import Answer
from playground.webapi.arguments import Call, Method
from playground.workspace import Workspace

#: How the reading of a file's bytes is called in the record, and for faults.
DOWNLOAD = "download"


def info(call: Call) -> Json:
    file = call.workspace.attachments.get(call.text("file"))
    if file is None or file.team_id != call.team.id:
        raise SlackError("file_not_found")
    if file.data is None:
        raise SlackError("file_deleted")
    return {"file": file_json(call.workspace, file)}


def download(workspace: Workspace, file_id: str, token: str) -> Answer:
    """Whoever has no token for it is led to a page where one signs in."""
    with workspace.lock:
        team, file = workspace.team_by_token(token), workspace.attachments.get(file_id)
        may_read = team and not team.token_error and "files:read" in team.scopes
        if file is None or team is None or not may_read or team.id != file.team_id:
            return Answer({"ok": False}, 302, {"Location": f"{workspace.base_url}/signin"})
        if file.data is None:
            return Answer({"ok": False}, 404, page="<html>Not found</html>")
        return Answer({"ok": True}, data=file.data)


METHODS: dict[str, Method] = {"files.info": info}
