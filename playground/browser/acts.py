"""What somebody does on the page: everything that reaches the bot, or Slack itself."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from playground.browser.entering import GONE, Held, action_of, find, state_of
from playground.browser.manifest import App
from playground.browser.outside import Outside
from playground.control import Controls
from playground.errors import Json, PlaygroundError
from playground.forms import Typed

#: How long Slack is down at a click, and how long it asks a bot to wait, in seconds.
OUTAGE = 10
RETRY_AFTER = 3


class Acts:
    """Each method is one act, told as JSON by the page's scripts; it returns when the bot has
    answered, or could not in time. Raises PlaygroundError in words for whoever sits there."""

    def __init__(self, controls: Controls, app: App, outside: Callable[[], Outside]) -> None:
        self._controls = controls
        self._workspace = controls.workspace
        self._people = controls.people
        self._app = app
        self._outside = outside

    def say(self, user: str, channel: str, text: str) -> None:
        """Writes a message, or carries out a slash command."""
        self._check_slack_is_up()
        if not text.strip():
            raise PlaygroundError("Please write something first.")
        if not text.startswith("/"):
            self._people.say(user, channel, text)
        elif self._app.command(text):
            self._people.command(user, channel, text)
        else:
            known = ", ".join(one.name for one in self._app.commands)
            first = text.split(maxsplit=1)[0]
            raise PlaygroundError(f"{first} is not a command here. There is {known}.")

    def shortcut(self, user: str, callback: str) -> None:
        self._check_slack_is_up()
        self._people.shortcut(user, callback)

    def open_home(self, user: str) -> None:
        self._check_slack_is_up()
        self._people.open_home(user)

    def press_in_message(
        self,
        user: str,
        channel: str,
        ts: str,
        block: str,
        action: str,
        typed: Sequence[Json],
        held: Held = "",
    ) -> None:
        """Presses, or changes, an element that acts at once; `typed` is what else has been filled
        in there."""
        self._check_slack_is_up()
        with self._workspace.lock:
            message = self._workspace.find_message(channel, ts)
            if message is None:
                raise PlaygroundError("That message is gone.")
            blocks = message.blocks or []
            element = _found(blocks, block, action)
            message.typed |= self._typed(user, blocks, typed)
            told = action_of(self._workspace, block, element, held, self._zone(user))
            if element["type"] not in ("button", "overflow"):
                message.typed[block, action] = _state(told)
        self._people.act_in_message(user, channel, ts, told)

    def press_in_view(
        self, user: str, view: str, block: str, action: str, typed: Sequence[Json], held: Held = ""
    ) -> None:
        """The same in a modal or the home tab."""
        self._check_slack_is_up()
        with self._workspace.lock:
            self._enter(user, view, typed)
            blocks = self._blocks(view)
            element = _found(blocks, block, action)
            told = action_of(self._workspace, block, element, held, self._zone(user))
        if element["type"] not in ("button", "overflow"):
            self._people.type_in_view(user, view, block, action, _state(told))
        self._people.act_in_view(user, view, told)

    def enter(self, user: str, view: str, typed: Sequence[Json]) -> None:
        """Fills in without doing anything yet."""
        with self._workspace.lock:
            self._enter(user, view, typed)

    def submit(self, user: str, view: str, typed: Sequence[Json]) -> None:
        """Errors stand in the view afterwards."""
        self._check_slack_is_up()
        with self._workspace.lock:
            self._check_on_top(user, view)
            self._enter(user, view, typed)
        self._people.submit(user)

    def close(self, user: str, view: str, everything: bool) -> None:
        with self._workspace.lock:
            self._check_on_top(user, view)
        self._people.close_modal(user, everything)

    def upload(self, user: str, name: str, content: bytes) -> Json:
        """Only then is it chosen in a form; see `enter`."""
        data = base64.b64encode(content).decode()
        file: Json = self._controls.run("attach", {"user": user, "name": name, "content": data})
        return {"id": file["id"]}

    # behind the scenes

    def skip(self, user: str, seconds: float) -> None:
        """Puts all clocks forward."""
        self._controls.run("advance", {"seconds": seconds})
        self._outside().advance(seconds)

    def skip_to(self, user: str, at: float) -> None:
        """To just after a moment, in seconds since the epoch."""
        left = at - self._workspace.clock.now()
        if left < 0:
            raise PlaygroundError("That moment has come already.")
        self.skip(user, left + 1)

    def refuse_next(self, user: str, method: str) -> None:
        """The next call of a method, or of any (`*`), is answered with 429."""
        fault = {"kind": "rate_limit", "method": method, "retry_after": RETRY_AFTER}
        self._controls.run("fault", fault)

    def lose_next(self, user: str, method: str) -> None:
        """The next call has its effect, but the bot gets no answer."""
        self._controls.run("fault", {"kind": "lose_reply", "method": method})

    def go_down(self, user: str) -> None:
        self._controls.run("go_down", {"seconds": OUTAGE})

    def end_account(self, user: str, whose: str) -> None:
        self._check_slack_is_up()
        self._people.end_account(whose)

    def restore_account(self, user: str, whose: str) -> None:
        self._check_slack_is_up()
        self._people.restore_account(whose)

    # what they stand on

    def _check_slack_is_up(self) -> None:
        """Who cannot reach Slack cannot do anything there."""
        left = ceil(self._controls.run("down_for", {}))
        if left:
            raise PlaygroundError(
                f"Slack is down for {left} s more. Nothing is lost; try again then."
            )

    def _enter(self, user: str, view_id: str, typed: Sequence[Json]) -> None:
        states = self._typed(user, self._blocks(view_id), typed)
        for (block, action), state in states.items():
            self._people.type_in_view(user, view_id, block, action, state)

    def _typed(self, user: str, blocks: Sequence[Json], typed: Sequence[Json]) -> Typed:
        """What there is no place for any more is left out, as Slack does."""
        states: Typed = {}
        for one in typed:
            place = (one["block"], one["action"])
            element = find(blocks, *place)
            if element:
                states[place] = state_of(self._workspace, element, one["held"], self._zone(user))
        return states

    def _blocks(self, view_id: str) -> list[Json]:
        view = self._workspace.find_view(view_id)
        if view is None:
            raise PlaygroundError(GONE)
        blocks: list[Json] = view.body["blocks"]
        return blocks

    def _check_on_top(self, user: str, view_id: str) -> None:
        stack = self._workspace.stacks.get(user)
        if not stack or stack[-1].id != view_id:
            raise PlaygroundError(GONE)

    def _zone(self, user: str) -> str:
        return self._workspace.members[user].tz


def _found(blocks: Sequence[Json], block_id: str, action_id: str) -> Json:
    element = find(blocks, block_id, action_id)
    if element is None:
        raise PlaygroundError(GONE)
    return element


def _state(action: Json) -> Any:
    return {name: value for name, value in action.items() if name not in ("action_id", "block_id")}
