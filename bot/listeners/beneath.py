"""The console that lies beneath other modals: what was done in them shows in it at once."""

from __future__ import annotations

import logging
from http.client import HTTPException

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.listeners.incoming import Incoming
from bot.views import console as views
from core.domain.errors import SantaError
from core.services.registry import Services

logger = logging.getLogger(__name__)


def console_view(incoming: Incoming, services: Services, place: str) -> View:
    """The console as it is now; see `bot.views.console.place_of`. Raises what `look` does."""
    exchange_id, standing, page = views.read_place(place)
    board = services.console.look(incoming.caller, exchange_id, standing, page)
    return views.board(board, services.console.clock.now())


def renew_console(incoming: Incoming, services: Services) -> None:
    """Show the newest state. What was done is done, whether or not this can be shown."""
    try:
        view = console_view(incoming, services, incoming.console)
        root_id = incoming.view["root_view_id"]
        incoming.client.views_update(view_id=root_id, view=incoming.above(view))
    except SantaError:
        return  # they organize it no more, and the next button says so
    except (SlackApiError, OSError, HTTPException) as error:
        logger.warning("a console could not be renewed: %s", type(error).__name__)
