"""For how long what is over is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.domain.types import ExchangeStatus

#: Unless the operator says otherwise; and at the least, since so long people find their match in
#: their list and write to whom they drew.
KEPT_FOR = timedelta(days=400)
LEAST_KEPT_FOR = timedelta(days=30)
#: The matches of a completed exchange: as many Decembers as a draw may look back, and one more.
MATCHES_KEPT_FOR = timedelta(days=6 * 366)


def keeps_matches(status: ExchangeStatus, over_at: datetime, now: datetime) -> bool:
    """Whether a later draw looks back at them: not at what was cancelled."""
    return status == ExchangeStatus.COMPLETED and over_at > now - MATCHES_KEPT_FOR
