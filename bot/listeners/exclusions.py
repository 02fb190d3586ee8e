"""Who must not draw whom: in one command, or in the modal."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import forms, ids, wording
from bot.errands import Errand
from bot.gathering import OutOfReach, groups_of, members_apart
from bot.listeners.binding import bind
from bot.listeners.choosing import choose_one
from bot.listeners.incoming import Incoming
from bot.patience import patient
from bot.views import drawing, excluding, paging
from bot.views import exclusions as views
from bot.views.notes import as_modal, note
from core.domain.errors import (
    ExclusionProblem,
    ExclusionRefused,
    NotAChoice,
    NotOrganizer,
    SantaError,
)
from core.domain.rules import MAX_GROUP
from core.domain.types import ExclusionKind, NewExclusion, UserId
from core.services.registry import Services

logger = logging.getLogger(__name__)

AWAY = (SlackApiError, OSError, HTTPException)
#: Slack waits for three seconds in all.
PATIENCE_SECONDS = 1.2


def exclude_by_command(incoming: Incoming, services: Services) -> None:
    candidates = services.exclusions.changeable(incoming.caller)
    people = incoming.command.people
    if len(people) > MAX_GROUP:
        raise ExclusionRefused(ExclusionKind.GROUP, ExclusionProblem.TOO_MANY)
    carried = ",".join(people)
    choose_one(incoming, services, "exclude", candidates, begin, carried=carried)


def begin(incoming: Incoming, services: Services, exchange_id: str, carried: str) -> None:
    """Show the exclusions; or set those named in the command right away.

    Several people named by an organizer are kept apart; otherwise each is somebody whom the caller
    would rather not draw.
    """
    board = services.exclusions.board(incoming.caller, exchange_id)
    if not carried:
        incoming.open(views.board(board))
        return
    people = tuple(UserId(one) for one in carried.split(","))
    if board.is_organizer and len(people) > 1:
        added = [forms.apart(people)]
    else:
        added = [forms.one_way(incoming.caller.user_id, one) for one in people]
    board = services.exclusions.add(incoming.caller, exchange_id, added)
    incoming.answer(views.added(board, added))


def open_board(incoming: Incoming, services: Services) -> None:
    begin(incoming, services, incoming.value, "")


def turn_page(incoming: Incoming, services: Services) -> None:
    exchange_id, _, page = incoming.value.partition(":")
    board = services.exclusions.board(incoming.caller, exchange_id)
    incoming.renew(lambda: views.board(board, paging.read(page)))


def open_form(incoming: Incoming, services: Services) -> None:
    form, _, exchange_id = incoming.value.partition(":")
    board = services.exclusions.board(incoming.caller, exchange_id)  # refuses whom it is not for
    if form != "own" and not board.is_organizer:  # they may have organized it, a moment ago
        raise ExclusionRefused(ExclusionKind.GROUP, ExclusionProblem.NOT_YOUR_OWN)
    groups = groups_of(incoming.client) if form == "group" else ()
    incoming.open(excluding.add(exchange_id, form, groups))


def submit_form(incoming: Incoming, services: Services) -> None:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    exclusion = forms.read_exclusion(incoming.view, incoming.caller.user_id)
    channel_ids, group_ids = forms.read_members(incoming.view)
    if not (channel_ids or group_ids):
        _add(incoming, services, exchange_id, [exclusion])
        return
    if not services.exclusions.board(incoming.caller, exchange_id).is_organizer:
        raise NotOrganizer  # before Slack is asked anything
    chosen = [exclusion] if exclusion.people else []
    client, caller, bot_id = patient(incoming.client), incoming.caller, incoming.bot_id
    read = partial(members_apart, client, caller, channel_ids, group_ids, bot_id)
    errand = Errand("members", read)
    try:
        members = errand.wait(PATIENCE_SECONDS)
    except (OutOfReach, *AWAY) as error:
        incoming.refuse(_field_error(error))
        return
    if members is None:
        incoming.answer(excluding.reading_members())
        errand.afterwards(partial(_add_later, incoming, services, exchange_id, chosen))
    else:
        _add(incoming, services, exchange_id, [*chosen, *members])


def _add(
    incoming: Incoming, services: Services, exchange_id: str, added: Sequence[NewExclusion]
) -> None:
    try:
        services.exclusions.add(incoming.caller, exchange_id, added)
    except ExclusionRefused as refused:
        one_way = refused.kind == ExclusionKind.ONE_WAY
        field = ids.EXCLUSION_RECIPIENT if one_way else ids.EXCLUSION_PEOPLE
        incoming.refuse({field: wording.explain(refused)})
        return
    if beneath := incoming.beneath:
        incoming.renew(
            lambda: views.board(services.exclusions.board(incoming.caller, exchange_id)),
            view_id=beneath,
        )
    else:
        board = services.exclusions.board(incoming.caller, exchange_id)
        incoming.replace(views.board(board), is_done=True)


def _field_error(error: Exception) -> dict[str, str]:
    if isinstance(error, OutOfReach):
        if error.is_channel:
            return {ids.EXCLUSION_CHANNELS: wording.CHANNEL_OUT_OF_REACH}
        return {ids.EXCLUSION_USERGROUPS: wording.GROUP_OUT_OF_REACH}
    logger.warning("who is to be kept apart could not be read: %s", type(error).__name__)
    return {ids.EXCLUSION_PEOPLE: wording.SLACK_AWAY}


def _add_later(
    incoming: Incoming,
    services: Services,
    exchange_id: str,
    chosen: Sequence[NewExclusion],
    members: Callable[[], list[NewExclusion]],
) -> None:
    """Nobody waits any more: what came of it shows in the form, if that is still open."""
    try:
        added = [*chosen, *members()]
        services.exclusions.add(incoming.caller, exchange_id, added)
        message = excluding.kept_apart(exchange_id)
    except SantaError as refused:
        message = note(wording.explain(refused))
    except (OutOfReach, *AWAY) as error:
        message = note(next(iter(_field_error(error).values())))
    except Exception:
        # The edge of a thread: whoever asked has to hear of it.
        logger.exception("keeping people apart in exchange %s broke", exchange_id)
        message = note(wording.NOT_DONE)
    incoming.show_later(as_modal(message))


def remove(incoming: Incoming, services: Services) -> None:
    exchange_id, _, exclusion_id = incoming.value.partition(":")
    services.exclusions.remove(incoming.caller, exchange_id, exclusion_id)
    page = int(forms.remembered(incoming.view).get("page") or 0)
    incoming.renew(
        lambda: views.board(services.exclusions.board(incoming.caller, exchange_id), page)
    )


def ask_to_reconsider(incoming: Incoming, services: Services) -> None:
    exchange_id = incoming.value
    if count := services.exclusions.ask_to_reconsider(incoming.caller, exchange_id):
        incoming.answer(views.asked(count))
    else:
        incoming.answer(
            drawing.confirm_draw(*services.drawing.preview(incoming.caller, exchange_id))
        )


def avoid_repeats(incoming: Incoming, services: Services) -> None:
    exchange_id, _, last = incoming.value.partition(":")
    if not last.isdecimal():
        raise NotAChoice
    services.exclusions.avoid_repeats(incoming.caller, exchange_id, int(last))
    page = int(forms.remembered(incoming.view).get("page") or 0)
    incoming.renew(
        lambda: views.board(services.exclusions.board(incoming.caller, exchange_id), page)
    )


def offer_relaxing(incoming: Incoming, services: Services) -> None:
    """The form that removes what stands in the way now, whatever did when the button was made."""
    exchange, drawability = services.drawing.preview(incoming.caller, incoming.value)
    if relax := drawing.removable(drawability):
        incoming.open(views.relax(exchange, relax))
    else:
        incoming.answer(drawing.confirm_draw(exchange, drawability))


def relax(incoming: Incoming, services: Services) -> None:
    exchange_id, listed = forms.read_relaxed(incoming.view)
    board = services.exclusions.relax(incoming.caller, exchange_id, listed)
    if beneath := incoming.beneath:
        incoming.renew(
            lambda: views.board(services.exclusions.board(incoming.caller, exchange_id)),
            view_id=beneath,
        )
    else:
        incoming.answer(views.relaxed(board))


def register(app: App, services: Services) -> None:
    app.block_action(ids.EXCLUSIONS)(bind(open_board, services))
    app.block_action(ids.EXCLUSIONS_PAGE)(bind(turn_page, services))
    app.block_action(ids.EXCLUSIONS_PAGE_BACK)(bind(turn_page, services))
    app.block_action(ids.EXCLUSION_ADD_GROUP)(bind(open_form, services))
    app.block_action(ids.EXCLUSION_ADD_ONE_WAY)(bind(open_form, services))
    app.block_action(ids.EXCLUSION_ADD_OWN)(bind(open_form, services))
    app.block_action(ids.EXCLUSION_REMOVE)(bind(remove, services))
    app.block_action(ids.RECONSIDER)(bind(ask_to_reconsider, services))
    app.block_action(ids.NO_REPEATS)(bind(avoid_repeats, services))
    app.block_action(ids.RELAX)(bind(offer_relaxing, services))
    app.view_submission(ids.RELAX_VIEW)(bind(relax, services))
    app.view_submission(ids.EXCLUSION_ADD_VIEW)(bind(submit_form, services))
