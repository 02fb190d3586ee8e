"""Every view that is a line and nothing else."""

from __future__ import annotations

from bot.views import notes, overview
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make


def views() -> dict[str, Make]:
    return {
        "note": lambda: notes.note("One moment, please."),
        "note-overfull": lambda: notes.note(worlds.HOSTILE * 100),
        "note-modal": lambda: notes.as_modal(notes.note("x" * 5000)),
        "message-as-modal": lambda: notes.as_modal(overview.help()),
    }
