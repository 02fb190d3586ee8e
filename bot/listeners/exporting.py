"""The list of people as a file, in the direct message of the organizer who asks for it."""

from __future__ import annotations

import logging
import threading
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import ids, roster_file
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.patience import patient
from bot.views import exporting as views
from bot.views.message import Message
from bot.views.notes import as_modal
from core.domain.snapshots import Roster
from core.services.registry import Services

logger = logging.getLogger(__name__)

AWAY = (SlackClientError, OSError, HTTPException)


def export(incoming: Incoming, services: Services) -> None:
    """Nobody waits for it: Slack is asked for every name, and takes the file in three steps."""
    roster = services.exporting.roster(incoming.caller, incoming.value)
    view_id = incoming.open(as_modal(views.writing()))
    given = (incoming, roster, view_id)
    threading.Thread(target=_send, args=given, name="exporting", daemon=True).start()


def _send(incoming: Incoming, roster: Roster, view_id: str) -> None:
    try:
        roster_file.send(incoming.client, roster, incoming.caller.user_id)
        message = views.sent()
    except AWAY as error:
        logger.warning("a file was not sent: %s", type(error).__name__)
        message = views.not_allowed() if _lacks_scope(error) else views.not_sent()
    except Exception:
        # The edge of a thread: whoever asked has to hear of it.
        exchange_id = roster.exchange.exchange_id
        logger.exception("the file of exchange %s broke", exchange_id)
        message = views.not_sent()
    _show(incoming, view_id, message)


def _lacks_scope(error: Exception) -> bool:
    if not isinstance(error, SlackApiError):
        return False
    return bool(error.response.get("error") == "missing_scope")


def _show(incoming: Incoming, view_id: str, message: Message) -> None:
    try:
        patient(incoming.client).views_update(view_id=view_id, view=as_modal(message))
    except AWAY as error:
        logger.info("nobody sees what came of a file: %s", type(error).__name__)


def register(app: App, services: Services) -> None:
    app.block_action(ids.EXPORT)(bind(export, services))
