"""Adding people by a file: it is read, looked over, and saved."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import forms, ids, wording
from bot.addresses import people_at
from bot.attached import NoFile, attached
from bot.errands import Errand
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.patience import patient
from bot.views import paging
from bot.views import rosters as views
from bot.views.notes import as_modal, note
from core.domain.errors import SantaError
from core.domain.snapshots import Exchange
from core.rosters.resolving import resolve
from core.rosters.review import Review
from core.services.registry import Services

logger = logging.getLogger(__name__)

AWAY = (SlackApiError, OSError, HTTPException)
#: Slack waits for three seconds in all.
PATIENCE_SECONDS = 1.5


def open_form(incoming: Incoming, services: Services) -> None:
    incoming.open(views.form(services.invitations.invitable(incoming.caller, incoming.value)))


def submit(incoming: Incoming, services: Services) -> None:
    """What is quickly read shows at once; otherwise whoever sent it hears that it takes a while."""
    exchange_id, file_id = forms.read_file(incoming.view)
    exchange = services.invitations.invitable(incoming.caller, exchange_id)
    if not file_id:
        incoming.refuse({ids.ROSTER_FILE: wording.NO_FILE_CHOSEN})
        return
    errand = Errand("roster", partial(_come_to, incoming, services, exchange_id, file_id))
    try:
        review = errand.wait(PATIENCE_SECONDS)
    except (SantaError, NoFile, *AWAY) as error:
        incoming.refuse({ids.ROSTER_FILE: _explained(error)})
        return
    if review is None:
        incoming.answer(views.reading())
        errand.afterwards(partial(_show_later, incoming, exchange))
    else:
        incoming.replace(views.review(review))


def _come_to(incoming: Incoming, services: Services, exchange_id: str, file_id: str) -> Review:
    client, team_id = patient(incoming.client), incoming.caller.team_id
    roster = services.rosters.read(attached(client, file_id))
    by_email, by_id = people_at(client, roster.addresses, team_id)
    resolution = resolve(roster, by_email, by_id, team_id)
    return services.rosters.keep(incoming.caller, exchange_id, resolution)


def _explained(error: Exception) -> str:
    if isinstance(error, SantaError):
        return wording.explain(error)
    if isinstance(error, NoFile):
        return wording.FILE_GONE
    code = error.response.get("error") if isinstance(error, SlackApiError) else None
    if code == "missing_scope":
        return wording.FILES_NOT_ALLOWED
    logger.warning("a file of people could not be read: %s", type(error).__name__)
    return wording.SLACK_AWAY


def _show_later(incoming: Incoming, exchange: Exchange, review: Callable[[], Review]) -> None:
    """Nobody waits any more: it shows in the form, if that is still open."""
    try:
        view = views.review(review())
    except (SantaError, NoFile, *AWAY) as error:
        view = views.form(exchange, _explained(error))
    except Exception:
        # The edge of a thread: whoever sent the file has to hear of it.
        logger.exception("reading a file for exchange %s broke", exchange.exchange_id)
        view = views.form(exchange, wording.READING_BROKE)
    incoming.show_later(view)


def turn_page(incoming: Incoming, services: Services) -> None:
    """A refusal shows in place of it: on top there may be no room for another view."""
    roster_id, _, page = incoming.value.partition(":")
    try:
        review = services.rosters.review(incoming.caller, roster_id)
    except SantaError as refused:
        message = note(wording.explain(refused))
        incoming.renew(lambda: as_modal(message))
        return
    incoming.renew(lambda: views.review(review, paging.read(page)))


def save(incoming: Incoming, services: Services) -> None:
    roster_id, teams_apart = forms.read_review(incoming.view)
    saved = services.rosters.save(incoming.caller, roster_id, teams_apart=teams_apart)
    incoming.answer(views.saved(saved))


def register(app: App, services: Services) -> None:
    app.block_action(ids.ROSTER)(bind(open_form, services))
    app.view_submission(ids.ROSTER_VIEW)(bind(submit, services))
    app.block_action(ids.ROSTER_PAGE)(bind(turn_page, services))
    app.block_action(ids.ROSTER_PAGE_BACK)(bind(turn_page, services))
    app.view_submission(ids.ROSTER_REVIEW_VIEW)(bind(save, services))
