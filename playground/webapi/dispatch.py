"""The way of one Web API request: recorded, struck by faults, authorized, limited, carried out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from playground.errors import Json, SlackError
from playground.faults import Fault, Faults
from playground.later import Later
from playground.model import ApiCall, Team
from playground.ratelimits import RateLimits
from playground.rules import METHODS as RULES
from playground.weather import Weather
from playground.webapi import apps, attachments, chat, conversations, uploads, users, views
from playground.webapi.answers import Answer
from playground.webapi.arguments import Call, Method
from playground.webapi.misbehaving import misbehave
from playground.workspace import Workspace

APP_TOKEN = "xapp-playground"  # noqa: S105 (everybody may know it)
# What a well-made bot never hears; the others can happen to anybody.
BREACHES = {
    "duplicate_external_id",
    "exchanged_trigger_id",
    "expired_trigger_id",
    "invalid_arguments",
    "invalid_auth",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_cursor",
    "invalid_limit",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_trigger_id",
    "invalid_types",
    "metadata_too_large",
    "missing_scope",
    "msg_too_long",
    "no_text",
    "not_allowed_token_type",
    "not_authed",
    "push_limit_reached",
    "unknown_method",
    "users_list_not_supplied",
    "view_too_large",
}
METHODS: dict[str, Method] = {
    **apps.METHODS,
    **attachments.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **uploads.METHODS,
    **users.METHODS,
    **views.METHODS,
}


class WebApi:
    """Answers Web API requests against one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        faults: Faults,
        weather: Weather,
        limits: RateLimits,
        effects: Later,
        new_socket_url: Callable[[], str],
    ) -> None:
        self.workspace = workspace
        self.faults = faults
        self.weather = weather
        self.limits = limits
        self.effects = effects
        self.new_socket_url = new_socket_url

    def answer(self, method: str, token: str, args: Json) -> Answer:
        """Carries the call out; every request leaves its record in `workspace.calls`."""
        return self.attempt(method, args, lambda: self._carry_out(method, token, args))

    def attempt(
        self, method: str, args: Json, carry_out: Callable[[], Answer], about: Json | None = None
    ) -> Answer:
        """Records it and lets faults strike; `about` says whom it concerns, if not args."""
        traffic, concerns = self.workspace.traffic, about or args
        began = traffic.begin()
        struck = self._strike(method, concerns)
        failure = next((fault for fault in struck if fault.kind != "delay"), None)
        record = self._record(method, args, failure or next(iter(struck), None))

        def effect() -> Answer:
            return _told(record, carry_out())

        answer = misbehave(failure, effect, self.effects) if failure else effect()
        record.status = answer.status if answer.is_sent else 0
        traffic.slack_answered(began, method, args, concerns, answer, record.fault)
        return _told(record, answer)

    def _strike(self, method: str, args: Json) -> list[Fault]:
        """The faults for this call; a delay has passed on return."""
        with self.workspace.lock:
            struck = self.faults.take(method, args, self.workspace.person_behind)
            weather = None if struck else self.weather.strike(method, args)
        struck += [weather] if weather else []
        for delay in (fault for fault in struck if fault.kind == "delay"):
            time.sleep(delay.seconds)
        return struck

    def _record(self, method: str, args: Json, fault: Fault | None) -> ApiCall:
        with self.workspace.lock:
            call = ApiCall(method, json.dumps(args), self.workspace.clock.now())
            call.fault = fault.kind if fault else None
            self.workspace.calls.append(call)
            return call

    def _carry_out(self, method: str, token: str, args: Json) -> Answer:
        with self.workspace.lock:
            try:
                if method == "apps.connections.open":
                    return Answer(self._open_connection(token))
                team = self._authorized(method, token)
                wait = self.limits.wait(
                    team.id, method, str(args.get("channel")), self.workspace.clock.now()
                )
                if wait:
                    return Answer.ratelimited(wait)
                carried_out = METHODS[method](_checked(self.workspace, team, method, args))
                return Answer({"ok": True, **carried_out})
            except SlackError as error:
                self._complain(method, error)
                return Answer(error.body())

    def _authorized(self, method: str, token: str) -> Team:
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        if not token:
            raise SlackError("not_authed")
        if token == APP_TOKEN:
            raise SlackError("not_allowed_token_type")
        team = self.workspace.team_by_token(token)
        if team is None:
            raise SlackError("invalid_auth")
        if team.token_error:
            raise SlackError(team.token_error)
        needed = RULES[method].scopes
        if needed and not needed & team.scopes:
            provided = ",".join(sorted(team.scopes))
            raise SlackError("missing_scope", needed=",".join(sorted(needed)), provided=provided)
        return team

    def _open_connection(self, token: str) -> Json:
        if not token:
            raise SlackError("not_authed")
        if token != APP_TOKEN:
            raise SlackError("not_allowed_token_type")
        return {"ok": True, "url": self.new_socket_url()}

    def _complain(self, method: str, error: SlackError) -> None:
        if error.code in BREACHES:
            self.workspace.complain(": ".join([method, error.code, *error.messages]))


def _told(record: ApiCall, answer: Answer) -> Answer:
    """The answer, once the record says what it was; no body: that is still to come."""
    if answer.body:
        record.ok, record.error = bool(answer.body.get("ok")), answer.body.get("error")
    return answer


def _checked(workspace: Workspace, team: Team, method: str, args: Json) -> Call:
    missing = [name for name in RULES[method].required if args.get(name) in (None, "", [])]
    if missing:
        words = [f"[ERROR] missing required field: {name}" for name in missing]
        raise SlackError("invalid_arguments", words)
    return Call(workspace, team, args)
