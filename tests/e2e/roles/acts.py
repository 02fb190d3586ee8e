"""What somebody can do to Kringle, as payloads of Slack's."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.builders import OTHER_TEAM, TEAM
from tests.e2e.roles.office import STRANGER, Office
from tests.e2e.roles.slack import Json

#: With what a request comes from: Slack gives none twice.
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Act:
    """One thing to do. `name` is the id that Kringle listens to; `make` puts together the payload
    in which this person does it, and where it can be answered."""

    kind: str
    name: str
    what: str
    make: Callable[[Office, str, str], Json] = field(repr=False)


def press(action_id: str, value: str = "") -> Act:
    """A button in a message of Kringle's to this person."""

    def make(office: Office, who: str, response_url: str) -> Json:
        where = {"type": "message", "message_ts": "1.2", "channel_id": "D0", "is_ephemeral": False}
        return {
            **_interaction("block_actions", who),
            "actions": [_action(action_id, "button", {"value": office.with_ids(value)})],
            "container": where,
            "channel": {"id": "D0", "name": "directmessage"},
            "response_url": response_url,
        }

    return Act("action", action_id, value, make)


def press_in_view(action_id: str, value: str = "") -> Act:
    """A button in a modal."""
    return _in_view(action_id, "button", lambda said: {"value": said}, value)


def press_in_home(action_id: str, value: str) -> Act:
    """A button in the App Home, which is shown anew."""

    def make(office: Office, who: str, response_url: str) -> Json:
        return {
            **_interaction("block_actions", who),
            "actions": [_action(action_id, "button", {"value": value})],
            "container": {"type": "view", "view_id": "V0"},
            "view": {"id": "V0", "type": "home", "private_metadata": ""},
        }

    return Act("action", action_id, value, make)


def choose_in_view(action_id: str, value: str) -> Act:
    """What stands in a menu in a modal."""
    return _in_view(action_id, "overflow", lambda said: {"selected_option": {"value": said}}, value)


def _in_view(action_id: str, kind: str, chosen: Callable[[str], Json], value: str) -> Act:
    def make(office: Office, who: str, response_url: str) -> Json:
        view = _view("a view", {"exchange": office.exchange}, {})
        return {
            **_interaction("block_actions", who),
            "actions": [_action(action_id, kind, chosen(office.with_ids(value)))],
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
        }

    return Act("action", action_id, value, make)


def submit(callback_id: str, fields: Json, /, **remembered: str) -> Act:
    """A form of this exchange, with the state of each of its fields."""

    def make(office: Office, who: str, response_url: str) -> Json:
        known = {name: office.with_ids(value) for name, value in remembered.items()}
        view = _view(callback_id, {"exchange": office.exchange, **known}, fields)
        return {**_interaction("view_submission", who), "view": view, "response_urls": []}

    return Act("submission", callback_id, " ".join(remembered.values()), make)


def command(words: str) -> Act:
    """`/santa` with these words, in the channel of the announcement."""

    def make(office: Office, who: str, response_url: str) -> Json:
        return {
            "command": "/santa",
            "text": words,
            "team_id": _team(who),
            "user_id": who,
            "user_name": who.lower(),
            "channel_id": "C0SANTA",
            "trigger_id": f"{next(_numbers)}",
            "response_url": response_url,
        }

    return Act("command", words.partition(" ")[0], words, make)


def shortcut(callback_id: str) -> Act:
    """A global one."""

    def make(office: Office, who: str, response_url: str) -> Json:
        return {**_interaction("shortcut", who), "callback_id": callback_id}

    return Act("shortcut", callback_id, "", make)


def event(name: str, **more: str) -> Act:
    def make(office: Office, who: str, response_url: str) -> Json:
        return {
            "type": "event_callback",
            "team_id": _team(who),
            "event_id": f"Ev{next(_numbers)}",
            "event": {"type": name, "user": who, "channel": "D0", **more},
        }

    return Act("event", name, "", make)


def account_ended() -> Act:
    """Their own, as Slack tells of it."""

    def make(office: Office, who: str, response_url: str) -> Json:
        user = {"id": who, "team_id": _team(who), "deleted": True}
        return {
            "type": "event_callback",
            "team_id": _team(who),
            "event_id": f"Ev{next(_numbers)}",
            "event": {"type": "user_change", "user": user},
        }

    return Act("event", "user_change", "", make)


def _team(who: str) -> str:
    return OTHER_TEAM if who == STRANGER else TEAM


def _interaction(kind: str, who: str) -> Json:
    team = _team(who)
    return {
        "type": kind,
        "team": {"id": team, "domain": "office"},
        "user": {"id": who, "username": who.lower(), "team_id": team},
        "api_app_id": "A0",
        "trigger_id": f"{next(_numbers)}",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _action(action_id: str, kind: str, chosen: Json) -> Json:
    return {"type": kind, "action_id": action_id, "block_id": "b", "action_ts": "1.3", **chosen}


def _view(callback_id: str, remembered: Json, fields: Json) -> Json:
    blocks = [
        {"type": "input", "block_id": name, "element": {"type": state["type"], "action_id": name}}
        for name, state in fields.items()
    ]
    return {
        "id": f"V{next(_numbers)}",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps(remembered),
        "hash": "1.4",
        "blocks": blocks,
        "state": {"values": {name: {name: state} for name, state in fields.items()}},
        "previous_view_id": "V0",
        "root_view_id": "V0",
    }
