"""Every view of how the matches and the announcement arrive."""

from __future__ import annotations

from bot.views import announcing, deliveries
from core.domain.snapshots import FailedDelivery, RefusedAnnouncement
from core.domain.types import ExchangeStatus
from tests.unit.views import worlds
from tests.unit.views.catalogue.office import DRAWN
from tests.unit.views.catalogue.samples import FAILURES, Make, each_exchange

BLOCKED = worlds.a_report(waiting_count=500, failed=FAILURES, blocked="x" * 64)

GONE = (FailedDelivery(worlds.people(5)[4], "user_disabled"),)


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "retrying": lambda: deliveries.retrying(2),
        "resend-form": lambda: deliveries.resend_form(worlds.an_exchange()),
        "resend-form-full": lambda: deliveries.resend_form(worlds.a_full_exchange()),
        "resent": lambda: deliveries.resent(worlds.people(1)[0]),
        "report-failed-typical": lambda: deliveries.report(
            worlds.a_report(DRAWN, sent_count=11, failed=GONE)
        ),
        "report-empty": lambda: deliveries.report(worlds.a_report()),
        "report-repeating": lambda: deliveries.report(worlds.a_report(repeat_count=2)),
        "report-blocked": lambda: deliveries.report(BLOCKED),
        "report-unnamed": lambda: deliveries.report(worlds.a_report(unnamed_count=2)),
        "report-overfull": lambda: deliveries.report(
            worlds.a_report(worlds.a_full_exchange(status=ExchangeStatus.DRAWN), failed=FAILURES)
        ),
    }
    for name, exchange in each_exchange().items():
        for error in (None, "is_archived", "x" * 64):
            made |= _refused(f"{error}-{name}", RefusedAnnouncement(exchange, error))
    return made


def _refused(name: str, refused: RefusedAnnouncement) -> dict[str, Make]:
    return {
        f"unannounced-{name}": lambda: announcing.unannounced(refused),
        f"outdated-{name}": lambda: announcing.outdated(refused),
    }
