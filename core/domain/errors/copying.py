"""Holding an exchange once more."""

from __future__ import annotations

from core.domain.errors.exchanges import ExchangeNotFound
from core.domain.errors.root import SantaError


class NotOverYet(SantaError):
    """Only an exchange that is over can be held once more."""


class TooLongAgo(ExchangeNotFound):
    """No such exchange to be held once more: what is long over is purged."""
