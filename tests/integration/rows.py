"""Rows that the constraints accept, for tests of the tables themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.db.models import (
    AnonymousMessage,
    Assignment,
    ClosedTalk,
    Copy,
    Creator,
    DataKey,
    Delivery,
    Exchange,
    ExcludedPerson,
    Exclusion,
    ForgetRequest,
    KeptRoster,
    Look,
    Opening,
    Organizer,
    Participant,
    PreflightLook,
    UnablePerson,
    Wishlist,
    Workspace,
)
from core.domain.errors import RefusedAs
from core.domain.types import (
    DeliveryKind,
    DeliveryStatus,
    ExchangeStatus,
    ExclusionKind,
    OpeningStatus,
    ParticipantStatus,
)
from tests.clock import START

TEAM = "T0SANTA"
OTHER_TEAM = "T0OTHER"


def workspace(team_id: str = TEAM) -> Workspace:
    return Workspace(team_id=team_id, created_at=START, pace=5.0)


def creator(**changed: Any) -> Creator:
    return Creator(**{"team_id": TEAM, "user_id": "U1"} | changed)


def data_key(**changed: Any) -> DataKey:
    values = {"team_id": TEAM, "master_key_id": 1, "wrapped_key": b"w", "created_at": START}
    return DataKey(**values | changed)


def exchange(exchange_id: str = "E1", **changed: Any) -> Exchange:
    values: dict[str, Any] = {
        "exchange_id": exchange_id,
        "team_id": TEAM,
        "creation_key": f"key of {exchange_id}",
        "name": "Winter",
        "status": ExchangeStatus.OPEN,
        "channel_id": "C0SANTA",
        "channel_is_private": False,
        "draw_at": START + timedelta(days=7),
        "time_zone": "Europe/Berlin",
        "message": "",
        "created_at": START,
        "round": 1,
        "joined_count": 0,
        "revision": 0,
        "has_envelopes": False,
    }
    return Exchange(**values | changed)


def organizer(**changed: Any) -> Organizer:
    values = {"exchange_id": "E1", "user_id": "U1", "team_id": TEAM, "since_at": START}
    return Organizer(**values | changed)


def participant(**changed: Any) -> Participant:
    values = {
        "exchange_id": "E1",
        "user_id": "U1",
        "team_id": TEAM,
        "status": ParticipantStatus.JOINED,
        "changed_at": START,
    }
    return Participant(**values | changed)


def wishlist(**changed: Any) -> Wishlist:
    values = {
        "exchange_id": "E1",
        "user_id": "U1",
        "team_id": TEAM,
        "content_encrypted": b"sealed",
    }
    return Wishlist(**values | changed)


def exclusion(exclusion_id: str = "X1", **changed: Any) -> Exclusion:
    values = {
        "exclusion_id": exclusion_id,
        "exchange_id": "E1",
        "team_id": TEAM,
        "kind": ExclusionKind.MUTUAL,
        "fingerprint": f"fingerprint of {exclusion_id}",
        "set_by": "U1",
        "created_at": START,
    }
    return Exclusion(**values | changed)


def excluded_person(**changed: Any) -> ExcludedPerson:
    values = {"exclusion_id": "X1", "user_id": "U1", "team_id": TEAM, "position": 0}
    return ExcludedPerson(**values | changed)


def assignment(giver_id: str = "U1", **changed: Any) -> Assignment:
    values = {
        "exchange_id": "E1",
        "giver_id": giver_id,
        "team_id": TEAM,
        "recipient_encrypted": b"sealed",
        "recipient_key": f"recipient of {giver_id}".encode(),
    }
    return Assignment(**values | changed)


def look(**changed: Any) -> Look:
    return Look(**{"exchange_id": "E1", "look_key": b"key", "team_id": TEAM} | changed)


def anonymous_message(**changed: Any) -> AnonymousMessage:
    values = {
        "message_id": "M1",
        "exchange_id": "E1",
        "team_id": TEAM,
        "writer_key": b"key",
        "route_encrypted": b"sealed",
        "text_encrypted": b"sealed",
        "written_at": START,
    }
    return AnonymousMessage(**values | changed)


def closed_talk(**changed: Any) -> ClosedTalk:
    values = {"exchange_id": "E1", "closed_key": b"key", "team_id": TEAM, "closed_at": START}
    return ClosedTalk(**values | changed)


def copy(**changed: Any) -> Copy:
    values = {
        "exchange_id": "E1",
        "team_id": TEAM,
        "source_id": "E0",
        "asked_by": "U1",
        "asked_at": START,
    }
    return Copy(**values | changed)


def kept_roster(**changed: Any) -> KeptRoster:
    values = {
        "roster_id": "R1",
        "exchange_id": "E1",
        "team_id": TEAM,
        "kept_for": "U1",
        "kept_at": START,
        "content_encrypted": b"sealed",
    }
    return KeptRoster(**values | changed)


def preflight_look(**changed: Any) -> PreflightLook:
    values = {"exchange_id": "E1", "occasion": "1h", "team_id": TEAM, "looked_at": START}
    return PreflightLook(**values | changed)


def unable_person(**changed: Any) -> UnablePerson:
    values = {
        "exchange_id": "E1",
        "user_id": "U1",
        "team_id": TEAM,
        "reason": RefusedAs.GUEST,
        "found_at": START,
    }
    return UnablePerson(**values | changed)


def delivery(delivery_id: str = "D1", **changed: Any) -> Delivery:
    values = {
        "delivery_id": delivery_id,
        "team_id": TEAM,
        "exchange_id": "E1",
        "kind": DeliveryKind.MATCH,
        "addressee_id": f"addressee of {delivery_id}",
        "occasion": "",
        "priority": 1,
        "status": DeliveryStatus.PENDING,
        "owed_at": START,
        "attempts": 0,
    }
    return Delivery(**values | changed)


def forget_request(**changed: Any) -> ForgetRequest:
    values = {"exchange_id": "E1", "user_id": "U1", "team_id": TEAM, "asked_at": START}
    values["is_out"] = False
    return ForgetRequest(**values | changed)


def opening(opening_id: str = "O1", **changed: Any) -> Opening:
    values = {
        "opening_id": opening_id,
        "exchange_id": "E1",
        "team_id": TEAM,
        "status": OpeningStatus.ASKED,
        "asked_by": "U1",
        "asked_at": START,
        "giver_encrypted": b"sealed",
        "reason_encrypted": b"sealed",
    }
    return Opening(**values | changed)
