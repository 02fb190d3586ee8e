"""The one place where what went wrong becomes an answer: listeners raise, this speaks."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.context.ack import Ack
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.errors import SlackApiError

from bot import wording
from bot.identity import SlackAway
from bot.listeners.incoming import Incoming
from bot.spent import spent_after
from bot.views.message import Message
from bot.views.notes import note
from bot.views.spent import without
from core.domain.errors import AlreadyHandled, SantaError
from core.hurry import DatabaseAway

logger = logging.getLogger(__name__)

TOO_SLOW = frozenset({"expired_trigger_id", "exchanged_trigger_id"})


def answer_error(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse:
    """Say what happened, to the person alone, where they are."""
    ack = Ack()  # type: ignore[no-untyped-call] # Bolt leaves it without types
    incoming = Incoming(body, context, ack)
    if isinstance(error, AlreadyHandled):
        incoming.acknowledge()
    elif "event" in body:
        _log_event(error)
        incoming.acknowledge()
    else:
        _say(incoming, _words(error), error)
    return ack.response or BoltResponse(status=200, body="")


def _words(error: Exception) -> str:
    if isinstance(error, SantaError):
        return wording.explain(error)
    if isinstance(error, BoltUnhandledRequestError):
        return wording.NOT_KNOWN
    if isinstance(error, SlackAway):
        return wording.SLACK_AWAY
    if isinstance(error, DatabaseAway):
        return _database_away(error)
    if isinstance(error, SlackApiError) and error.response["error"] in TOO_SLOW:
        return wording.TOO_SLOW
    return wording.SOMETHING_BROKE.format(code=_log_unexpected(error))


def _log_event(error: Exception) -> None:
    """Nobody reads an answer to an event. One from a workspace that Kringle is not set up for is
    refused like anything else, and is no error."""
    if isinstance(error, SantaError):
        logger.info("an event was refused: %s", type(error).__name__)
    elif isinstance(error, DatabaseAway):
        _database_away(error)
    else:
        _log_unexpected(error)


def _database_away(error: DatabaseAway) -> str:
    logger.warning("the database is away: %s", error.__cause__ or error)
    return wording.PERHAPS_SAVED if error.may_have_changed else wording.DATABASE_AWAY


def _log_unexpected(error: Exception) -> str:
    """The code that joins what the person reads with what the log says."""
    code = secrets.token_hex(3)
    logger.error("a request broke, code %s", code, exc_info=error)
    return code


def _say(incoming: Incoming, words: str, error: Exception) -> None:
    field = _first_field(incoming) if incoming.body.get("type") == "view_submission" else None
    if field:
        incoming.refuse({field: words})  # the form stays, with everything typed
    elif settled := _settled(incoming, words, error):
        incoming.answer_in_place(settled)
    else:
        incoming.answer(note(words))


def _settled(incoming: Incoming, words: str, error: Exception) -> Message | None:
    """The message of a button that can never work again, without it, in the conversation with this
    person. In a channel others read it, and what only this person sees is gone soon anyway."""
    actions = incoming.body.get("actions")
    if not (actions and incoming.is_in_conversation and isinstance(error, SantaError)):
        return None
    pressed = str(actions[0].get("action_id"))
    is_spent = spent_after(error, pressed, incoming.value)
    message = incoming.body.get("message") or {}
    return without(message, is_spent, words) if is_spent else None


def _first_field(incoming: Incoming) -> str | None:
    blocks = (incoming.body.get("view") or {}).get("blocks") or []
    return next((block["block_id"] for block in blocks if block.get("type") == "input"), None)


def register(app: App) -> None:
    app.error(answer_error)
