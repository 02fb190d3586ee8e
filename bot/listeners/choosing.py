"""Which exchange is meant: the only one, the one named, or the one chosen from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot import forms
from bot.listeners.incoming import Incoming
from bot.views import participation
from core.domain.snapshots import Exchange
from core.services.registry import Services

#: Goes on with one exchange. The last argument is what was typed besides, carried through the list.
Begin = Callable[[Incoming, Services, str, str], None]


def choose_one(
    incoming: Incoming,
    services: Services,
    flow: str,
    candidates: Sequence[Exchange],
    begin: Begin,
    *,
    name: str = "",
    carried: str = "",
) -> None:
    """Begin at once when it is clear which exchange is meant, else let the person choose."""
    found = forms.named(candidates, name) if name else list(candidates)
    if len(found) == 1:
        begin(incoming, services, found[0].exchange_id, carried)
    elif candidates:
        incoming.answer(participation.choose(flow, found or candidates, carried))
    else:
        incoming.answer(participation.nothing_to(flow))
