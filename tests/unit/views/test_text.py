"""The pieces that messages are made of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.views import text
from bot.views.message import Message, escaped
from tests.unit.views.reading import mentioned, of_type, words
from tests.unit.views.worlds import HOSTILE, people


def said(*parts: text.Part) -> Message:
    return Message("…", (text.paragraph(*parts),))


@pytest.mark.parametrize(
    "typed",
    [
        HOSTILE,
        "<" * 150,
        ":santa:",
        "at 10:30:45 sharp",
        "a:b c:d",
        ":wave::skin-tone-3: hi",
        ":+1::-1:",
        ":Santa:",
        "::",
        " ",
        "line\nbreak",
        "🎅",
    ],
)
def test_what_was_typed_shows_as_typed(typed: str) -> None:
    assert words(said(text.typed(typed))) == typed


def test_what_was_typed_is_only_text_and_emoji() -> None:
    kinds = {part.to_dict()["type"] for part in text.typed(HOSTILE)}

    assert kinds == {"text", "emoji"}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (":santa: and :tree:", ["santa", "tree"]),
        (":+1:", ["+1"]),
        (":wave::skin-tone-3:", ["wave"]),
        ("10:30:45", []),
        (":Santa:", []),
        (": a :", []),
        (":クリスマス:", ["クリスマス"]),
    ],
)
def test_picked_emoji_become_emoji(typed: str, names: list[str]) -> None:
    assert [emoji["name"] for emoji in of_type(said(text.typed(typed)), "emoji")] == names


def test_a_skin_tone_stays_with_its_emoji() -> None:
    (wave,) = of_type(said(text.typed(":wave::skin-tone-3:")), "emoji")

    assert wave["skin_tone"] == 3


@pytest.mark.parametrize(
    ("zone", "fallback"),
    [
        ("Asia/Kolkata", "Tue, Dec 8, 2026, 16:30 (Asia/Kolkata, UTC+05:30)"),
        ("America/New_York", "Tue, Dec 8, 2026, 06:00 (America/New_York, UTC-05:00)"),
        ("Pacific/Auckland", "Wed, Dec 9, 2026, 00:00 (Pacific/Auckland, UTC+13:00)"),
        ("UTC", "Tue, Dec 8, 2026, 11:00 (UTC, UTC+00:00)"),
    ],
)
def test_a_moment_falls_back_to_the_time_of_its_exchange(zone: str, fallback: str) -> None:
    at = datetime(2026, 12, 8, 11, 0, tzinfo=UTC)

    assert text.moment(at, zone) == (
        f"<!date^1796727600^{{date_short_pretty}} at {{time}}|{fallback}>"
    )


def test_people_are_listed_in_words() -> None:
    assert words(said(text.people(people(1)))) == ""
    assert words(said(text.people(people(2)))) == " and "
    assert words(said(text.people(people(3)))) == ",  and "


def test_a_long_list_of_people_says_how_many_more_there_are() -> None:
    message = said(text.people(people(500), 20))

    assert len(mentioned(message)) == 20
    assert words(message).endswith(" and 480 more")


def test_a_cut_text_ends_in_an_ellipsis() -> None:
    assert text.cut("abc", 3) == "abc"
    assert text.cut("abcd", 3) == "ab…"


def test_escaped_text_neither_mentions_nor_formats() -> None:
    safe = escaped("<!channel> *x* & _y_ `z` ~n~")

    assert "<" not in safe
    assert ">" not in safe
    assert "&lt;!channel&gt;" in safe
    assert "*x" not in safe
    assert "_y" not in safe
    assert "`z" not in safe
    assert "~n" not in safe


def test_a_message_with_too_many_blocks_is_cut_and_says_so() -> None:
    message = Message("many", tuple(text.paragraph(str(number)) for number in range(60)))

    assert len(message.payload()["blocks"]) == 50
    assert words(message).endswith("… and 11 more")
