"""`make playground`: a Slack and a Kringle together, by a clock that leaps."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from playground import Channel, Message, Person, Playground
from playground.browser.bot_process import BotProcess
from playground.browser.outside import Moment
from playground.processes import ROOT
from tests.e2e.test_demo import assert_nothing_is_left, processes_of, started
from tests.eventually import eventually
from tests.ports import free_port

COMMAND = ("-m", "playground.browser", "--no-open", "--port")
GREETING = Path("bot/views/overview.py")
ZONE = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def printed_until(running: subprocess.Popen[str], words: str) -> str:
    assert running.stdout is not None
    printed = ""
    for line in running.stdout:
        printed += line
        if words in line:
            return printed
    raise AssertionError(f"it ended without {words!r}:\n{printed}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "hung up"])
def test_the_playground_runs_with_a_bot_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    running = started([*COMMAND, str(port)], tmp_path)
    printed = printed_until(running, "Kringle is connected")
    assert f"http://127.0.0.1:{port}\n" in printed
    assert "not Slack" in printed
    assert len(processes_of(tmp_path)) == 1
    with Playground.connect(f"http://127.0.0.1:{port}") as slack:
        ana = slack.person("Ana Lind")
        reply = ana.command("/santa", slack.channel("lobby", members=[ana]))
        assert reply.message is not None

    running.send_signal(number)

    rest, _ = running.communicate(timeout=30)
    assert (running.returncode, rest) == (0, "")
    assert_nothing_is_left(tmp_path)


def test_a_bot_whose_playground_was_killed_ends(tmp_path: Path) -> None:
    running = started([*COMMAND, "0"], tmp_path)
    printed_until(running, "Kringle is connected")
    (folder,) = tmp_path.iterdir()

    running.kill()

    running.communicate(timeout=30)
    eventually(lambda: processes_of(tmp_path) == [])
    assert "Kringle has stopped" in (folder / "bot.log").read_text()


def test_a_port_that_is_taken_is_replaced_in_words(tmp_path: Path, slack: Playground) -> None:
    port = slack.url.rpartition(":")[2]
    running = started([*COMMAND, port], tmp_path)

    printed = printed_until(running, "http://")

    assert f"Port {port} is not free" in printed
    assert slack.url not in printed
    running.terminate()
    running.communicate(timeout=30)
    assert_nothing_is_left(tmp_path)


def test_a_bot_that_cannot_start_says_why_and_the_playground_stays(tmp_path: Path) -> None:
    broken = (
        "from playground.browser import __main__, bot_process\n"
        "usual = bot_process.bot_environment\n"
        "bot_process.bot_environment = lambda *given: usual(*given) | {'KRINGLE_PORT': 'none'}\n"
        "__main__.main()\n"
    )
    port = free_port()
    running = started(["-c", broken, *COMMAND[2:], str(port)], tmp_path)

    printed = printed_until(running, "KRINGLE_PORT is not a port")

    assert "Kringle has ended by itself." in printed
    with Playground.connect(f"http://127.0.0.1:{port}") as slack:
        assert slack.connections == 0
    running.terminate()
    running.communicate(timeout=30)
    assert_nothing_is_left(tmp_path)


class Stage:
    """Four people, and a Kringle that runs beside this process; `told` is what it said of it."""

    def __init__(self, slack: Playground, folder: Path, root: Path) -> None:
        self.slack = slack
        self.four = [
            slack.person(name, tz=ZONE.key)
            for name in ("Ana Lind", "Bo Berg", "Cy Dahl", "Dee Falk")
        ]
        self.general: Channel = slack.channel("general", members=self.four)
        self.told: list[str] = []
        self.bot = BotProcess(slack, folder, self.told.append, root)

    def create(self, name: str, draw_on: datetime) -> None:
        """An exchange that is drawn at that moment, given a day later, revealed two days later."""
        ana = self.four[0]
        ana.command("/santa new", self.general)
        ana.fill("Name", name)
        ana.pick_time("Draw", draw_on)
        ana.pick_date("Exchange day", (draw_on + DAY).astimezone(ZONE).date())
        ana.press("More options")
        ana.pick_time("When to reveal", draw_on + 2 * DAY)
        assert ana.submit() == {}
        ana.close_modal(everything=True)

    def skip_to(self, moment: Moment) -> None:
        """A second after it, as the page does."""
        self.skip(timedelta(seconds=moment.at + 1 - self.slack.now.timestamp()))

    def skip(self, time: timedelta) -> None:
        self.slack.advance(time.total_seconds())
        self.bot.advance(time.total_seconds())

    def wish(self, person: Person) -> None:
        """Whoever gives to them is told a while later, which the bot measures by another clock."""
        person.command("/santa wishlist", self.general)
        person.press("Add a wish")
        person.fill("Wish", "Tea")
        assert person.submit() == {}
        person.close_modal(everything=True)

    def answer(self, word: str) -> str:
        """Empty while there is no bot."""
        message = self.four[0].command(f"/santa {word}", self.general).message
        return message.text if message else ""

    def everybody(self, has: Callable[[Message], object]) -> None:
        """Gets a direct message of which this holds."""
        for person in self.four:
            eventually(lambda person=person: any(map(has, person.direct_messages)))

    def somebody(self, has: Callable[[Message], object]) -> None:
        """The same of one of them."""
        eventually(lambda: any(has(one) for who in self.four for one in who.direct_messages))


@contextmanager
def staged(slack: Playground, folder: Path, root: Path = ROOT) -> Iterator[Stage]:
    stage = Stage(slack, folder, root)
    try:
        slack.wait_for_bot(60)
        yield stage
    finally:
        stage.bot.stop()


def test_skipping_leads_to_the_draw_then_the_day_and_the_reveal(
    slack: Playground, tmp_path: Path
) -> None:
    with staged(slack, tmp_path) as stage:
        assert stage.bot.upcoming() == []
        stage.create("Office Santa", slack.now + 20 * DAY)
        for person in stage.four[1:]:
            eventually(lambda person=person: person.sees(stage.general))
            person.press("Join", stage.general)
        draw, day, reveal = stage.bot.upcoming()
        assert [one.label for one in (draw, day, reveal)] == [
            "the draw of Office Santa",
            "the exchange day of Office Santa",
            "the reveal of Office Santa",
        ]
        assert datetime.fromtimestamp(day.at, ZONE).strftime("%H:%M") == "09:00"

        stage.skip_to(draw)
        stage.everybody(lambda message: message.mentions)
        assert stage.bot.upcoming() == [day, reveal]
        stage.wish(stage.four[1])
        stage.skip(timedelta(hours=1))
        stage.somebody(lambda message: "has changed" in message.text)
        stage.skip_to(day)
        stage.everybody(lambda message: "Given" in message.buttons)
        assert stage.bot.upcoming() == [reveal]
        stage.skip_to(reveal)
        stage.everybody(lambda message: "your Secret Santa was" in message.text)

        assert stage.bot.upcoming() == []
        assert stage.bot.trouble() == ""
        assert slack.complaints() == []


def test_a_bot_whose_code_changes_starts_again_where_it_was(
    slack: Playground, tmp_path: Path
) -> None:
    root, folder = copied_code(tmp_path / "code"), tmp_path / "kept"
    folder.mkdir()
    with staged(slack, folder, root) as stage:
        stage.create("Later", slack.now + 40 * DAY)
        stage.create("Sooner", slack.now + 20 * DAY)
        plans = stage.bot.upcoming()
        assert [one.label.split()[-1] for one in plans] == ["Sooner"] * 3 + ["Later"] * 3
        stage.skip_to(plans[2])

        replace(root / GREETING, "I am Kringle", "I am a hedgehog")
        eventually(lambda: "I am a hedgehog" in stage.answer("help"))
        assert stage.told == [f"{GREETING} changed: Kringle starts again"]
        assert "Later" in stage.answer("status")
        assert stage.bot.upcoming() == plans[3:]
        began_at = datetime.fromisoformat((folder / "bot.log").read_text().split()[0])
        assert began_at > datetime.fromtimestamp(plans[2].at, UTC)

        replace(root / GREETING, "from __future__", "from the future")
        eventually(lambda: "SyntaxError" in stage.bot.trouble())
        replace(root / GREETING, "from the future", "from __future__")
        eventually(lambda: "I am a hedgehog" in stage.answer("help"))
        assert stage.bot.trouble() == ""


def copied_code(root: Path) -> Path:
    for folder in ("bot", "core", "migrations", "playground"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "alembic.ini", root)
    return root


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
