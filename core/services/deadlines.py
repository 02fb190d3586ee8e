"""The moment of the draw, set and moved."""

from __future__ import annotations

from datetime import datetime

from core.db import models


def set_draw(exchange: models.Exchange, draw_at: datetime, now: datetime) -> None:
    """Names are drawn at that moment. Whoever moves it comes through here, and it is written down
    since when it has been so: what is due before a draw is not due before that."""
    if exchange.draw_at is not None and exchange.draw_at != draw_at:
        exchange.draw_moved_at = now
    exchange.draw_at = draw_at
