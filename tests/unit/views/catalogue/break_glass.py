"""Every view of opening one match in an emergency."""

from __future__ import annotations

from bot.views import break_glass
from core.domain.break_glass import MAX_REASON
from core.domain.snapshots import (
    Exchange,
    OpenedMatch,
    OpenedNotice,
    OpeningAnswer,
    OpeningForm,
    OpeningRequest,
)
from core.domain.types import OpeningStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make, each_exchange

REASON = "Kwame is in hospital. Somebody else should see to the gift, so I have to know for whom."


def views() -> dict[str, Make]:
    made: dict[str, Make] = {}
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
        made |= {f"opening-answer-{one}-{name}": _answered(exchange, one) for one in OpeningStatus}
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    people = worlds.people(2)
    reason = REASON if name == "ordinary" else "<" * MAX_REASON
    return {
        f"opening-form-{name}": lambda: break_glass.form(OpeningForm(exchange, worlds.people(19))),
        f"opening-form-alone-{name}": lambda: break_glass.form(OpeningForm(exchange, ())),
        f"opening-asked-{name}": lambda: break_glass.asked(exchange),
        f"opening-request-{name}": lambda: break_glass.request(
            OpeningRequest(exchange, "o" * 32, *people, reason)
        ),
        f"opening-agreed-{name}": lambda: break_glass.decided(exchange, agrees=True),
        f"opening-refused-{name}": lambda: break_glass.decided(exchange, agrees=False),
        f"opening-shown-{name}": lambda: break_glass.shown(OpenedMatch(exchange, *people)),
        f"opening-was-shown-{name}": lambda: break_glass.was_shown(exchange),
        f"opening-notice-{name}": lambda: break_glass.notice(OpenedNotice(exchange, *people)),
    }


def _answered(exchange: Exchange, status: OpeningStatus) -> Make:
    decided_by = None if status == OpeningStatus.LAPSED else worlds.RECIPIENT
    return lambda: break_glass.answer(OpeningAnswer(exchange, "o" * 32, status, decided_by))
