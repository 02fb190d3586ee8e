"""Slack's published table: what each Web API method needs and how often it may be called."""

from __future__ import annotations

from dataclasses import dataclass

READ = frozenset({"channels:read", "groups:read", "im:read", "mpim:read"})
HISTORY = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
OPEN = frozenset({"channels:manage", "groups:write", "im:write", "mpim:write"})
NONE: frozenset[str] = frozenset()
PER_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}


@dataclass(frozen=True)
class MethodRule:
    """One of `scopes` is enough; `required` must not be empty; tier t5 has its own limit."""

    tier: str
    scopes: frozenset[str] = NONE
    required: tuple[str, ...] = ()


METHODS = {
    "apps.connections.open": MethodRule("t3"),
    "auth.test": MethodRule("t5"),
    "chat.delete": MethodRule("t3", frozenset({"chat:write"}), ("channel", "ts")),
    "chat.postEphemeral": MethodRule("t4", frozenset({"chat:write"}), ("channel", "user")),
    "chat.postMessage": MethodRule("t5", frozenset({"chat:write"}), ("channel",)),
    "chat.update": MethodRule("t3", frozenset({"chat:write"}), ("channel", "ts")),
    "conversations.history": MethodRule("t3", HISTORY, ("channel",)),
    "conversations.info": MethodRule("t3", READ, ("channel",)),
    "conversations.list": MethodRule("t2", READ),
    "conversations.members": MethodRule("t4", READ, ("channel",)),
    "conversations.open": MethodRule("t3", OPEN),
    "files.completeUploadExternal": MethodRule("t4", frozenset({"files:write"}), ("files",)),
    "files.getUploadURLExternal": MethodRule(
        "t4", frozenset({"files:write"}), ("filename", "length")
    ),
    "files.info": MethodRule("t4", frozenset({"files:read"}), ("file",)),
    "usergroups.list": MethodRule("t2", frozenset({"usergroups:read"})),
    "usergroups.users.list": MethodRule("t2", frozenset({"usergroups:read"}), ("usergroup",)),
    "users.info": MethodRule("t4", frozenset({"users:read"}), ("user",)),
    "users.list": MethodRule("t2", frozenset({"users:read"})),
    "users.lookupByEmail": MethodRule("t3", frozenset({"users:read.email"}), ("email",)),
    "views.open": MethodRule("t4", NONE, ("view",)),
    "views.publish": MethodRule("t4", NONE, ("user_id", "view")),
    "views.push": MethodRule("t4", NONE, ("view",)),
    "views.update": MethodRule("t4", NONE, ("view",)),
}
