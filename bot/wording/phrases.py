"""Parts of sentences: lists, numbers of people, sums of money."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.rules import MIN_PEOPLE
from core.domain.types import Budget


def listed(parts: Iterable[str]) -> str:
    """With commas and an "and"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def so_few(joined_count: int) -> str:
    return f"{have_joined(joined_count)}, and a draw needs at least {MIN_PEOPLE}"


def have_joined(count: int) -> str:
    if count == 0:
        return "nobody has joined yet"
    return "1 person has joined" if count == 1 else f"{count} people have joined"


def budget(value: Budget) -> str:
    """The exact amount with its code, such as 20 EUR or 12.50 GBP."""
    whole = value.amount == value.amount.to_integral_value()
    return f"{value.amount:.{0 if whole else 2}f} {value.currency}"
