"""What is done to the processes, to their database and to Slack, by dice."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from playground import Playground
from tests.chaos.bot import PATIENCE
from tests.chaos.processes import Bot, Fleet
from tests.chaos.server import Server

METHODS = ("chat.postMessage", "chat.update", "conversations.open", "conversations.history")
#: Every fifth call is struck in showers, two of five in a storm, by these in such shares.
SHARES = {
    "fail": 2,
    "fail_after": 3,
    "unavailable": 2,
    "unavailable_after": 3,
    "rate_limit": 2,
    "drop_request": 2,
    "reset": 2,
    "lose_reply": 4,
    "reset_after": 3,
    "hang": 2,
    "late": 5,
    "garble": 4,
}
SHOWERS, STORM = 0.2, 0.4
#: Nothing fails by it. It makes calls last, so that processes are killed and frozen within them.
DELAY = "delay"
DELAYED = 0.25
#: Later than the first look, earlier than a message that is not there is believed to be lost.
LATE = (0.1, 0.6 * PATIENCE.settles.total_seconds())

#: What happens to processes, how often beside each other.
BLOWS = {"kill": 4, "freeze": 4, "clock step": 2, "stop and start": 1}
SERVER_BLOWS = {"crash": 2, "fast restart": 1, "outage": 1}
#: How many freezes of one process last so long that others take over what it has in hand.
LONG = 0.3


@dataclass(frozen=True)
class Event:
    at: float
    what: str
    whom: str


@dataclass
class Trouble:
    """`struck` counts what has happened, by kind; `events` says when it happened to whom."""

    slack: Playground
    fleet: Fleet
    server: Server | None
    dice: random.Random
    struck: Counter[str] = field(default_factory=Counter)
    events: list[Event] = field(default_factory=list)
    _thaws: dict[str, float] = field(default_factory=dict)

    @property
    def injections(self) -> int:
        return sum(count for kind, count in self.struck.items() if kind != DELAY)

    def rage(self, seconds: float, every: float) -> None:
        """About so often a blow, for so many seconds and until everybody has thawed."""
        ends_at = time.monotonic() + seconds
        next_at = time.monotonic() + self.dice.uniform(0.5, 1) * every
        while time.monotonic() < ends_at or any(bot.is_frozen for bot in self.fleet.bots):
            self._thaw_those_due()
            self.fleet.tend()
            if next_at <= time.monotonic() < ends_at:
                self._strike()
                next_at = time.monotonic() + self.dice.uniform(0.5, 1.5) * every
            time.sleep(0.02)

    def rain(self) -> None:
        """Bad weather from now on: some rain, or a storm."""
        strength = self.dice.choice([SHOWERS, STORM])
        whole = sum(SHARES.values())
        chances = {kind: strength * share / whole for kind, share in SHARES.items()}
        self.slack.weather(
            seed=self.dice.randrange(2**31),
            chances={**chances, DELAY: DELAYED},
            methods=METHODS,
            late_seconds=LATE,
        )

    def calm(self) -> None:
        """No more of anything, and every clock is right."""
        self.struck.update(self.slack.clear_weather())
        for bot in self.fleet.bots:
            bot.set_clock(0)
        self.events.append(Event(time.time(), "calm", "everybody"))

    def _strike(self) -> None:
        blows = {**BLOWS, **(SERVER_BLOWS if self.server else {})}
        (kind,) = self.dice.choices([*blows], weights=[*blows.values()])
        if self.server and kind in SERVER_BLOWS:
            self._strike_server(self.server, kind)
            return
        bot = self.fleet.pick(self.dice, lambda one: one.is_running and not one.is_frozen)
        if bot is not None:
            self._strike_bot(bot, kind)

    def _strike_bot(self, bot: Bot, kind: str) -> None:
        self._note(kind, bot.name)
        match kind:
            case "kill":
                bot.kill()
                self.fleet.start_later(bot, self.dice.uniform(0, 1))
            case "freeze":
                bot.freeze()
                self._thaws[bot.name] = time.monotonic() + self._frozen_for()
            case "clock step":
                bot.set_clock(self.dice.choice([-1, 1]) * self.dice.uniform(60, 600))
            case "stop and start":
                self.fleet.stop_one(bot)

    def _strike_server(self, server: Server, kind: str) -> None:
        self._note(kind, "postgresql")
        server.stop("immediate" if kind == "crash" else "fast")
        if kind == "outage":
            time.sleep(self.dice.uniform(0.5, 3))
        server.start()

    def _frozen_for(self) -> float:
        """Until its messages are in doubt; now and then until others have sent them again."""
        seconds = PATIENCE.lease.total_seconds() + self.dice.uniform(0.2, 2)
        if len(self.fleet.bots) > 1 and self.dice.random() < LONG:
            seconds += PATIENCE.settles.total_seconds() + 3
        return seconds

    def _thaw_those_due(self) -> None:
        for bot in self.fleet.bots:
            if bot.is_frozen and self._thaws[bot.name] <= time.monotonic():
                bot.thaw()
                self.events.append(Event(time.time(), "thaw", bot.name))

    def _note(self, kind: str, whom: str) -> None:
        self.struck[kind] += 1
        self.events.append(Event(time.time(), kind, whom))
