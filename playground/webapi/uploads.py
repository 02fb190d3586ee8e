"""files.*: what the bot uploads. docs.slack.dev, Working with files: three steps."""

from __future__ import annotations

from playground.errors import Json, SlackError
from playground.posting import bot_message, post
from playground.uploads import Upload, announce, sent
from playground.webapi.arguments import Call, Method


def get_upload_url(call: Call) -> Json:
    length = call.text("length")
    if not length.isdigit() or not int(length):
        raise SlackError("invalid_arguments", ["[ERROR] must be greater than 0: length"])
    upload = announce(call.workspace, call.team, call.text("filename"), int(length))
    url = f"{call.workspace.base_url}/upload/v1/{upload.id}/{upload.token}"
    return {"upload_url": url, "file_id": upload.id}


def complete_upload(call: Call) -> Json:
    """Without a channel the files stay private, and nobody sees them."""
    listed = call.structure("files", "invalid_arguments")
    uploads = [_titled(call, one) for one in listed]
    if call.text("channel_id"):
        _share(call, uploads)
    return {"files": [{"id": one.id, "title": one.title} for one in uploads]}


def _titled(call: Call, given: Json) -> Upload:
    upload = sent(call.workspace, call.team, str(given.get("id")))
    upload.title = str(given.get("title") or upload.filename)
    return upload


def _share(call: Call, uploads: list[Upload]) -> None:
    """In one message, with the comment above the files."""
    conversation = call.workspace.conversation(call.team, call.text("channel_id"))
    if call.team.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    comment = call.text("initial_comment")
    message = bot_message(call.workspace, call.team, conversation.id, comment)
    for upload in uploads:
        upload.channel_id = conversation.id
        message.files.append({"id": upload.id, "name": upload.filename, "title": upload.title})
    post(call.workspace, conversation, message)


METHODS: dict[str, Method] = {
    "files.completeUploadExternal": complete_upload,
    "files.getUploadURLExternal": get_upload_url,
}
