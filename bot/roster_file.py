"""The people of an exchange as a file: names from Slack, the rest from the exchange; and on its way
to whoever asked for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.gathering import FEW, NOBODY
from bot.patience import PatientReader, patient
from bot.views import exporting
from core.domain.snapshots import Placed, Roster
from core.domain.types import ParticipantStatus, UserId
from core.rosters.writing import Entry, csv_of

NAME = "roster.csv"


def send(client: WebClient, roster: Roster, user_id: UserId) -> None:
    """Into this person's conversation with Kringle. It takes a while where there are thousands.
    Raises what slack_sdk does."""
    slow = patient(client)
    written = csv_of(_entries(slow, roster.people), roster.exchange.time_zone)
    channel = slow.conversations_open(users=user_id)["channel"]["id"]
    slow.files_upload_v2(
        channel=channel,
        file=written,
        filename=NAME,
        title=NAME,
        initial_comment=exporting.comment(roster.exchange),
    )


def _entries(client: WebClient, people: Sequence[Placed]) -> list[Entry]:
    known = {user["id"]: user for user in _users(client, {one.user_id for one in people})}
    return [_entry(one, known.get(one.user_id) or {}) for one in people]


def _entry(one: Placed, user: dict[str, Any]) -> Entry:
    """An e-mail address is there where Kringle was given the right to see it."""
    profile = user.get("profile") or {}
    names = (profile.get("real_name"), profile.get("display_name"), user.get("name"))
    return Entry(
        name=str(next(filter(None, names), "")),
        user_id=one.user_id,
        status=ParticipantStatus(one.standing.value),
        joined_at=one.joined_at,
        email=str(profile.get("email") or ""),
    )


def _users(client: WebClient, user_ids: Collection[str]) -> Iterator[dict[str, Any]]:
    """What Slack says of them; nothing of whom it does not show."""
    slack = PatientReader(client)
    if len(user_ids) > FEW:
        for page in slack.pages(client.users_list):
            yield from (user for user in page if user["id"] in user_ids)
        return
    for user_id in user_ids:
        try:
            yield slack.ask(client.users_info, user=user_id)["user"]
        except SlackApiError as error:
            if error.response.get("error") not in NOBODY:
                raise
