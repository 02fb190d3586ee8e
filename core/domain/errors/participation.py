"""Joining and answering an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.root import SantaError


@dataclass(eq=False)
class JoiningClosed(SantaError):
    """The deadline has passed."""

    draw_at: datetime


class NotInvited(SantaError):
    """Only somebody whom an organizer has invited may do this."""
