"""The forms about who comes and goes after the draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import ids
from bot.forms.exclusions import read_relaxed
from bot.forms.fields import field, remembered
from core.domain.types import UserId


@dataclass(frozen=True)
class AskedRepair:
    """Who is to be out and who in, and the exclusions to remove for it. `is_typed`: from the form
    in which people are chosen."""

    exchange_id: str
    left: UserId | None
    joined: UserId | None
    relaxed: frozenset[str]
    is_typed: bool


def read_repair(view: dict[str, Any]) -> AskedRepair:
    known = remembered(view)
    exchange_id, relaxed = read_relaxed(view)
    left = field(view, ids.REPAIR_LEFT).get("selected_user") or known.get("left")
    joined = field(view, ids.REPAIR_JOINED).get("selected_user") or known.get("joined")
    return AskedRepair(
        exchange_id,
        left=UserId(str(left)) if left else None,
        joined=UserId(str(joined)) if joined else None,
        relaxed=relaxed,
        is_typed=view.get("callback_id") == ids.REPAIRS_VIEW,
    )
