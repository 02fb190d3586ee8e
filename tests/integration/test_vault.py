"""The vault: what a dump of the database gives away, and what rotation and loss of keys do."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, delete, event, func, select, update

from core import crypto
from core.crypto import Binding, MasterKeys, NoKey, SealBroken
from core.db.models import Assignment, DataKey
from core.db.session import Database
from core.db.vault import Vault, has_data_keys
from core.services.keys import Keys
from tests.clock import START
from tests.integration import rows

PEOPLE = [f"U0PERSON{number:03}" for number in range(40)]
RECIPIENT_BYTES = 64


def place(giver_id: str, team_id: str = rows.TEAM) -> Binding:
    return Binding(team_id, "assignments", ("E1", giver_id), "recipient_encrypted")


@pytest.fixture
def settled(database: Database) -> Database:
    with database.write() as session:
        session.add_all([rows.workspace(), rows.workspace(rows.OTHER_TEAM)])
        session.flush()
        session.add(rows.exchange())
    return database


@pytest.fixture
def drawn(settled: Database, vault: Vault) -> Database:
    """Everybody gives to the next one, sealed."""
    with settled.write() as session:
        for giver_id, recipient_id in zip(PEOPLE, PEOPLE[1:] + PEOPLE[:1], strict=True):
            padded = crypto.pad(recipient_id.encode(), RECIPIENT_BYTES)
            sealed = vault.seal(session, place(giver_id), padded, START)
            session.add(rows.assignment(giver_id, recipient_encrypted=sealed))
    return settled


def seal(database: Database, vault: Vault, value: bytes, team_id: str = rows.TEAM) -> bytes:
    with database.write() as session:
        return vault.seal(session, place("U1", team_id), value, START)


def open_(database: Database, vault: Vault, sealed: bytes, team_id: str = rows.TEAM) -> bytes:
    with database.read() as session:
        return vault.open(session, place("U1", team_id), sealed)


def ciphertexts(database: Database) -> dict[str, bytes]:
    with database.read() as session:
        query = select(Assignment.giver_id, Assignment.recipient_encrypted)
        return {row.giver_id: row.recipient_encrypted for row in session.execute(query)}


def data_key_count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(DataKey)) or 0


def test_each_giver_finds_their_recipient(drawn: Database, keys: MasterKeys) -> None:
    fresh = Vault(keys)

    with drawn.read() as session:
        found = [
            crypto.unpad(fresh.open(session, place(giver_id), sealed)).decode()
            for giver_id, sealed in sorted(ciphertexts(drawn).items())
        ]

    assert found == PEOPLE[1:] + PEOPLE[:1]


def test_what_is_sealed_after_the_transaction_opens_like_everything_else(
    settled: Database, vault: Vault, keys: MasterKeys
) -> None:
    before = seal(settled, vault, b"before")
    with settled.write() as session:
        sealing = vault.sealer(session, rows.TEAM, START)

    with ThreadPoolExecutor(2) as threads:
        sealed = list(threads.map(lambda value: sealing(place("U1"), value), [b"one", b"two"]))

    assert [open_(settled, Vault(keys), each) for each in sealed] == [b"one", b"two"]
    assert len({crypto.data_key_id_of(each) for each in (before, *sealed)}) == 1
    with settled.read() as session, pytest.raises(SealBroken):
        vault.open(session, place("U2"), sealed[0])


def test_a_sealer_makes_the_data_key_of_its_workspace(settled: Database, vault: Vault) -> None:
    with settled.write() as session:
        sealing = vault.sealer(session, rows.TEAM, START)

    assert data_key_count(settled) == 1
    assert open_(settled, vault, sealing(place("U1"), b"secret")) == b"secret"


def test_200_swaps_between_rows_all_fail(drawn: Database, vault: Vault) -> None:
    sealed = ciphertexts(drawn)
    swaps = list(itertools.islice(itertools.permutations(PEOPLE, 2), 200))

    with drawn.read() as session:
        for row, other in swaps:
            with pytest.raises(SealBroken):
                vault.open(session, place(row), sealed[other])
    assert len(swaps) == 200


def test_all_sealed_recipients_are_equally_long_and_different(drawn: Database) -> None:
    sealed = list(ciphertexts(drawn).values())

    assert {len(each) for each in sealed} == {RECIPIENT_BYTES + 33}
    assert len(set(sealed)) == len(PEOPLE)


def test_nothing_stored_names_a_recipient(drawn: Database) -> None:
    stored = b"".join(ciphertexts(drawn).values())

    assert not any(person.encode() in stored for person in PEOPLE)


def test_an_altered_byte_breaks_the_seal(settled: Database, vault: Vault) -> None:
    sealed = seal(settled, vault, b"secret")
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])

    with pytest.raises(SealBroken):
        open_(settled, vault, altered)


def test_another_workspace_cannot_open_it(
    settled: Database, vault: Vault, keys: MasterKeys
) -> None:
    sealed = seal(settled, vault, b"secret")
    seal(settled, vault, b"theirs", rows.OTHER_TEAM)

    for opening in (vault, Vault(keys)):
        with pytest.raises(SealBroken):
            open_(settled, opening, sealed, rows.OTHER_TEAM)


def test_a_workspace_has_one_data_key(settled: Database, vault: Vault) -> None:
    for value in (b"one", b"two"):
        seal(settled, vault, value)
    seal(settled, vault, b"theirs", rows.OTHER_TEAM)

    assert data_key_count(settled) == 2


def test_processes_that_seal_first_at_once_agree_on_one_key(
    settled: Database, keys: MasterKeys
) -> None:
    url = settled.url.render_as_string(hide_password=False)

    def seal_alone(number: int) -> bytes:
        database, vault = Database(url), Vault(keys)
        sealed = seal(database, vault, b"%d" % number)
        database.close()
        return sealed

    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(seal_alone, range(8)))

    vault = Vault(keys)
    assert data_key_count(settled) == 1
    assert [open_(settled, vault, each) for each in sealed] == [b"%d" % n for n in range(8)]


def seal_and_fail(database: Database, vault: Vault) -> None:
    with database.write() as session:
        sealed = vault.seal(session, place("U1"), b"lost", START)
        assert vault.open(session, place("U1"), sealed) == b"lost"
        assert vault.seal(session, place("U1"), b"again", START)
        raise ZeroDivisionError


def test_a_data_key_that_was_rolled_back_is_not_remembered(
    settled: Database, vault: Vault, keys: MasterKeys
) -> None:
    with pytest.raises(ZeroDivisionError):
        seal_and_fail(settled, vault)
    assert data_key_count(settled) == 0

    sealed = seal(settled, Vault(keys), b"kept", rows.OTHER_TEAM)

    assert open_(settled, vault, sealed, rows.OTHER_TEAM) == b"kept"


def test_a_data_key_rolled_back_to_a_savepoint_is_not_used(
    settled: Database, vault: Vault, keys: MasterKeys
) -> None:
    with settled.write() as session:
        savepoint = session.begin_nested()
        vault.seal(session, place("U1"), b"lost", START)
        vault.seal(session, place("U1"), b"lost, too", START)
        savepoint.rollback()
        sealed = vault.seal(session, place("U1"), b"kept", START)

    assert open_(settled, Vault(keys), sealed) == b"kept"


def test_the_id_of_a_deleted_data_key_is_not_given_again(settled: Database, vault: Vault) -> None:
    old = seal(settled, vault, b"old")
    open_(settled, vault, old)
    with settled.write() as session:
        session.execute(delete(DataKey))

    new = seal(settled, vault, b"new", rows.OTHER_TEAM)

    assert crypto.data_key_id_of(new) != crypto.data_key_id_of(old)
    assert open_(settled, vault, new, rows.OTHER_TEAM) == b"new"


def test_deleting_the_data_key_shreds_the_workspace(settled: Database, keys: MasterKeys) -> None:
    sealed = seal(settled, Vault(keys), b"secret")
    with settled.write() as session:
        session.execute(delete(DataKey))

    with pytest.raises(SealBroken):
        open_(settled, Vault(keys), sealed)


def test_nothing_is_sealed_with_the_key_of_a_workspace_that_came_back(
    settled: Database, vault: Vault, keys: MasterKeys
) -> None:
    open_(settled, vault, seal(settled, vault, b"before"))
    with settled.write() as session:
        session.execute(delete(DataKey))

    sealed = seal(settled, vault, b"after")

    assert open_(settled, Vault(keys), sealed) == b"after"


def test_many_values_need_one_question_to_the_database(settled: Database, vault: Vault) -> None:
    seal(settled, vault, b"first")
    asked: list[str] = []

    with settled.write() as session:
        watch(session.connection(), asked)
        for giver_id in PEOPLE:
            vault.seal(session, place(giver_id), b"value", START)

    assert len(asked) == 1


def watch(connection: Connection, asked: list[str]) -> None:
    @event.listens_for(connection, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)


def test_after_rotation_the_old_master_key_can_be_dropped(settled: Database) -> None:
    first, second = MasterKeys.new_key(), MasterKeys.new_key()
    old = Vault(MasterKeys.parse(f"1:{first}"))
    sealed = {team: seal(settled, old, b"kept", team) for team in (rows.TEAM, rows.OTHER_TEAM)}

    rotating = Keys(settled, Vault(MasterKeys.parse(f"2:{second},1:{first}")))
    assert rotating.rotate() == 2
    assert rotating.rotate() == 0

    alone = Vault(MasterKeys.parse(f"2:{second}"))
    assert [open_(settled, alone, sealed[team], team) for team in sealed] == [b"kept", b"kept"]
    (left,) = Keys(settled, alone).check().master_keys
    assert (left.master_key_id, left.data_key_count, left.opens) == (2, 2, True)
    with pytest.raises(NoKey):
        open_(settled, Vault(MasterKeys.parse(f"1:{first}")), sealed[rows.TEAM])


def test_rotation_without_the_old_key_changes_nothing(settled: Database, vault: Vault) -> None:
    sealed = seal(settled, vault, b"kept")
    other = Vault(MasterKeys.parse(f"2:{MasterKeys.new_key()}"))

    with pytest.raises(NoKey):
        Keys(settled, other).rotate()

    assert open_(settled, vault, sealed) == b"kept"


def test_an_unknown_master_key_is_named(settled: Database, vault: Vault) -> None:
    sealed = seal(settled, vault, b"secret")
    other = Vault(MasterKeys.parse(f"2:{MasterKeys.new_key()}"))

    with pytest.raises(NoKey, match="1"):
        open_(settled, other, sealed)
    with pytest.raises(NoKey, match="1"):
        seal(settled, other, b"more")


def test_checking_counts_what_each_master_key_opens(settled: Database, vault: Vault) -> None:
    seal(settled, vault, b"secret")

    report = Keys(settled, vault).check()

    assert report.current_id == 1
    (key,) = report.master_keys
    assert (key.master_key_id, key.data_key_count, key.opens) == (1, 1, True)


def test_checking_shows_a_missing_master_key(settled: Database, vault: Vault) -> None:
    seal(settled, vault, b"secret")
    other = Vault(MasterKeys.parse(f"2:{MasterKeys.new_key()}"))

    needed, given = Keys(settled, other).check().master_keys

    assert (needed.master_key_id, needed.is_given, needed.opens) == (1, False, False)
    assert (given.master_key_id, given.data_key_count, given.opens) == (2, 0, True)


def test_checking_shows_a_wrong_key_under_the_right_id(settled: Database, vault: Vault) -> None:
    seal(settled, vault, b"secret")
    wrong = Keys(settled, Vault(MasterKeys.parse(f"1:{MasterKeys.new_key()}")))

    report = wrong.check()

    assert [(key.is_given, key.opens) for key in report.master_keys] == [(True, False)]


def test_a_data_key_moved_to_another_workspace_does_not_open(
    settled: Database, vault: Vault
) -> None:
    seal(settled, vault, b"secret")
    with settled.write() as session:
        session.execute(update(DataKey).values(team_id=rows.OTHER_TEAM))

    with pytest.raises(SealBroken):
        seal(settled, vault, b"more", rows.OTHER_TEAM)


def test_whether_anything_is_sealed_is_known(settled: Database, vault: Vault) -> None:
    with settled.read() as session:
        assert not has_data_keys(session)

    seal(settled, vault, b"secret")

    with settled.read() as session:
        assert has_data_keys(session)
