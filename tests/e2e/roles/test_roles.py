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
from tests.e2e.roles.letters import EFFECT, REFUSED, SHOWN, SILENCE
from tests.e2e.roles.office import CIRCLE, ROLES, STATES
from tests.e2e.roles.stage import Played, staged
from tests.e2e.roles.table import TABLE
from tests.unit.test_listener_ids import Recorder
from tests.unit.views.test_wording import every_refusal

WORDS_OF = {one: wording.explain(error) for one, error in REFUSED.items()}
#: What nobody should ever read here: neither allowed nor refused as the table says.
BROKEN = {
    *(wording.NOT_KNOWN, wording.SLACK_AWAY, wording.FILE_GONE, wording.NOT_TOLD),
    wording.SOMETHING_BROKE.partition("{")[0],
    *map(wording.explain, every_refusal()),
} - {*WORDS_OF.values()}

#: Where one's own match shows, and, once that is revealed, who gave to oneself.
OWN_MATCH = {
    *("match_wishlist", "gift_ready"),
    *("history", "overview_history", "history_older", "history_newer"),
}
OWN_GIVER = {*OWN_MATCH, "giver_show"}

#: The number of a row in the table, and a role.
Cell = tuple[int, str]


@pytest.fixture(scope="module", params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def cells(state: str, sqlite_template: Path, quick_folder: Path) -> Iterator[dict[Cell, Played]]:
    """Every cell of this state, played."""
    path = shutil.copyfile(sqlite_template, quick_folder / f"roles-{state}.db")
    database = Database(f"sqlite:///{path}")
    vault = Vault(MasterKeys.parse(f"1:{MasterKeys.new_key()}"))
    with staged(database, vault, state) as stage:
        yield {
            (number, role): stage.play(act, who)
            for number, (_, act) in enumerate(TABLE)
            for role, who in ROLES.items()
        }
    database.close()
    path.unlink()


def letter(played: Played) -> str:
    """What the table says of it; several letters where it is nothing that the table knows."""
    refused = [one for one, words in WORDS_OF.items() if words in played.shown]
    broken = [f"?{words}" for words in BROKEN if words in played.shown]
    broken += [f"?{words}" for words in played.broken]
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
    """And, once that is revealed, to its recipient; and to whoever steps in for its giver. Nowhere
    does anybody read who else takes part, but organizers, who name everybody."""
    names = {who: role for role, who in ROLES.items() if who in CIRCLE}
    shown: dict[tuple[str, str], set[str]] = {}
    for (number, role), played in cells.items():
        for who, name in names.items():
            if who in played.shown and role not in (name, "organizer", "co-organizer"):
                shown.setdefault((role, name), set()).add(TABLE[number][1].name)

    gives_to = {("participant", "giver"), ("giver", "recipient"), ("recipient", "participant")}
    allowed = dict.fromkeys(gives_to, OWN_MATCH) if state in ("drawn", "completed") else {}
    if state == "completed":
        allowed |= {(to, giver): OWN_GIVER for giver, to in gives_to}
        allowed["invited", "recipient"] = {"rescue_show"}
        # Somebody else has stepped in for them, so that their gift is not shown getting on.
        allowed["giver", "recipient"] = OWN_MATCH - {"gift_ready"}
        allowed["giver", "participant"] = OWN_GIVER - {"gift_ready"}
    assert shown == allowed


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


def test_every_row_is_allowed_to_somebody_at_some_time() -> None:
    """So that no row is refused only because what it is about is not there."""
    assert [act.name for outcomes, act in TABLE if not {EFFECT, SHOWN} & {*outcomes}] == []


def test_no_two_letters_say_the_same() -> None:
    assert len(set(WORDS_OF.values())) == len(WORDS_OF)
