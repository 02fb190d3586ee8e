"""An exchange that is not there, or has moved on."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors.root import SantaError
from core.domain.types import ExchangeStatus


class ExchangeNotFound(SantaError):
    """No such exchange in the caller's workspace."""


@dataclass(eq=False)
class WrongStatus(SantaError):
    """The exchange has moved on: `status` does not allow this any more, or not yet."""

    status: ExchangeStatus
