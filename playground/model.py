"""What a Slack workspace consists of, as far as a bot can tell."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from playground.errors import Json

EVERY_SCOPE = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "files:read",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)


@dataclass
class Team:
    """A workspace with the app installed in it: the installation's token, bot user and scopes."""

    id: str
    name: str
    domain: str
    bot_token: str
    bot_user_id: str
    bot_id: str
    scopes: frozenset[str] = EVERY_SCOPE
    messages_tab: bool = True
    token_error: str | None = None  # such as token_revoked: what every call with it answers


@dataclass
class Member:
    """A person or a bot. `home_team_id` differs from `team_id` for strangers of Slack Connect.
    `admin` is None, "admin", "owner" or "primary_owner": each may what those before it may."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str = "UTC"
    is_bot: bool = False
    deleted: bool = False
    guest: str | None = None
    admin: str | None = None
    home_team_id: str = ""

    @property
    def is_stranger(self) -> bool:
        return bool(self.home_team_id) and self.home_team_id != self.team_id

    @property
    def email(self) -> str:
        return "" if self.is_bot else f"{self.name}@example.com"

    @property
    def payload_team_id(self) -> str:
        return self.home_team_id or self.team_id

    def tz_offset(self, at: float) -> int:
        offset = datetime.fromtimestamp(at, ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


@dataclass
class Message:
    """A posted message; `ephemeral_to` names its only reader, if there is just one."""

    ts: str
    channel_id: str
    user_id: str
    text: str
    blocks: list[Json] | None = None
    metadata: Json | None = None
    bot_id: str | None = None
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)


@dataclass
class Conversation:
    """A channel, public or private, or a direct message with `im_user_id`.

    Nothing in it is searched for: a channel may have 100,000 members, and messages without end.
    """

    id: str
    team_id: str
    name: str
    created: int
    creator: str
    is_private: bool = False
    is_im: bool = False
    im_user_id: str | None = None
    is_archived: bool = False
    is_ext_shared: bool = False
    members: dict[str, None] = field(default_factory=dict)  # an ordered set
    messages: dict[str, Message] = field(default_factory=dict)  # by ts, in order


@dataclass
class View:
    """A modal in somebody's stack or somebody's home tab, with what that person typed into it."""

    id: str
    team_id: str
    user_id: str
    body: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    banner: str = ""


@dataclass
class Attachment:
    """A file that somebody has attached in a modal; `data` is None once it is deleted."""

    id: str
    team_id: str
    user_id: str
    name: str
    created: int
    size: int
    data: bytes | None


@dataclass
class Trigger:
    """The right to open one view, once, within three seconds."""

    id: str
    team_id: str
    user_id: str
    made_at: float
    exchanged: bool = False
    from_modal: bool = False


@dataclass
class ResponseUrl:
    """A place to answer an interaction: five times within thirty minutes."""

    token: str
    team_id: str
    channel_id: str
    user_id: str
    made_at: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class ApiCall:
    """One request to the Web API or a response_url, as it arrived and as it was answered.

    Status 0: there was no answer. `fault` is the kind of the fault that struck it.
    """

    method: str
    args: str  # as JSON text, which takes far less memory
    at: float
    ok: bool = False
    error: str | None = None
    status: int = 0
    fault: str | None = None

    def as_json(self) -> Json:
        return {**vars(self), "args": json.loads(self.args)}
