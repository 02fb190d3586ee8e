"""Messages: how they are checked, stored and shown to the Web API, to payloads and to people."""

from __future__ import annotations

import json
from typing import Any

from playground.blockkit import check_blocks
from playground.errors import Json, SlackError
from playground.forms import kept, with_ids
from playground.model import Conversation, Message, Team
from playground.rendering import Reader, message_text
from playground.workspace import APP_ID, Workspace

MAX_TEXT = 40_000
MAX_METADATA_BYTES = 8_000


def check_content(text: str, blocks: Any) -> list[Json] | None:
    """The blocks as Slack stores them; raises Slack's error if the content is not acceptable."""
    if len(text) > MAX_TEXT:
        raise SlackError("msg_too_long")
    if not blocks:
        if not text:
            raise SlackError("no_text")
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = check_blocks(blocks)
    if problems:
        raise SlackError("invalid_blocks", problems)
    return with_ids(blocks)


def check_metadata(metadata: Any) -> Json | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > MAX_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def post(workspace: Workspace, conversation: Conversation, message: Message) -> Message:
    conversation.messages[message.ts] = message
    announce(workspace, message, "message")
    return message


def bot_message(workspace: Workspace, team: Team, channel_id: str, text: str) -> Message:
    ts = workspace.new_ts()
    return Message(ts, channel_id, team.bot_user_id, text, bot_id=team.bot_id)


def post_ephemeral(
    workspace: Workspace, channel_id: str, user_id: str, text: str, blocks: list[Json] | None = None
) -> Message:
    """Something that only this person sees in this conversation, from the bot."""
    team = workspace.teams[workspace.conversations[channel_id].team_id]
    message = bot_message(workspace, team, channel_id, text)
    message.blocks, message.ephemeral_to = blocks, user_id
    return post(workspace, workspace.conversations[channel_id], message)


def slackbot_says(workspace: Workspace, channel_id: str, user_id: str, text: str) -> Message:
    """Slack's own words to one person, such as that an app did not answer."""
    message = Message(workspace.new_ts(), channel_id, "USLACKBOT", text, ephemeral_to=user_id)
    return post(workspace, workspace.conversations[channel_id], message)


def change(
    workspace: Workspace, message: Message, text: str, blocks: list[Json] | None, metadata: Any
) -> None:
    message.text, message.blocks = text, blocks
    message.typed = kept(message.typed, blocks or [])
    message.edited_ts = workspace.new_ts()
    if metadata is not None:
        message.metadata = metadata
    announce(workspace, message, "update")


def remove(workspace: Workspace, message: Message) -> None:
    del workspace.conversations[message.channel_id].messages[message.ts]
    announce(workspace, message, "delete")


def announce(workspace: Workspace, message: Message, kind: str) -> None:
    workspace.touch(workspace.readers(message), f"{kind}:{message.channel_id}:{message.ts}")
    author = workspace.names.get(message.user_id, "Slackbot")
    reader = Reader(workspace.names, now=workspace.clock.now())
    what = "(deleted)" if kind == "delete" else message_text(message.text, message.blocks, reader)
    place = where(workspace, message.channel_id)
    if message.ephemeral_to:
        place += f" (only {workspace.names[message.ephemeral_to]})"
    workspace.note(author, place, what, kind)


def where(workspace: Workspace, channel_id: str) -> str:
    """A conversation as people call it."""
    conversation = workspace.conversations[channel_id]
    if conversation.im_user_id:
        return "DM with " + workspace.names[conversation.im_user_id]
    return "#" + conversation.name


def as_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """The message as Slack hands it out; its metadata only on request."""
    conversation = workspace.conversations[message.channel_id]
    body: Json = {"type": "message", "user": message.user_id, "text": message.text}
    body |= {"ts": message.ts, "team": conversation.team_id}
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": APP_ID}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.files:
        body["files"] = message.files
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.edited_ts:
        body["edited"] = {"user": message.user_id, "ts": message.edited_ts}
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body
