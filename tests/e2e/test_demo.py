"""`make demo` tells its story, judges it truly, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from playground import Playground
from playground.demo.result import Outcome, Records, Rules, findings
from playground.processes import bot_environment

ROOT = Path(__file__).parents[2]
DEMO = ["-m", "playground.demo", "--draw-in", "20"]
#: What a developer may have set for another Kringle, and must not matter.
FOREIGN = {
    "SLACK_BOT_TOKEN": "xoxb-foreign",
    "SLACK_APP_TOKEN": "xapp-foreign",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "DATABASE_URL": "postgresql+psycopg://127.0.0.1:9/foreign",
    "KRINGLE_KEYS": "no key",
    "LOG_LEVEL": "no level",
    "HTTP_PROXY": "http://127.0.0.1:9",
}
ESSENTIAL = (
    "Marit types /santa new",
    "Priya presses [Join]",
    "Yuki types /santa join",
    "Marit types /santa exclude @aoife @tom",
    "Kwame wishes for: A paperback you loved",
    "Tom types /santa leave",
    "You give to @Kwame Mensah",
    "8 of 8 matches have been sent.",
    "Names have been drawn.",
    "Priya types /santa history",
    "Winter Secret Santa: drawn at ",
    "✔ everyone receives once",
    "✔ Aoife and Tom did not draw each other",
    "✔ no rule of Slack was broken",
)


def started(arguments: Sequence[str], temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **FOREIGN, "TMPDIR": str(temporary), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def processes_of(temporary: Path) -> list[str]:
    """The processes that know this folder by their arguments or environment."""
    known = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(temporary / "kringle-").encode() in told:
            known.append(process.name)
    return known


def assert_nothing_is_left(temporary: Path) -> None:
    assert list(temporary.iterdir()) == []
    assert processes_of(temporary) == []


def test_the_demo_tells_its_story_and_leaves_nothing(tmp_path: Path) -> None:
    demo = started(DEMO, tmp_path)

    transcript, _ = demo.communicate(timeout=90)

    assert demo.returncode == 0, transcript
    assert [line for line in ESSENTIAL if line not in transcript] == []
    assert "✘" not in transcript
    assert "\033" not in transcript
    assert len(re.findall(r"U\w+ +[0-9a-f]{40}… \d+ bytes", transcript)) == 8
    assert_nothing_is_left(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_an_interrupted_demo_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    demo = started(DEMO, tmp_path)
    assert demo.stdout is not None
    for line in demo.stdout:
        if "Marit presses [Create]" in line:
            break
    assert len(processes_of(tmp_path)) == 2

    demo.send_signal(number)

    demo.communicate(timeout=30)
    assert demo.returncode == 128 + number
    assert_nothing_is_left(tmp_path)


def test_a_bot_that_cannot_start_fails_the_demo_in_words(tmp_path: Path) -> None:
    broken = (
        "import sys\n"
        "from playground.demo import __main__, stage\n"
        "usual = stage.bot_environment\n"
        "stage.bot_environment = lambda *given: usual(*given) | {'KRINGLE_PORT': 'none'}\n"
        "sys.exit(__main__.main())\n"
    )
    demo = started(["-c", broken], tmp_path)

    transcript, _ = demo.communicate(timeout=60)

    assert demo.returncode == 1
    assert "✘ python -m bot ended before it was ready" in transcript
    assert "KRINGLE_PORT is not a port" in transcript
    assert_nothing_is_left(tmp_path)


def test_the_bot_of_the_demo_has_every_setting_set() -> None:
    documented = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    with Playground.start() as slack:
        given = bot_environment(slack, Path("/nowhere/kringle.db"))

    assert documented
    assert set(documented) <= set(given)


RULES = Rules(
    names={"U1": "Ana", "U2": "Bo", "U3": "Cy", "U4": "Dee"},
    couple=("U1", "U2"),
    one_way=("U3", "U1"),
)
RECORDS = Records(
    exchanges=[("Winter", "drawn", "2026-12-04 11:00:00")],
    assignments=[(giver, b"\x01sealed") for giver in ("U4", "U1", "U3", "U2")],
    deliveries={"sent": 6},
)
VALID = Outcome(
    matches={"U1": [["U3"]], "U3": [["U2"]], "U2": [["U4"]], "U4": [["U1"]]},
    records=RECORDS,
    complaints=[],
)


def drawn(**recipients: str) -> Outcome:
    matches = {giver: [[recipient]] for giver, recipient in recipients.items()}
    return replace(VALID, matches=matches)


def recorded(**changed: object) -> Outcome:
    return replace(VALID, records=replace(RECORDS, **changed))  # type: ignore[arg-type]


def test_a_valid_result_is_found_valid() -> None:
    assert all(finding.holds for finding in findings(RULES, VALID))


BROKEN = {
    "4 people took part": drawn(U1="U3", U3="U2", U2="U1"),
    "everyone gives once": replace(VALID, matches={**VALID.matches, "U1": []}),
    "everyone receives once": drawn(U1="U3", U3="U2", U2="U4", U4="U3"),
    "nobody drew their own name": drawn(U1="U3", U3="U4", U2="U2", U4="U1"),
    "Ana and Bo did not draw each other": drawn(U1="U3", U3="U4", U4="U2", U2="U1"),
    "Cy did not draw Ana": drawn(U1="U4", U4="U2", U2="U3", U3="U1"),
    "each got exactly one match, in one direct message": replace(
        VALID, matches={**VALID.matches, "U1": [["U3"], ["U3"]]}
    ),
    "the database holds one exchange, and it is drawn": recorded(
        exchanges=[("Winter", "stalled", None)]
    ),
    "the database holds one recipient for each giver": recorded(
        assignments=RECORDS.assignments[1:]
    ),
    "no recipient stands there in clear": recorded(
        assignments=[*RECORDS.assignments[1:], ("U4", b"\x01U1")]
    ),
    "every message that was owed has been sent": recorded(deliveries={"sent": 5, "failed": 1}),
    "no rule of Slack was broken: too long": replace(VALID, complaints=["too long"]),
}


@pytest.mark.parametrize(("words", "outcome"), BROKEN.items(), ids=list(BROKEN))
def test_a_broken_result_is_found_broken(words: str, outcome: Outcome) -> None:
    failed = [finding.words for finding in findings(RULES, outcome) if not finding.holds]

    assert words in failed


def test_a_story_without_a_draw_fails_every_line_about_matches() -> None:
    nothing = Outcome({}, Records([], [], {}), [])

    held = [finding.words for finding in findings(RULES, nothing) if finding.holds]

    assert held == ["no rule of Slack was broken"]
