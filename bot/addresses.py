"""Who the people of a file are, by what Slack knows of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.patience import PatientReader
from bot.profiles import person_of
from core.domain.types import Person, TeamId
from core.rosters.addresses import is_slack_id

#: Above this many, it is quicker to read who everybody is than to ask about each: Slack answers
#: fifty times a minute whose an e-mail address is, and lists a thousand people at a time.
FEW = 20
NOBODY = frozenset({"users_not_found", "user_not_found", "user_not_visible"})


def people_at(
    client: WebClient, addresses: Collection[str], team_id: TeamId
) -> tuple[dict[str, Person], dict[str, Person]]:
    """Those of these addresses that belong to somebody: by e-mail address, and by Slack id. Takes
    as long as Slack lets it. Raises what slack_sdk does, also where Kringle may not read e-mail
    addresses (`missing_scope`)."""
    slack = PatientReader(client)
    ids = sorted(filter(is_slack_id, addresses))
    emails = sorted({*addresses} - {*ids})
    if len(addresses) > FEW:
        if emails:
            _by_email(slack, emails[0])  # the list would only leave out what may not be read
        return _listed(slack, frozenset(emails), frozenset(ids), team_id)
    users = {one: _by_email(slack, one) for one in emails} | {
        one: _by_id(slack, one) for one in ids
    }
    known = {one: person_of(user, team_id) for one, user in users.items() if user}
    return _parted(known)


def _by_email(slack: PatientReader, email: str) -> dict[str, Any] | None:
    return _user(slack, slack.client.users_lookupByEmail, email=email)


def _by_id(slack: PatientReader, user_id: str) -> dict[str, Any] | None:
    return _user(slack, slack.client.users_info, user=user_id)


def _user(slack: PatientReader, method: Any, **arguments: str) -> dict[str, Any] | None:
    try:
        user: dict[str, Any] = slack.ask(method, **arguments)["user"]
    except SlackApiError as error:
        if error.response.get("error") in NOBODY:
            return None
        raise
    return user


def _listed(
    slack: PatientReader, emails: frozenset[str], ids: frozenset[str], team_id: TeamId
) -> tuple[dict[str, Person], dict[str, Person]]:
    found: dict[str, Person] = {}
    for page in slack.pages(slack.client.users_list):
        for user in page:
            email = str((user.get("profile") or {}).get("email") or "").lower()
            if email in emails and _is_better(user, found.get(email)):
                found[email] = person_of(user, team_id)
            if user["id"] in ids:
                found[user["id"]] = person_of(user, team_id)
        if len(found) == len(emails) + len(ids):
            break
    return _parted(found)


def _is_better(user: dict[str, Any], known: Person | None) -> bool:
    """Somebody who comes back may have an account that is deactivated, and one that is not."""
    return known is None or (known.is_deactivated and not user.get("deleted"))


def _parted(known: dict[str, Person]) -> tuple[dict[str, Person], dict[str, Person]]:
    by_id = {one: person for one, person in known.items() if is_slack_id(one)}
    return {one: person for one, person in known.items() if one not in by_id}, by_id
