"""Every view of gifts and rescues."""

from __future__ import annotations

import itertools
from dataclasses import replace

from bot.giveaways import Giveaway
from bot.views import gifts, matches, overview, rescues
from core.domain.snapshots import (
    AnonymousMessage,
    Complaint,
    Exchange,
    GiftNews,
    GiftSeen,
    Involvement,
    MissingNotice,
    RescueEnvelope,
)
from core.domain.talk import MAX_TEXT
from core.domain.types import ExchangeStatus, GiftAnswer, GiftMark, Note, Side
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import FULL_GIFTS, Make

RESCUE_ID, NOTE_ID = "r" * 32, "n" * 32
STATES = {
    "-".join(map(str, state)): GiftSeen(*state)
    for state in itertools.product((None, *GiftMark), (None, *GiftAnswer), (False, True), (True,))
}


def a_note(note: Note, exchange: Exchange | None = None, text: str = "") -> AnonymousMessage:
    drawn = exchange or worlds.an_exchange(status=ExchangeStatus.DRAWN)
    side = Side.GIVER if note == Note.GIVEN else Side.RECIPIENT
    return AnonymousMessage(drawn, "m" * 32, side, text, note=note)


def views() -> dict[str, Make]:
    ordinary = worlds.an_exchange(status=ExchangeStatus.DRAWN)
    full = worlds.a_full_exchange(status=ExchangeStatus.DRAWN)
    made: dict[str, Make] = {
        "thanked": gifts.thanked,
        "missed": lambda: gifts.missed(Complaint(ordinary, giver_hears=True)),
        "missed-again": lambda: gifts.missed(Complaint(ordinary, giver_hears=False)),
        "status-with-gifts-overfull": lambda: overview.status([_involved(full)] * 20, worlds.NOW),
    }
    for name, exchange in {"ordinary": ordinary, "overfull": full}.items():
        made |= _of(name, exchange)
    return made | _of_states(ordinary)


def _involved(exchange: Exchange) -> Involvement:
    drawn = worlds.a_full_involvement(ExchangeStatus.DRAWN)
    return replace(drawn, exchange=exchange, **FULL_GIFTS)


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    made: dict[str, Make] = {
        f"thanks-{name}": lambda: gifts.thanks_form(exchange),
        f"thanks-warned-{name}": lambda: gifts.thanks_form(
            exchange, NOTE_ID, "<" * MAX_TEXT, tuple(Giveaway)
        ),
        f"nothing-{name}": lambda: gifts.nothing_form(Complaint(exchange, True), NOTE_ID),
        f"nothing-again-{name}": lambda: gifts.nothing_form(Complaint(exchange, False), NOTE_ID),
        f"rescue-form-{name}": lambda: rescues.form(exchange),
        f"rescue-asked-for-{name}": lambda: rescues.asked_for(exchange),
        f"rescue-envelope-{name}": lambda: rescues.envelope(RescueEnvelope(exchange, RESCUE_ID)),
        f"rescue-{name}": lambda: rescues.asked(
            replace(worlds.a_match(), exchange=exchange, rescue_id=RESCUE_ID)
        ),
    }
    for count in (0, 1, 30):
        made[f"missing-{count}-{name}"] = _missing(MissingNotice(exchange, count))
    for note, back in itertools.product(Note, (False, True)):
        for text in ("", worlds.HOSTILE, "<" * MAX_TEXT) if note == Note.CAME else ("",):
            message = replace(a_note(note, exchange, text), is_returned=back)
            label = f"{name}-{note}-{back}-{len(text)}"
            made[f"note-{label}"] = _note(message)
            made[f"note-rescue-{label}"] = _note(replace(message, rescue_id=RESCUE_ID))
    return made


def _of_states(exchange: Exchange) -> dict[str, Make]:
    made: dict[str, Make] = {}
    for label, gift in STATES.items():
        rescue_id = RESCUE_ID if gift.is_rescued else ""
        made[f"noted-{label}"] = _noted(GiftNews(exchange, gift, rescue_id))
        made[f"shown-{label}"] = _shown(exchange, gift, rescue_id)
    return made | {"shown-rescued": _shown(exchange, GiftSeen(is_rescued=True), "")}


def _missing(notice: MissingNotice) -> Make:
    return lambda: rescues.missing(notice)


def _note(message: AnonymousMessage) -> Make:
    return lambda: gifts.note(message)


def _noted(news: GiftNews) -> Make:
    return lambda: gifts.noted(news)


def _shown(exchange: Exchange, gift: GiftSeen, rescue_id: str) -> Make:
    match = replace(worlds.a_match(), exchange=exchange, gift=gift, rescue_id=rescue_id)
    return lambda: matches.shown(match)
