"""The way of one Web API request: recorded, struck by faults, authorized, limited, carried out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.errors import Json, SlackError
from playground.faults import Fault, Faults
from playground.model import ApiCall, Team
from playground.ratelimits import RateLimits
from playground.rules import METHODS as RULES
from playground.webapi import apps, chat, conversations, users, views
from playground.webapi.arguments import Call, Method
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
    **chat.METHODS,
    **conversations.METHODS,
    **users.METHODS,
    **views.METHODS,
}


@dataclass
class Answer:
    """What goes back over the wire; `hang_up` closes the connection instead."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False

    @classmethod
    def ratelimited(cls, seconds: int) -> Answer:
        body = {"ok": False, "error": "ratelimited"}
        return cls(body, 429, {"Retry-After": str(seconds)})


class WebApi:
    """Answers Web API requests against one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        faults: Faults,
        limits: RateLimits,
        new_socket_url: Callable[[], str],
    ) -> None:
        self.workspace = workspace
        self.faults = faults
        self.limits = limits
        self.new_socket_url = new_socket_url

    def answer(self, method: str, token: str, args: Json) -> Answer:
        """Carries the call out; every request leaves its record in `workspace.calls`."""
        return self.attempt(method, args, lambda: self._carry_out(method, token, args))

    def attempt(
        self, method: str, args: Json, carry_out: Callable[[], Answer], about: Json | None = None
    ) -> Answer:
        """Records it and lets ordered faults strike; `about` says whom it concerns, if not args."""
        struck = self._strike(method, about or args)
        record = self._record(method, args)
        failure = next((fault for fault in struck if fault.kind != "delay"), None)
        answer = (self._failed(failure) if failure else None) or carry_out()
        if failure and failure.kind == "lose_reply":
            answer.hang_up = True
        return self._finish(record, answer)

    def _strike(self, method: str, args: Json) -> list[Fault]:
        """The faults for this call; a delay has passed on return."""
        with self.workspace.lock:
            struck = self.faults.take(method, args, self.workspace.person_behind)
        time.sleep(sum(fault.seconds for fault in struck if fault.kind == "delay"))
        return struck

    def _record(self, method: str, args: Json) -> ApiCall:
        with self.workspace.lock:
            call = ApiCall(method, args, self.workspace.clock.now())
            self.workspace.calls.append(call)
            return call

    def _finish(self, record: ApiCall, answer: Answer) -> Answer:
        record.ok = bool(answer.body.get("ok"))
        record.error = answer.body.get("error")
        record.status = 0 if answer.hang_up else answer.status
        return answer

    def _failed(self, fault: Fault) -> Answer | None:
        """The answer to a call that has no effect; None for one that has."""
        if fault.kind == "rate_limit":
            return Answer.ratelimited(fault.retry_after)
        if fault.kind == "drop_request":
            return Answer({"ok": False, "error": "drop_request"}, hang_up=True)
        if fault.kind == "fail":
            return Answer({"ok": False, "error": fault.error}, fault.status or 200)
        return None

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
                return Answer(
                    {"ok": True, **METHODS[method](_checked(self.workspace, team, method, args))}
                )
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


def _checked(workspace: Workspace, team: Team, method: str, args: Json) -> Call:
    missing = [name for name in RULES[method].required if args.get(name) in (None, "", [])]
    if missing:
        words = [f"[ERROR] missing required field: {name}" for name in missing]
        raise SlackError("invalid_arguments", words)
    return Call(workspace, team, args)
