"""Creating, postponing and cancelling."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block

from bot import forms, ids, wording
from bot.forms import Problems
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.listeners.starting import check_told, may_start
from bot.people import profile_of
from bot.views import copying, planning
from bot.views import exchanges as views
from core.domain import rules
from core.domain.errors import AlreadyHandled, NotCreator, PlanField, PlanProblem, PlanRefused
from core.domain.types import ChannelId, Plan
from core.services.registry import Services

DEFAULT_WAIT = timedelta(days=7)
NOON = 12

#: Slack's word for a channel that the bot is not in, and may not even know of.
NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "missing_scope"})

FIELDS = {field: field.value for field in PlanField}


def open_create(incoming: Incoming, services: Services) -> None:
    profile = may_start(incoming, services)
    if profile is None:
        return
    plan = Plan(
        key=secrets.token_hex(16),
        name="",
        channel_id=_announceable(incoming.channel_id),
        channel_is_private=False,
        draw_at=next_week_at_noon(services.exchanges.clock.now(), profile.time_zone),
        time_zone=profile.time_zone,
    )
    incoming.open(planning.create_modal(plan))


def show_more_options(incoming: Incoming, services: Services) -> None:
    """In the same view. What stands in it is given as well as kept by Slack, and nothing is checked
    before it is sent."""
    plan, _ = forms.read_plan(incoming.view, channel_is_private=False)
    along: list[Block] = []
    if plan.copy_of:
        plan = services.copying.filled(incoming.caller, plan)
        along = copying.along(services.copying.template(incoming.caller, plan.copy_of), more=True)
    incoming.renew(lambda: planning.create_modal(plan, more=True, along=along))


def next_week_at_noon(now: datetime, time_zone: str) -> datetime:
    """Noon there in seven days, whatever daylight saving does in between."""
    there = now.astimezone(ZoneInfo(time_zone)) + DEFAULT_WAIT
    return there.replace(hour=NOON, minute=0, second=0, microsecond=0)


def _announceable(channel_id: ChannelId) -> ChannelId:
    """Empty for a direct message, which is no place to announce an exchange."""
    return channel_id if channel_id.startswith(("C", "G")) else ChannelId("")


def submit_create(incoming: Incoming, services: Services) -> None:
    is_private, problems = _look_at(incoming.client, forms.read_channel(incoming.view))
    plan, unread = forms.read_plan(incoming.view, channel_is_private=is_private)
    problems = {**_plan_problems(plan, services), **unread, **problems}
    if problems:
        incoming.refuse(field_errors(problems))
        return
    profile = profile_of(incoming.client, incoming.caller, incoming.body)
    if plan.copy_of and not forms.shows_more(incoming.view):
        plan = services.copying.filled(incoming.caller, plan)
    try:
        exchange = services.exchanges.create(incoming.caller, profile.person, plan)
    except AlreadyHandled:
        exchange = services.exchanges.created_with(incoming.caller, plan.key)
    except NotCreator:
        check_told(profile)
        raise
    except PlanRefused as refused:
        incoming.refuse(field_errors(dict(refused.problems)))
        return
    incoming.answer(copying.created(exchange) if plan.copy_of else views.created(exchange))


def _plan_problems(plan: Plan, services: Services) -> Problems:
    try:
        rules.check_plan(plan, services.exchanges.clock.now())
    except PlanRefused as refused:
        return dict(refused.problems)
    return {}


def _look_at(client: WebClient, channel_id: ChannelId) -> tuple[bool, Problems]:
    """Whether the channel is private, and what keeps the bot from announcing there.

    Asked before anything is written, so that no exchange is left without its announcement.
    """
    if not channel_id:
        return False, {PlanField.CHANNEL: PlanProblem.MISSING}
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        if error.response["error"] in NOT_THERE:
            return True, {PlanField.CHANNEL: PlanProblem.BOT_NOT_THERE}
        raise
    problem = None
    if channel.get("is_im") or channel.get("is_mpim"):
        problem = PlanProblem.NOT_A_CHANNEL
    elif channel.get("is_archived"):
        problem = PlanProblem.ARCHIVED
    elif not channel.get("is_member"):
        problem = PlanProblem.BOT_NOT_THERE
    return bool(channel.get("is_private")), {PlanField.CHANNEL: problem} if problem else {}


def field_errors(problems: Problems) -> dict[str, str]:
    return {FIELDS[field]: wording.field_problem(field, what) for field, what in problems.items()}


def open_postpone(incoming: Incoming, services: Services) -> None:
    exchange = services.exchanges.get(incoming.caller, incoming.value)
    rules.check_can_postpone(exchange, incoming.caller.user_id)
    now = services.exchanges.clock.now()
    proposed = max(exchange.draw_at, now) + timedelta(days=1)
    incoming.open(planning.postpone_modal(exchange, proposed.replace(second=0, microsecond=0)))


def submit_postpone(incoming: Incoming, services: Services) -> None:
    exchange_id = str(forms.remembered(incoming.view).get("exchange"))
    draw_at = forms.read_draw_at(incoming.view)
    if draw_at is None:
        incoming.refuse(field_errors({PlanField.DRAW_AT: PlanProblem.MISSING}))
        return
    try:
        postponed = services.exchanges.postpone(
            incoming.caller,
            exchange_id,
            draw_at,
            forms.read_exchange_on(incoming.view),
            keeps_day=forms.keeps_day(incoming.view),
            is_told=True,
        )
    except PlanRefused as refused:
        incoming.refuse(field_errors(dict(refused.problems)))
        return
    incoming.answer(views.postponed(postponed))


def cancel(incoming: Incoming, services: Services) -> None:
    exchange = services.exchanges.cancel(incoming.caller, incoming.value)
    incoming.answer_in_place(views.cancelled(exchange))


def register(app: App, services: Services) -> None:
    app.global_shortcut(ids.START_SHORTCUT)(bind(open_create, services))
    app.block_action(ids.NEW)(bind(open_create, services))
    app.block_action(ids.MORE_OPTIONS)(bind(show_more_options, services))
    app.view_submission(ids.CREATE_VIEW)(bind(submit_create, services))
    app.block_action(ids.POSTPONE)(bind(open_postpone, services))
    app.view_submission(ids.POSTPONE_VIEW)(bind(submit_postpone, services))
    app.block_action(ids.CANCEL)(bind(cancel, services))
