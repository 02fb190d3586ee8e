"""The role table: each role, everything it can do, in each state of an exchange, through the real
app. What is refused is refused in words, and changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import wording
from bot.listeners import register_listeners
from bot.listeners.commands import WORDS
from core.crypto import MasterKeys
from core.db.session import Database
from core.db.vault import Vault
from tests.e2e.roles.office import GIVER, RECIPIENT, ROLES, STATES
from tests.e2e.roles.stage import Played, staged
from tests.e2e.roles.table import EFFECT, REFUSED, SHOWN, SILENCE, TABLE
from tests.unit.test_listener_ids import Recorder

#: What nobody should ever read here: neither refused nor allowed.
BROKEN = (wording.NOT_KNOWN, wording.SLACK_AWAY, wording.SOMETHING_BROKE.partition("{")[0])

WORDS_OF = {one: wording.explain(error) for one, error in REFUSED.items()}

#: The number of a row in the table, and a role.
Cell = tuple[int, str]


@pytest.fixture(scope="module", params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def cells(
    state: str, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Cell, Played]]:
    """Every cell of this state, played."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("roles") / f"{state}.db")
    database = Database(f"sqlite:///{path}")
    vault = Vault(MasterKeys.parse(f"1:{MasterKeys.new_key()}"))
    with staged(database, vault, state) as stage:
        yield {
            (number, role): stage.play(act, who)
            for number, (_, act) in enumerate(TABLE)
            for role, who in ROLES.items()
        }
    database.close()


def letter(played: Played) -> str:
    """What the table says of it; several letters where it is nothing that the table knows."""
    refused = [one for one, words in WORDS_OF.items() if words in played.shown]
    broken = ["?" for words in BROKEN if words in played.shown]
    if refused or broken:
        return "".join([*refused, *broken, *([EFFECT] if played.has_changed else [])])
    if played.has_changed:
        return EFFECT
    return SHOWN if played.shown else SILENCE


def test_every_cell_is_as_the_table_says(state: str, cells: dict[Cell, Played]) -> None:
    wrong = []
    for number, (outcomes, act) in enumerate(TABLE):
        found = {role: letter(cells[number, role]) for role in ROLES}
        told = dict(zip(ROLES, outcomes.split()[STATES.index(state)], strict=True))
        if differ := [role for role in ROLES if found[role] != told[role]]:
            row = "".join(one if len(one) == 1 else f"[{one}]" for one in found.values())
            said = {role: cells[number, role].shown for role in differ}
            wrong.append(f"{act.name} {act.what}, {state}: {row}. They read: {said}")

    assert wrong == []


def test_a_match_is_shown_to_its_giver_alone(state: str, cells: dict[Cell, Played]) -> None:
    """Organizers name everybody who takes part; in no other way does anybody read a name of the
    pair than the giver, who looks at their match or back at it."""
    if state == "open":
        return
    shown = {
        (role, TABLE[number][1].name)
        for (number, role), played in cells.items()
        if "organizer" not in role and (GIVER if role == "recipient" else RECIPIENT) in played.shown
    }

    looking = {"match_wishlist", "history", "overview_history", "history_older", "history_newer"}
    assert shown == ({("giver", name) for name in looking} if state == "drawn" else set())


def test_everything_that_is_listened_to_is_a_row() -> None:
    recorder: Any = Recorder()
    services: Any = object()  # registering needs none of it
    register_listeners(recorder, services)
    listened = {
        *(("command", word) for word in (*WORDS, "")),
        *(("action", name) for name in recorder.actions),
        *(("submission", name) for name in recorder.submissions),
        *(("event", name) for name in recorder.events),
        *(("shortcut", name) for name in getattr(recorder, "shortcuts", ())),
    }

    rows = {(act.kind, act.name) for _, act in TABLE} - {("command", "help")}
    assert sorted(listened - rows) == []
    assert sorted(rows - listened) == []


def test_every_row_has_a_letter_for_every_role_in_every_state() -> None:
    known = {EFFECT, SHOWN, SILENCE, *REFUSED}

    for outcomes, act in TABLE:
        assert [len(part) for part in outcomes.split()] == [len(ROLES)] * len(STATES), act.name
        assert set(outcomes) - {" "} <= known, act.name


def test_no_two_letters_say_the_same() -> None:
    assert len(set(WORDS_OF.values())) == len(WORDS_OF)
