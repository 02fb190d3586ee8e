"""A websocket connection that can go silent."""

from __future__ import annotations

from contextlib import suppress

from websockets.sync.server import ServerConnection


class MutableConnection(ServerConnection):
    """While it is `muted` everything that it would send waits: envelopes, pings and pongs, and of
    a new connection even the handshake. To the other side the line just went dead."""

    muted = False

    def send_data(self) -> None:
        if not self.muted:
            super().send_data()

    def unmute(self) -> None:
        """Sends what has waited, and everything from now on."""
        with self.protocol_mutex:
            self.muted = False
            with suppress(OSError):  # the other side has gone, as the reading thread will find
                self.send_data()
