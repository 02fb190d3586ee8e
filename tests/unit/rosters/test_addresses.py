"""What names a person, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rosters.addresses import address_of, is_slack_id, several

ADDRESSES = {
    "ana@example.com": "ana@example.com",
    " Ana.Smith+santa@Mail.Example.COM ": "ana.smith+santa@mail.example.com",
    "o'neil@example.co.uk": "o'neil@example.co.uk",
    "jörg@münchen.example": "jörg@münchen.example",
    "ana@xn--mnchen-3ya.xn--p1ai": "ana@xn--mnchen-3ya.xn--p1ai",
    "mailto:ana@example.com": "ana@example.com",
    "Ana Smith <Ana@example.com>": "ana@example.com",
    '"Smith, Ana" <ana@example.com>': "ana@example.com",
    "<ana@example.com>": "ana@example.com",
    "U024BE7LH": "U024BE7LH",
    "W012A3CDE": "W012A3CDE",
    " U0ANA ": "U0ANA",
    "<@U024BE7LH>": "U024BE7LH",
    "<@U024BE7LH|ana>": "U024BE7LH",
    "@U024BE7LH": "U024BE7LH",
}
NO_ADDRESSES = [
    "",
    "Ana",
    "ana@",
    "@example.com",
    "ana@example",
    "ana@@example.com",
    "ana@example..com",
    "ana@-example.com",
    "ana example@example.com",
    "ana@example.com ben@example.com",
    "ana@example.com,ben@example.com",
    "ana@192.0.2.1",
    "=ana@example.com&x",
    "URSULA",
    "WILLIAM",
    "u024be7lh",
    "C024BE7LH",
    "@ana",
    "<@URSULA>",
    f"{'a' * 65}@example.com",
    f"a@{'b' * 64}.com",
    f"a@{'b.' * 130}com",
    "<" + "@" * 30_000,
    "a" * 30_000 + "@",
    "<@U1" * 8_000,
]


@pytest.mark.parametrize(("text", "address"), ADDRESSES.items())
def test_an_address_is_found_in_what_people_copy(text: str, address: str) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", NO_ADDRESSES, ids=lambda text: text[:20] or "nothing")
def test_anything_else_is_no_address(text: str) -> None:
    assert address_of(text) is None


@given(st.text(max_size=60))
def test_an_address_stays_what_it_is(text: str) -> None:
    address = address_of(text)

    assert address is None or address_of(address) == address


def test_addresses_and_ids_are_told_apart() -> None:
    assert is_slack_id("U024BE7LH")
    assert not is_slack_id("u1@example.com")


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("a@b.cd, c@d.ef;g@h.ij\nk@l.mn", ["a@b.cd", "c@d.ef", "g@h.ij", "k@l.mn"]),
        ("a@b.cd c@d.ef", ["a@b.cd", "c@d.ef"]),
        ("Ana Smith", ["Ana Smith"]),
        ("Ana <a@b.cd>; Ben <c@d.ef>", ["Ana <a@b.cd>", "Ben <c@d.ef>"]),
        (" ;, ", []),
        ("none", []),
        ("–", []),
        ("Keine", []),
    ],
)
def test_a_cell_lists_people_in_many_ways(cell: str, listed: list[str]) -> None:
    assert several(cell) == listed
