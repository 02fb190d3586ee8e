"""Every view of a message to everybody."""

from __future__ import annotations

from bot.views import bulletins
from core.domain.bulletins import Audience
from core.domain.snapshots import Bulletin, Draft
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make


def views() -> dict[str, Make]:
    many = Draft(worlds.a_full_exchange(), 10_000, 5000, may_ask_invited=True)
    few, joined, everybody = Draft(worlds.an_exchange(), 12), Audience.JOINED, Audience.EVERYBODY
    return {
        "bulletin-sent": lambda: bulletins.sent(12),
        "bulletin-sent-before": bulletins.sent_before,
        **_of("typical", few, "Bring wool socks: the floor is cold.", joined),
        **_of("hostile", many, worlds.HOSTILE, everybody),
        **_of("overfull", many, ":a:" * 666, everybody),
    }


def _of(name: str, draft: Draft, text: str, to: Audience) -> dict[str, Make]:
    written, key = Bulletin(draft.exchange, worlds.ORGANIZER, text), "k" * 32
    return {
        f"bulletin-form-{name}": lambda: bulletins.form(draft),
        f"bulletin-preview-{name}": lambda: bulletins.preview(
            draft, text, to, worlds.ORGANIZER, key
        ),
        f"bulletin-received-{name}": lambda: bulletins.received(written),
    }
