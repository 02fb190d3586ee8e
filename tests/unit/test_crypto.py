"""Seals open in their place, with their key, unaltered, and nowhere else."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import crypto
from core.crypto import Binding, CryptoError, KeysInvalid, MasterKeys, NoKey, SealBroken

KEY = bytes(range(32))
PLACE = Binding("T1", "assignments", ("E1", "U1"), "recipient_encrypted")
GOOD = base64.b64encode(KEY).decode()


def test_a_sealed_value_opens_in_its_place() -> None:
    sealed = crypto.seal(7, KEY, b"U2", PLACE)

    assert crypto.unseal(KEY, sealed, PLACE) == b"U2"
    assert crypto.data_key_id_of(sealed) == 7


def test_the_same_value_is_sealed_differently_each_time() -> None:
    assert len({crypto.seal(7, KEY, b"U2", PLACE) for _ in range(100)}) == 100


def test_a_seal_adds_33_bytes() -> None:
    assert len(crypto.seal(7, KEY, b"x" * 64, PLACE)) == 97


OTHER_PLACES = {
    "another_workspace": Binding("T2", "assignments", ("E1", "U1"), "recipient_encrypted"),
    "another_table": Binding("T1", "wishlists", ("E1", "U1"), "recipient_encrypted"),
    "another_row": Binding("T1", "assignments", ("E1", "U3"), "recipient_encrypted"),
    "another_column": Binding("T1", "assignments", ("E1", "U1"), "recipient_key"),
    "a_row_cut_elsewhere": Binding("T1", "assignments", ("E1U1",), "recipient_encrypted"),
    "a_row_with_an_empty_part": Binding(
        "T1", "assignments", ("E1", "U1", ""), "recipient_encrypted"
    ),
}


@pytest.mark.parametrize("place", OTHER_PLACES.values(), ids=OTHER_PLACES.keys())
def test_it_opens_in_no_other_place(place: Binding) -> None:
    sealed = crypto.seal(7, KEY, b"U2", PLACE)

    with pytest.raises(SealBroken):
        crypto.unseal(KEY, sealed, place)


def test_it_opens_with_no_other_key() -> None:
    sealed = crypto.seal(7, KEY, b"U2", PLACE)

    with pytest.raises(SealBroken):
        crypto.unseal(crypto.new_data_key(), sealed, PLACE)


@pytest.mark.parametrize("at", range(33 + 2))
def test_every_altered_byte_breaks_the_seal(at: int) -> None:
    sealed = bytearray(crypto.seal(7, KEY, b"U2", PLACE))
    sealed[at] ^= 1

    with pytest.raises(SealBroken):
        crypto.unseal(KEY, bytes(sealed), PLACE)


@pytest.mark.parametrize("length", [0, 1, 5, 17, 32])
def test_what_is_too_short_was_never_sealed(length: int) -> None:
    with pytest.raises(SealBroken):
        crypto.unseal(KEY, b"\x01" * length, PLACE)


parts = st.text(alphabet="aé\x00\U0001f385", max_size=4)
places = st.builds(Binding, parts, parts, st.lists(parts, max_size=3).map(tuple), parts)


@given(places, places)
def test_two_places_never_look_alike(one: Binding, other: Binding) -> None:
    assert (one.encoded() == other.encoded()) == (one == other)


@given(st.binary(max_size=62))
def test_padding_gives_one_length_and_the_value_back(value: bytes) -> None:
    padded = crypto.pad(value, 64)

    assert len(padded) == 64
    assert crypto.unpad(padded) == value


def test_what_is_too_long_to_pad_is_refused() -> None:
    with pytest.raises(crypto.DoesNotFit):
        crypto.pad(b"x" * 63, 64)


@pytest.mark.parametrize("padded", [b"", b"\x00", b"\x00\x09short"])
def test_what_was_never_padded_is_refused(padded: bytes) -> None:
    with pytest.raises(SealBroken):
        crypto.unpad(padded)


def test_keyed_hashes_tell_values_and_keys_apart() -> None:
    hashes = {crypto.keyed_hash(key, value) for key in (b"k", b"l") for value in (b"1", b"2")}

    assert len(hashes) == 4
    assert {len(each) for each in hashes} == {32}
    assert crypto.keyed_hash(b"k", b"1") in hashes


def test_keyed_hash_is_the_published_one() -> None:
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert crypto.keyed_hash(b"Jefe", b"what do ya want for nothing?").hex() == expected


def test_a_seed_gives_one_key_for_each_purpose() -> None:
    assert crypto.derive(KEY, "draw") == crypto.derive(KEY, "draw")
    assert crypto.derive(KEY, "draw") != crypto.derive(KEY, "recipient key")
    assert len(crypto.derive(KEY, "draw")) == 32


def test_the_first_master_key_wraps_and_all_unwrap() -> None:
    old = MasterKeys.parse(f"1:{GOOD}")
    both = MasterKeys.parse(f" 2:{MasterKeys.new_key()} , 1:{GOOD}\n")

    wrapped = old.wrap(KEY, "T1")

    assert (both.current_id, both.ids) == (2, (2, 1))
    assert both.unwrap(wrapped, "T1", 1) == KEY
    assert both.unwrap(both.wrap(KEY, "T1"), "T1", 2) == KEY


def test_a_missing_master_key_is_named() -> None:
    with pytest.raises(NoKey, match="3") as missing:
        MasterKeys.parse(f"1:{GOOD}").unwrap(b"", "T1", 3)

    assert missing.value.master_key_id == 3


def test_a_data_key_unwraps_for_its_workspace_and_master_key_only() -> None:
    keys = MasterKeys.parse(f"2:{GOOD},1:{GOOD}")
    wrapped = keys.wrap(KEY, "T1")

    for team_id, master_key_id in (("T2", 2), ("T1", 1)):
        with pytest.raises(SealBroken):
            keys.unwrap(wrapped, team_id, master_key_id)


def test_what_is_too_short_was_never_wrapped() -> None:
    with pytest.raises(SealBroken):
        MasterKeys.parse(f"1:{GOOD}").unwrap(b"short", "T1", 1)


INVALID = {
    "nothing": "",
    "no_id": GOOD,
    "empty_id": f":{GOOD}",
    "negative_id": f"-1:{GOOD}",
    "zero": f"0:{GOOD}",
    "id_too_large": f"2147483648:{GOOD}",
    "id_of_many_digits": f"{'9' * 5000}:{GOOD}",
    "id_in_another_script": f"٣:{GOOD}",
    "not_base64": f"1:{GOOD[:-4]}!!!!",
    "not_ascii": f"1:{GOOD[:-1]}é",
    "too_short": "1:" + base64.b64encode(KEY[:16]).decode(),
    "too_long": "1:" + base64.b64encode(KEY + KEY).decode(),
    "twice_the_same_id": f"1:{GOOD},01:{GOOD}",
    "a_comma_too_many": f"1:{GOOD},",
}


@pytest.mark.parametrize("text", INVALID.values(), ids=INVALID.keys())
def test_invalid_master_keys_are_refused_without_showing_them(text: str) -> None:
    with pytest.raises(KeysInvalid) as refused:
        MasterKeys.parse(text)

    shown = f"{refused.value} {refused.value!r} {refused.value.__cause__!r}"
    assert GOOD[:12] not in shown
    assert len(shown) < 300


def test_no_master_key_is_none() -> None:
    with pytest.raises(KeysInvalid):
        MasterKeys({})


def test_new_keys_are_good_and_different() -> None:
    made = {MasterKeys.new_key() for _ in range(50)}

    assert len(made) == 50
    assert all(MasterKeys.parse(f"1:{key}").ids == (1,) for key in made)


def test_master_keys_are_shown_by_id_only() -> None:
    keys = MasterKeys.parse(f"2:{MasterKeys.new_key()},1:{GOOD}")

    assert f"{keys} {keys!r}" == "MasterKeys(ids=(2, 1)) MasterKeys(ids=(2, 1))"


def test_all_errors_are_one_family() -> None:
    for error in (KeysInvalid, SealBroken, NoKey, crypto.DoesNotFit):
        assert issubclass(error, CryptoError)


def test_200_swaps_between_rows_all_fail() -> None:
    rows = [Binding("T1", "assignments", ("E1", f"U{n}"), PLACE.column) for n in range(15)]
    sealed = [crypto.seal(7, KEY, b"recipient", row) for row in rows]
    swaps = [(a, b) for a, b in itertools.permutations(range(15), 2)][:200]

    for row, other in swaps:
        with pytest.raises(SealBroken):
            crypto.unseal(KEY, sealed[other], rows[row])
    assert len(swaps) == 200
