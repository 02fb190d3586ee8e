"""views.*: modals and the home tab."""

from __future__ import annotations

from playground.errors import Json, SlackError
from playground.model import View
from playground.views import (
    open_modal,
    publish_home,
    push_modal,
    replace_view,
    stored_view,
    view_json,
)
from playground.webapi.arguments import Call, Method


def open_(call: Call) -> Json:
    body = stored_view(_view(call))
    trigger = call.workspace.exchange_trigger(call.team, _trigger_id(call))
    return _shown(call, open_modal(call.workspace, call.team, trigger.user_id, body))


def push(call: Call) -> Json:
    body = stored_view(_view(call))
    trigger = call.workspace.exchange_trigger(call.team, _trigger_id(call))
    if not trigger.from_modal:
        raise SlackError("not_found")
    return _shown(call, push_modal(call.workspace, call.team, trigger.user_id, body))


def update(call: Call) -> Json:
    given = _view(call)
    view = _named_view(call)
    body = stored_view(given, view.body["type"])
    _check_hash(call, view)
    return _shown(call, replace_view(call.workspace, view, body))


def publish(call: Call) -> Json:
    body = stored_view(_view(call), "home")
    member = call.workspace.members.get(call.text("user_id"))
    if member is None or member.team_id != call.team.id:
        raise SlackError("invalid_arguments", ["invalid `user_id`"])
    existing = call.workspace.homes.get((call.team.id, member.id))
    if call.text("hash"):
        _check_hash(call, existing)
    return _shown(call, publish_home(call.workspace, call.team, member.id, body))


def _shown(call: Call, view: View) -> Json:
    return {"view": view_json(call.workspace, view)}


def _view(call: Call) -> object:
    return call.structure("view", "invalid_arguments")


def _trigger_id(call: Call) -> str:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger_id:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return trigger_id


def _named_view(call: Call) -> View:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = call.workspace.find_view(view_id) if view_id else _by_external_id(call, external_id)
    if view is None or view.team_id != call.team.id:
        raise SlackError("not_found")
    return view


def _by_external_id(call: Call, external_id: str) -> View | None:
    views = (view for stack in call.workspace.stacks.values() for view in stack)
    return next((view for view in views if view.body["external_id"] == external_id), None)


def _check_hash(call: Call, view: View | None) -> None:
    given = call.text("hash")
    if given and (view is None or given != view.hash):
        raise SlackError("hash_conflict")


METHODS: dict[str, Method] = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
