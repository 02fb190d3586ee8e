"""Whose a wishlist is until when, and what a wish may be."""

from __future__ import annotations

import pytest

from core.domain import errors, rules
from core.domain.errors import WishField, WishProblem
from core.domain.types import Wish
from tests.builders import a_wish
from tests.unit.rules.checking import S, an_exchange, refusal


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("takes_part", [True, False], ids=["participant", "stranger"])
def test_a_wishlist_is_its_participants_until_completion(status: S, takes_part: bool) -> None:
    exchange = an_exchange(status)
    refused = refusal(lambda: rules.check_can_edit_wishlist(exchange, takes_part=takes_part))

    if not takes_part:
        assert refused is errors.NotParticipant
    else:
        in_time = status in (S.OPEN, S.STALLED, S.DRAWN)
        assert refused is (None if in_time else errors.WrongStatus)


GOOD_LINKS = [
    "",
    "http://example.org",
    "https://example.org/a?b=c&d=e#f",
    "HTTPS://EXAMPLE.ORG/ä",
    "https://user@example.org:8080/",
]
BAD_LINKS = [
    "example.org",
    "https://",
    "https:///path",
    "javascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "file:///etc/passwd",
    "ftp://example.org",
    "https:example.org",
    "https://example.org/a b",
    "https://example.org/|<!channel>",
    'https://example.org/"',
    "https://example.org/\n",
    "https://example.org/\u202e",
    " https://example.org",
    "data:text/html,x",
]


@pytest.mark.parametrize("link", GOOD_LINKS)
def test_a_web_address_is_a_link(link: str) -> None:
    rules.check_wish(a_wish(link=link))


@pytest.mark.parametrize("link", BAD_LINKS)
def test_anything_else_is_no_link(link: str) -> None:
    with pytest.raises(errors.WishRefused) as refused:
        rules.check_wish(a_wish(link=link))

    assert refused.value.problem == WishProblem.NOT_A_LINK


WISHES = {
    "no_title": (a_wish(" "), WishProblem.NO_TITLE, WishField.TITLE),
    "long_title": (a_wish("x" * 151), WishProblem.TOO_LONG, WishField.TITLE),
    "long_link": (a_wish(link=f"https://x.org/{'x' * 490}"), WishProblem.TOO_LONG, WishField.LINK),
    "long_note": (a_wish(note="x" * 301), WishProblem.TOO_LONG, WishField.NOTE),
    "no_link": (a_wish(link="x"), WishProblem.NOT_A_LINK, WishField.LINK),
}


@pytest.mark.parametrize(("wish", "problem", "field"), WISHES.values(), ids=WISHES.keys())
def test_a_wish_is_refused_with_its_reason(
    wish: Wish, problem: WishProblem, field: WishField
) -> None:
    with pytest.raises(errors.WishRefused) as refused:
        rules.check_wish(wish)

    assert (refused.value.problem, refused.value.field) == (problem, field)


def test_the_longest_wish_is_taken() -> None:
    link = "https://example.org/" + "x" * 480

    rules.check_wish(a_wish("x" * 150, link=link, note="x" * 300))
