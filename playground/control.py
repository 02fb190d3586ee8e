"""The control routes under /playground: how the driver sets the scene and moves people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.attachments import Attaching
from playground.bot_link import BotLink
from playground.control_link import LinkControls
from playground.control_trouble import Trouble
from playground.errors import Json, PlaygroundError
from playground.mailboxes import Mailboxes
from playground.people import People
from playground.records import Records
from playground.scene import Scene
from playground.webapi.dispatch import APP_TOKEN
from playground.workspace import Workspace

Operation = Callable[..., Any]
OWN = ("info", "advance", "settle", "be_patient")


class Controls:
    """All operations by name; each takes and returns JSON."""

    def __init__(
        self, workspace: Workspace, people: People, link: BotLink, trouble: Trouble
    ) -> None:
        self.workspace = workspace
        self.people = people
        self.link = link
        self.base_url = ""
        scene, records = Scene(workspace, workspace.clock), Records(workspace)
        self._locked = _public(scene) | _public(records) | _public(trouble)
        self._locked |= _public(Attaching(workspace))
        facing = _public(people) | _public(LinkControls(link, people.payloads))
        own = {name: getattr(self, name) for name in OWN}
        self._free = facing | _public(Mailboxes(workspace)) | own

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
        with self.workspace.lock:
            self.workspace.clock.advance(seconds)
            self.workspace.changes.note(None, "clock")

    def settle(self, seconds: float) -> None:
        self.people.settle_seconds = seconds

    def be_patient(self, seconds: float) -> None:
        self.link.patience = self.workspace.trigger_seconds = seconds


def _public(owner: object) -> dict[str, Operation]:
    names = (name for name in dir(owner) if not name.startswith("_"))
    return {name: getattr(owner, name) for name in names if callable(getattr(owner, name))}
