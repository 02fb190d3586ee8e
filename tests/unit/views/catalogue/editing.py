"""Every view of changing an exchange."""

from __future__ import annotations

from bot.views import editing
from core.domain.editing import EditField, details_of
from core.domain.snapshots import Edited, Exchange
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make, each_exchange


def views() -> dict[str, Make]:
    made: dict[str, Make] = {}
    for name, exchange in each_exchange().items():
        made |= _of(name, exchange)
    return made


def _of(name: str, exchange: Exchange) -> dict[str, Make]:
    details = details_of(exchange)
    shown = details.marks()
    notice = editing.changed_meanwhile([*EditField])
    asked = worlds.an_invitation(exchange)
    return {
        f"edit-{name}": lambda: editing.form(exchange, details, shown),
        f"edit-more-{name}": lambda: editing.form(exchange, details, shown, more=True),
        f"edit-again-{name}": lambda: editing.form(exchange, details, {}, notice=notice),
        f"edited-nothing-{name}": lambda: editing.edited(Edited(exchange)),
        f"edited-{name}": lambda: editing.edited(Edited(exchange, (*EditField,))),
        f"moved-{name}": lambda: editing.moved(exchange, in_channel=False),
        f"moved-in-channel-{name}": lambda: editing.moved(exchange, in_channel=True),
        f"moved-for-invited-{name}": lambda: editing.moved_for_invited(asked),
    }
