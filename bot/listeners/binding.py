"""From a plain function to a Bolt listener."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import BoltContext
from slack_bolt.context.ack import Ack

from bot.listeners.beneath import renew_console
from bot.listeners.home import publish_home
from bot.listeners.incoming import Incoming
from core.domain.errors import SantaError
from core.services.registry import Services

Handler = Callable[[Incoming, Services], None]


def bind(handler: Handler, services: Services) -> Callable[..., None]:
    """A Bolt listener that hands the request and the services to a plain function. What was done
    from App Home, or from a console, shows there at once: also in forms that were opened there."""

    def listener(body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        incoming = Incoming(body, context, ack)
        try:
            handler(incoming, services)
        except SantaError:
            if incoming.is_in_home:
                publish_home(incoming, services)  # it may be old, and offer what has passed
            raise
        if incoming.console and incoming.is_done and not incoming.is_root_new:
            renew_console(incoming, services)
        if incoming.is_in_home or (incoming.home is not None and incoming.is_done):
            publish_home(incoming, services)

    return listener
