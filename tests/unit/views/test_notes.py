"""A sentence for one person."""

from __future__ import annotations

from bot.views import notes
from tests.unit.views.reading import of_type, shown, words
from tests.unit.views.worlds import HOSTILE


def test_a_note_is_shown_literally() -> None:
    message = notes.note(HOSTILE)

    assert words(message) == HOSTILE
    assert of_type(message, "mrkdwn") == []
    assert "<" not in message.text


def test_a_note_can_be_a_modal() -> None:
    view = notes.as_modal(notes.note(HOSTILE))

    assert words(view) == HOSTILE
    assert "submit" not in shown(view)
