"""The control routes under /playground: how the driver sets the scene and moves people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.bot_link import BotLink
from playground.delivery import BotAnswer
from playground.errors import Json, PlaygroundError
from playground.faults import Fault, Faults
from playground.people import People
from playground.ratelimits import RateLimits
from playground.records import Records
from playground.scene import Scene
from playground.webapi.dispatch import APP_TOKEN
from playground.workspace import Workspace

Operation = Callable[..., Any]
OWN = (
    "info",
    "advance",
    "settle",
    "use_http",
    "rate_limits",
    "fault",
    "clear_faults",
    "redeliver",
    "deliver",
    "deliveries",
    "event",
    "signed_request",
    "disconnect_sockets",
)


class Controls:
    """All operations by name; each takes and returns JSON."""

    def __init__(
        self,
        workspace: Workspace,
        people: People,
        link: BotLink,
        faults: Faults,
        limits: RateLimits,
    ) -> None:
        self.workspace = workspace
        self.people = people
        self.link = link
        self.faults = faults
        self.limits = limits
        self.base_url = ""
        scene, records = Scene(workspace, workspace.clock), Records(workspace)
        self._locked = _public(scene) | _public(records)
        self._free = _public(people) | {name: getattr(self, name) for name in OWN}

    def run(self, name: str, args: Json) -> Any:
        """Carries out one operation; raises PlaygroundError in words for the driver's user."""
        if name in self._locked:
            with self.workspace.lock:
                return self._locked[name](**args)
        if name not in self._free:
            raise PlaygroundError(f"unknown operation {name!r}")
        return self._free[name](**args)

    def info(self) -> Json:
        team = next(iter(self.workspace.teams.values()))
        return {
            "url": self.base_url,
            "api_url": f"{self.base_url}/api/",
            "bot_token": team.bot_token,
            "app_token": APP_TOKEN,
            "signing_secret": self.link.signer.secret,
            "team_id": team.id,
            "bot_user_id": team.bot_user_id,
            "request_url": self.link.request_url,
            "connections": self.link.sockets.count(),
            "now": self.workspace.clock.now(),
        }

    def advance(self, seconds: float) -> None:
        self.workspace.clock.advance(seconds)

    def settle(self, seconds: float) -> None:
        self.people.settle_seconds = seconds

    def use_http(self, url: str | None) -> None:
        self.link.request_url = url

    def rate_limits(self, enabled: bool) -> None:
        with self.workspace.lock:
            self.limits.enable(enabled)

    def fault(self, **fault: Any) -> None:
        with self.workspace.lock:
            self.faults.add(Fault(**fault))

    def clear_faults(self) -> None:
        with self.workspace.lock:
            self.faults.clear()

    def redeliver(self, n: int) -> Json:
        return _answer(self.link.redeliver(n))

    def deliver(self, payload: Json) -> Json:
        return _answer(self.link.deliver(payload))

    def deliveries(self) -> list[Json]:
        return self.link.deliveries()

    def event(self, team_id: str, event: Json) -> Json:
        with self.workspace.lock:
            payload = self.people.payloads.event(team_id, event)
        return _answer(self.link.deliver(payload))

    def signed_request(
        self, body: str, content_type: str, timestamp: str | None, secret: str | None
    ) -> dict[str, str]:
        """Headers for the body, which is passed as latin-1 text so that any bytes survive."""
        signer = self.link.signer
        return signer.headers(
            body.encode("latin-1"), content_type, timestamp=timestamp, secret=secret
        )

    def disconnect_sockets(self) -> int:
        return self.link.sockets.disconnect_all()


def _public(owner: object) -> dict[str, Operation]:
    names = (name for name in dir(owner) if not name.startswith("_"))
    return {name: getattr(owner, name) for name in names if callable(getattr(owner, name))}


def _answer(answer: BotAnswer) -> Json:
    body = answer.body
    return {"status": answer.status, "body": body, "outcome": answer.outcome} | {
        "reason": answer.reason
    }
