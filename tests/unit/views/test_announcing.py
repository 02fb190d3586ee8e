"""What organizers read when their announcement is refused: why, who can join, what to do next."""

from __future__ import annotations

import pytest

from bot.views import announcing
from core.domain.snapshots import RefusedAnnouncement
from tests.unit.views.reading import of_type, words
from tests.unit.views.worlds import an_exchange

ANYWHERE = "people can join by typing /santa join in any channel"
THERE = "people can join by typing /santa join there"
NOBODY = "nobody else can join, because the channel is private"
UNARCHIVE = "unarchive the channel and type /invite @Kringle there"
INVITE = "Type /invite @Kringle there"


def refused(error: str | None, *, is_private: bool = False) -> RefusedAnnouncement:
    return RefusedAnnouncement(an_exchange(channel_is_private=is_private), error)


@pytest.mark.parametrize(
    ("error", "why", "remedy"),
    [
        ("is_archived", "the channel has been archived.", UNARCHIVE),
        ("is_inactive", "the channel has been archived or deleted.", UNARCHIVE),
        ("channel_not_found", "I can't see the channel any more.", INVITE),
        ("not_in_channel", "I can't see the channel any more.", INVITE),
        ("message_not_found", "the message has been deleted.", "the Join button is gone"),
        ("edit_window_closed", "Slack answered “edit_window_closed”.", "/santa status"),
    ],
)
def test_an_announcement_out_of_date_tells_why_and_what_to_do(
    error: str, why: str, remedy: str
) -> None:
    message = announcing.outdated(refused(error))

    said = words(message)
    assert said.startswith("I could not update the announcement of Winter in the office in ")
    assert why in said
    assert f"The exchange goes on, and {ANYWHERE}." in said
    assert remedy in said
    assert [one["channel_id"] for one in of_type(message, "channel")] == [an_exchange().channel_id]


@pytest.mark.parametrize(
    ("error", "joining"),
    [
        ("is_archived", f"but {NOBODY}"),
        ("is_inactive", f"but {NOBODY}"),
        ("channel_not_found", f"and {THERE}"),
        ("message_not_found", f"and {THERE}"),
    ],
)
def test_what_is_announced_in_a_private_channel_is_joined_there_or_not_at_all(
    error: str, joining: str
) -> None:
    said = words(announcing.outdated(refused(error, is_private=True)))

    assert f"The exchange goes on, {joining}." in said


@pytest.mark.parametrize(
    ("error", "is_private", "remedy", "joining"),
    [
        ("is_archived", False, "Unarchive it and type /invite @Kringle there.", ANYWHERE),
        ("is_archived", True, "Unarchive it and type /invite @Kringle there.", NOBODY),
        ("not_in_channel", False, f"{INVITE}, and make sure that I may post.", ANYWHERE),
        ("channel_not_found", True, f"{INVITE}, and make sure that I may post.", THERE),
    ],
)
def test_what_could_not_be_announced_tells_how_to_let_kringle_in(
    error: str, is_private: bool, remedy: str, joining: str
) -> None:
    said = words(announcing.unannounced(refused(error, is_private=is_private)))

    assert said.startswith("I could not announce Winter in the office in ")
    assert f"{remedy} I keep trying" in said
    assert f"Until then {joining}." in said


def test_what_has_come_right_meanwhile_asks_for_nothing() -> None:
    posted = words(announcing.unannounced(refused(None)))
    rewritten = words(announcing.outdated(refused(None)))

    assert posted.endswith(" is announced in  after all.")
    assert rewritten.endswith("It is up to date again.")
