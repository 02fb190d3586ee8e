"""One field of a view, and what a view remembers, for the forms of every flow."""

from __future__ import annotations

import json
from typing import Any

from core.domain.types import UserId


def remembered(view: dict[str, Any]) -> dict[str, Any]:
    """What the view carries in `private_metadata`; empty when it is not ours."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def field(view: dict[str, Any], field_id: str) -> dict[str, Any]:
    found = view["state"]["values"].get(field_id, {}).get(field_id)
    return found or {}


def text(view: dict[str, Any], field_id: str) -> str:
    return (field(view, field_id).get("value") or "").strip()


def changes(view: dict[str, Any], field_id: str, known: str) -> tuple[list[UserId], set[UserId]]:
    """Who of a list of people is new, and who is gone, since the form was opened."""
    before = set(str(remembered(view).get(known) or "").split(",")) - {""}
    after = field(view, field_id).get("selected_users") or []
    added = [UserId(one) for one in dict.fromkeys(after) if one not in before]
    return added, {UserId(one) for one in before - {*after}}
