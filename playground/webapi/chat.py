"""chat.*: what the bot says, changes and takes back."""

from __future__ import annotations

from playground.errors import Json, SlackError
from playground.model import Conversation, Message
from playground.posting import (
    as_json,
    bot_message,
    change,
    check_content,
    check_metadata,
    post,
    remove,
)
from playground.webapi.arguments import Call, Method


def post_message(call: Call) -> Json:
    text = call.text("text")
    blocks = check_content(text, call.structure("blocks", "invalid_blocks_format"))
    metadata = check_metadata(call.structure("metadata", "invalid_metadata_format"))
    conversation = _destination(call)
    message = bot_message(call.workspace, call.team, conversation.id, text)
    message.blocks, message.metadata = blocks, metadata
    message.thread_ts = call.text("thread_ts") or None
    post(call.workspace, conversation, message)
    shown = as_json(call.workspace, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    text, user_id = call.text("text"), call.text("user")
    blocks = check_content(text, call.structure("blocks", "invalid_blocks_format"))
    conversation = _writable(call, call.workspace.conversation(call.team, call.text("channel")))
    if user_id not in conversation.members:
        raise SlackError("user_not_in_channel")
    message = bot_message(call.workspace, call.team, conversation.id, text)
    message.blocks, message.ephemeral_to = blocks, user_id
    post(call.workspace, conversation, message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    message = _own_message(call, "cant_update_message")
    if call.workspace.conversations[message.channel_id].is_archived:
        raise SlackError("is_inactive")
    text = call.text("text")
    blocks = check_content(text, call.structure("blocks", "invalid_blocks_format"))
    metadata = check_metadata(call.structure("metadata", "invalid_metadata_format"))
    change(call.workspace, message, text, blocks, metadata)
    shown = as_json(call.workspace, message, metadata=True)
    return {"channel": message.channel_id, "ts": message.ts, "text": text, "message": shown}


def delete(call: Call) -> Json:
    message = _own_message(call, "cant_delete_message")
    remove(call.workspace, message)
    return {"channel": message.channel_id, "ts": message.ts}


def _destination(call: Call) -> Conversation:
    """The conversation named by `channel`: its id, `#name`, or a person whose DM is opened."""
    channel, workspace = call.text("channel"), call.workspace
    if channel.startswith(("U", "W")):
        return _direct_message(call, channel)
    if channel.startswith("#"):
        named = (one for one in workspace.conversations.values() if one.name == channel[1:])
        channel = next((one.id for one in named if one.team_id == call.team.id), channel)
    return _writable(call, workspace.conversation(call.team, channel))


def _direct_message(call: Call, user_id: str) -> Conversation:
    member = call.workspace.members.get(user_id)
    if member is None or member.team_id != call.team.id:
        raise SlackError("channel_not_found")
    if member.is_bot:
        raise SlackError("cannot_dm_bot")
    if member.deleted and not call.workspace.has_dm(call.team, user_id):
        raise SlackError("channel_not_found")
    _check_messages_tab(call)
    return call.workspace.dm_with(call.team, user_id)


def _check_messages_tab(call: Call) -> None:
    if not call.team.messages_tab:
        raise SlackError("messages_tab_disabled")


def _writable(call: Call, conversation: Conversation) -> Conversation:
    if conversation.is_im:
        _check_messages_tab(call)
    if conversation.is_archived:
        raise SlackError("is_archived")
    if call.team.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def _own_message(call: Call, not_own: str) -> Message:
    conversation = call.workspace.conversation(call.team, call.text("channel"))
    message = call.workspace.find_message(conversation.id, call.text("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user_id != call.team.bot_user_id:
        raise SlackError(not_own)
    return message


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}
