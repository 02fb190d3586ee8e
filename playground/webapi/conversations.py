"""conversations.*: channels, their members, what was said in them."""

from __future__ import annotations

import math

from playground.errors import Json, SlackError
from playground.model import Conversation, Message
from playground.posting import as_json
from playground.webapi.arguments import Call, Method, page

TYPES = {"public_channel", "private_channel", "im", "mpim"}


def info(call: Call) -> Json:
    conversation = call.workspace.conversation(call.team, call.text("channel"))
    shown = conversation_json(call, conversation)
    if call.flag("include_num_members"):
        shown["num_members"] = len(conversation.members)
    return {"channel": shown}


def list_(call: Call) -> Json:
    types = set((call.text("types") or "public_channel").replace(" ", "").split(","))
    if not types <= TYPES:
        raise SlackError("invalid_types")
    listed = [one for one in call.workspace.conversations.values() if _is_listed(call, one, types)]
    shown, metadata = page(call, listed)
    channels = [conversation_json(call, one) for one in shown]
    return {"channels": channels, "response_metadata": metadata}


def members(call: Call) -> Json:
    conversation = call.workspace.conversation(call.team, call.text("channel"))
    shown, metadata = page(call, list(conversation.members))
    return {"members": shown, "response_metadata": metadata}


def history(call: Call) -> Json:
    """Newest first; ephemeral messages are not part of it."""
    conversation = call.workspace.conversation(call.team, call.text("channel"))
    if call.team.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    messages = [one for one in conversation.messages.values() if not one.ephemeral_to]
    shown, metadata = page(call, _within_range(call, messages)[::-1])
    with_metadata = call.flag("include_all_metadata")
    more = bool(metadata["next_cursor"])
    body: Json = {"has_more": more, "pin_count": 0}
    body["messages"] = [as_json(call.workspace, one, metadata=with_metadata) for one in shown]
    return {**body, "response_metadata": metadata} if more else body


def open_(call: Call) -> Json:
    if call.text("channel"):
        conversation = call.workspace.conversation(call.team, call.text("channel"))
        return {"channel": {"id": conversation.id}}
    users = [one for one in call.text("users").split(",") if one]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    member = call.workspace.visible_member(call.team, users[0])
    if member.deleted:
        raise SlackError("user_disabled")
    if member.is_bot:
        raise SlackError("cannot_dm_bot")
    known = call.workspace.has_dm(call.team, member.id)
    dm = call.workspace.dm_with(call.team, member.id)
    shown = conversation_json(call, dm) if call.flag("return_im") else {"id": dm.id}
    return {"channel": shown, **({"already_open": True, "no_op": True} if known else {})}


def conversation_json(call: Call, conversation: Conversation) -> Json:
    """A conversation object, as much of it as a bot can rely on."""
    common = {"id": conversation.id, "created": conversation.created, "is_org_shared": False}
    common["is_im"] = conversation.is_im
    if conversation.is_im:
        person = call.workspace.members[conversation.im_user_id or ""]
        return {**common, "user": person.id, "is_user_deleted": person.deleted, "is_open": True}
    return {
        **common,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": not conversation.is_private,
        "is_group": conversation.is_private,
        "is_mpim": False,
        "is_private": conversation.is_private,
        "is_archived": conversation.is_archived,
        "is_general": conversation.name == "general",
        "is_member": call.team.bot_user_id in conversation.members,
        "is_shared": conversation.is_ext_shared,
        "is_ext_shared": conversation.is_ext_shared,
        "creator": conversation.creator,
        "context_team_id": conversation.team_id,
        "num_members": len(conversation.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _is_listed(call: Call, conversation: Conversation, types: set[str]) -> bool:
    kind = "private_channel" if conversation.is_private else "public_channel"
    kind = "im" if conversation.is_im else kind
    if conversation.team_id != call.team.id or kind not in types:
        return False
    if conversation.is_archived and call.flag("exclude_archived"):
        return False
    return kind == "public_channel" or call.team.bot_user_id in conversation.members


def _within_range(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    if oldest is None and latest is None:
        return messages
    first, last = oldest or 0.0, math.inf if latest is None else latest
    limits = (first, last) if call.flag("inclusive") else ()
    moments = [(float(one.ts), one) for one in messages]
    return [one for at, one in moments if first < at < last or at in limits]


def _moment(call: Call, name: str) -> float | None:
    text = call.text(name)
    try:
        return float(text) if text else None
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


METHODS: dict[str, Method] = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.list": list_,
    "conversations.members": members,
    "conversations.open": open_,
}
