"""Answers that the bot posts to a response_url."""

from __future__ import annotations

from typing import Any

from playground.errors import Json, SlackError
from playground.model import Message, ResponseUrl
from playground.posting import bot_message, change, check_content, post, post_ephemeral, remove
from playground.webapi.answers import Answer
from playground.workspace import Workspace

MAX_USES = 5
MAX_AGE_SECONDS = 30 * 60


def receive(workspace: Workspace, token: str, body: Any) -> Answer:
    """Carries out one answer, or says why not as Slack does (404 for a url that is used up)."""
    with workspace.lock:
        url = workspace.response_urls.get(token)
        error = "invalid_url" if url is None else _refusal(workspace, url)
        if url is None or error:
            workspace.complain(f"response_url: {error}")
            return Answer({"ok": False, "error": error}, 404)
        try:
            respond(workspace, url, body)
        except SlackError as refused:
            workspace.complain(": ".join(["response_url", refused.code, *refused.messages]))
            return Answer(refused.body(), 400)
        url.uses += 1
        return Answer({"ok": True})


def _refusal(workspace: Workspace, url: ResponseUrl) -> str:
    if url.uses >= MAX_USES:
        return "used_url"
    expired = workspace.clock.now() - url.made_at > MAX_AGE_SECONDS
    return "expired_url" if expired else ""


def respond(workspace: Workspace, url: ResponseUrl, body: Any) -> None:
    """Shows, replaces or deletes what such an answer asks for; also for an answer in an ack."""
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    original = workspace.find_message(url.channel_id, url.message_ts or "")
    if body.get("delete_original"):
        if original:
            remove(workspace, original)
        return
    text = str(body.get("text") or "")
    blocks = check_content(text, body.get("blocks"))
    if body.get("replace_original") and original:
        change(workspace, original, text, blocks, None)
        return
    _show(workspace, url, body, text, blocks)


def _show(
    workspace: Workspace, url: ResponseUrl, body: Json, text: str, blocks: list[Json] | None
) -> Message:
    response_type = body.get("response_type") or "ephemeral"
    if response_type not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_response_type")
    if response_type == "ephemeral":
        return post_ephemeral(workspace, url.channel_id, url.user_id, text, blocks)
    team = workspace.teams[url.team_id]
    message = bot_message(workspace, team, url.channel_id, text)
    message.blocks = blocks
    return post(workspace, workspace.conversations[url.channel_id], message)
