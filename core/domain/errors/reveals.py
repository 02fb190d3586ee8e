"""Whether it is still a secret who gave to whom."""

from __future__ import annotations

from core.domain.errors.root import SantaError


class RevealedAlready(SantaError):
    """Everybody knows who gave to whom, so nobody gives to somebody else any more."""


class NotRevealed(SantaError):
    """Who gave to whom is still a secret here."""
