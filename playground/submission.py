"""What becomes of a modal by the bot's answer to its submission."""

from __future__ import annotations

from typing import Any

from playground.errors import Json, SlackError
from playground.model import View
from playground.views import push_modal, replace_view, stored_view
from playground.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def answer_submission(workspace: Workspace, view: View, body: Any) -> None:
    """Closes, keeps, replaces or stacks the view; a wrong answer becomes a complaint."""
    action = body.get("response_action") if isinstance(body, dict) else None
    if not body or (isinstance(body, dict) and not action):
        _close(workspace, view)
    elif action == "clear":
        workspace.stacks[view.user_id] = []
    elif action == "errors":
        _show_errors(workspace, view, body.get("errors"))
    elif action in ("update", "push"):
        _show_view(workspace, view, body, action)
    else:
        _trouble(workspace, view, f"unknown response_action {action!r}")


def _close(workspace: Workspace, view: View) -> None:
    stack = workspace.stacks.get(view.user_id, [])
    if view in stack:
        stack.remove(view)


def _show_errors(workspace: Workspace, view: View, errors: Any) -> None:
    inputs = {one["block_id"] for one in view.body["blocks"] if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        _trouble(workspace, view, "response_action errors without errors")
        return
    view.errors = {str(block_id): str(words) for block_id, words in errors.items()}
    for unknown in sorted(set(view.errors) - inputs):
        workspace.complain(f"view_submission: errors name {unknown!r}, which is no input block")


def _show_view(workspace: Workspace, view: View, answer: Json, action: str) -> None:
    team = workspace.teams[view.team_id]
    try:
        body = stored_view(answer.get("view"))
        if action == "update":
            replace_view(workspace, view, body)
        else:
            push_modal(workspace, team, view.user_id, body)
    except SlackError as error:
        _trouble(workspace, view, ": ".join([error.code, *error.messages]))


def _trouble(workspace: Workspace, view: View, words: str) -> None:
    view.banner = TROUBLE
    workspace.complain(f"view_submission: {words}")
