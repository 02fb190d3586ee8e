"""Every view of the anonymous messages."""

from __future__ import annotations

from dataclasses import replace

from bot.giveaways import Giveaway
from bot.views import talk
from core.domain.snapshots import AnonymousMessage, ReportedMessage, TalkLine
from core.domain.talk import MAX_TEXT
from core.domain.types import ExchangeStatus, Side
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make

NAMED = "Do you like tea? Yours, Marit (marit@example.com)"


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "talk-stopped": talk.stopped,
        "talk-report-taken": lambda: talk.report_taken("m" * 32),
        "talk-report-taken-of-thanks": lambda: talk.report_taken("m" * 32, may_mute=False),
    }
    return made | _of(Side.GIVER) | _of(Side.RECIPIENT)


def _of(side: Side) -> dict[str, Make]:
    line = TalkLine(worlds.an_exchange(status=ExchangeStatus.DRAWN), side)
    full = TalkLine(worlds.a_full_exchange(status=ExchangeStatus.DRAWN), side, "m" * 32)
    texts = {
        "typical": (line, "Do you like tea?"),
        "hostile": (full, worlds.HOSTILE),
        "overfull": (full, "<" * MAX_TEXT),
        "overfull-emoji": (full, (":a:" * MAX_TEXT)[:MAX_TEXT]),
    }
    made: dict[str, Make] = {
        f"talk-form-{side}": lambda: talk.form(line),
        f"talk-reply-{side}": lambda: talk.form(full),
        f"talk-sent-{side}": lambda: talk.sent(side),
        f"talk-muted-{side}": lambda: talk.muted(line),
        f"talk-unmuted-{side}": lambda: talk.unmuted(side),
        f"talk-warned-{side}-named": lambda: talk.preview(
            line, NAMED, (Giveaway.NAME, Giveaway.EMAIL), "k" * 32
        ),
    }
    for name, (of, text) in texts.items():
        made |= _of_text(f"{side}-{name}", of, text)
    return made


def _of_text(name: str, line: TalkLine, text: str) -> dict[str, Make]:
    message = AnonymousMessage(line.exchange, "m" * 32, line.side, text)
    back = replace(message, is_returned=True)
    reported = ReportedMessage(line.exchange, message.message_id, text)
    return {
        f"talk-preview-{name}": lambda: talk.preview(line, text, (), "k" * 32),
        f"talk-warned-{name}": lambda: talk.preview(line, text, tuple(Giveaway), "k" * 32),
        f"talk-received-{name}": lambda: talk.received(message),
        f"talk-returned-{name}": lambda: talk.received(back),
        f"talk-reported-{name}": lambda: talk.reported(reported),
    }
