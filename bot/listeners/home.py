"""The App Home tab of one person."""

from __future__ import annotations

import logging
from http.client import HTTPException

from slack_sdk.errors import SlackApiError

from bot import ids
from bot.listeners.incoming import Incoming
from bot.views import home as views
from core.domain import rules
from core.services.registry import Services

logger = logging.getLogger(__name__)


def publish_home(incoming: Incoming, services: Services) -> None:
    """Show the newest state, on the pages where something was pressed. Opening the tab again shows
    it from the beginning, so nothing waits for this."""
    involvements = services.overview.status(incoming.caller)
    person, team_id = incoming.profile().person, incoming.caller.team_id
    is_admin = rules.allowed(rules.check_admin, person, team_id)
    gets_reminders = services.invitations.gets_reminders(incoming.caller)
    now = services.overview.clock.now()
    view = views.home(
        involvements,
        now,
        turned=_turned(incoming),
        is_admin=is_admin,
        gets_reminders=gets_reminders,
        last_time=services.copying.in_season(incoming.caller),
    )
    try:
        incoming.client.views_publish(user_id=incoming.caller.user_id, view=view)
    except (SlackApiError, OSError, HTTPException) as error:
        logger.warning("App Home could not be shown: %s", type(error).__name__)


def _turned(incoming: Incoming) -> dict[str, int]:
    """Which page of each part it is to show."""
    turns = incoming.action_id in (ids.HOME_BACK, ids.HOME_MORE)
    return views.read_turned(incoming.home or {}, incoming.value if turns else "")
