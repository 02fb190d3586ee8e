"""Views: how they are checked, opened, stacked, replaced and shown to the bot."""

from __future__ import annotations

from typing import Any

from playground.blockkit import check_view, is_too_large
from playground.errors import Json, SlackError
from playground.forms import kept, state_values, with_ids, with_text_defaults
from playground.model import Team, View
from playground.workspace import APP_ID, Workspace

MAX_STACK = 3
OPTIONAL: Json = {
    "title": None,
    "submit": None,
    "close": None,
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def stored_view(view: Any, kind: str = "modal") -> Json:
    """The view with Slack's defaults; raises Slack's error when it is not a proper one."""
    if is_too_large(view):
        raise SlackError("view_too_large")
    problems = check_view(view)
    if not problems and view["type"] != kind:
        problems = [f"[ERROR] unsupported type: {view['type']} [json-pointer:/view/type]"]
    if problems:
        raise SlackError("invalid_arguments", problems)
    return {**OPTIONAL, **with_text_defaults(view), "blocks": with_ids(view["blocks"])}


def open_modal(workspace: Workspace, team: Team, user_id: str, body: Json) -> View:
    """The root of a new stack; what was open before is gone."""
    view = workspace.new_view(team, user_id, body)
    _check_external_id(workspace, body, view)
    workspace.stacks[user_id] = [view]
    _announce(workspace, view, "opens")
    return view


def push_modal(workspace: Workspace, team: Team, user_id: str, body: Json) -> View:
    stack = workspace.stacks.get(user_id) or []
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    view = workspace.new_view(team, user_id, body, below=stack[-1])
    _check_external_id(workspace, body, view)
    stack.append(view)
    _announce(workspace, view, "opens")
    return view


def replace_view(workspace: Workspace, view: View, body: Json) -> View:
    """New content in the same view: typed input stays where both ids stay the same."""
    _check_external_id(workspace, body, view)
    view.body, view.hash = body, workspace.new_hash()
    view.typed = kept(view.typed, body["blocks"])
    view.errors, view.banner = {}, ""
    _announce(workspace, view, "updates")
    return view


def publish_home(workspace: Workspace, team: Team, user_id: str, body: Json) -> View:
    """The home tab with this content; like any view, it keeps what was typed under the same ids."""
    key = (team.id, user_id)
    if key in workspace.homes:
        return replace_view(workspace, workspace.homes[key], body)
    view = workspace.new_view(team, user_id, body)
    workspace.homes[key] = view
    _announce(workspace, view, "publishes")
    return view


def view_json(workspace: Workspace, view: View) -> Json:
    """The view as it stands in answers and payloads."""
    return {
        "id": view.id,
        "team_id": view.team_id,
        **view.body,
        "state": {"values": state_values(view.body["blocks"], view.typed)},
        "hash": view.hash,
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": APP_ID,
        "app_installed_team_id": view.team_id,
        "bot_id": workspace.teams[view.team_id].bot_id,
    }


def _check_external_id(workspace: Workspace, body: Json, own: View) -> None:
    external_id = body["external_id"]
    if not external_id:
        return
    others = [*workspace.homes.values(), *(v for stack in workspace.stacks.values() for v in stack)]
    if any(view.id != own.id and view.body["external_id"] == external_id for view in others):
        raise SlackError("duplicate_external_id")


def _announce(workspace: Workspace, view: View, verb: str) -> None:
    workspace.touch([view.user_id], f"view:{view.id}")
    title = (view.body.get("title") or {}).get("text", "")
    name = f"modal “{title}”" if view.body["type"] == "modal" else "home"
    bot = workspace.names[workspace.teams[view.team_id].bot_user_id]
    workspace.note(bot, f"screen of {workspace.names[view.user_id]}", f"{verb} {name}", "view")
