"""The controls of the way to the bot: where it listens, replays, forgeries, its sockets."""

from __future__ import annotations

from playground.bot_link import BotLink
from playground.delivery import BotAnswer
from playground.errors import Json
from playground.payloads import Payloads


class LinkControls:
    """What is done to the bot beside the acts of people."""

    def __init__(self, link: BotLink, payloads: Payloads) -> None:
        self._link = link
        self._payloads = payloads

    def use_http(self, url: str | None) -> None:
        self._link.request_url = url

    def redeliver(self, n: int) -> Json:
        return _shown(self._link.redeliver(n))

    def deliver(self, payload: Json) -> Json:
        return _shown(self._link.deliver(payload))

    def deliveries(self) -> list[Json]:
        return self._link.deliveries()

    def event(self, team_id: str, event: Json) -> Json:
        with self._payloads.workspace.lock:
            payload = self._payloads.event(team_id, event)
        return _shown(self._link.deliver(payload))

    def signed_request(
        self, body: str, content_type: str, timestamp: str | None, secret: str | None
    ) -> dict[str, str]:
        """Headers for the body, which is passed as latin-1 text so that any bytes survive."""
        signer = self._link.signer
        return signer.headers(
            body.encode("latin-1"), content_type, timestamp=timestamp, secret=secret
        )

    def disconnect_sockets(self) -> int:
        return self._link.sockets.disconnect_all()

    def disconnect_socket(self, n: int, seconds: float) -> None:
        self._link.sockets.disconnect(n, seconds)

    def go_silent(self, new_connections: bool) -> None:
        self._link.sockets.go_silent(new_connections)

    def speak_again(self) -> None:
        self._link.sockets.speak_again()


def _shown(answer: BotAnswer) -> Json:
    shown: Json = {"status": answer.status, "body": answer.body}
    return {**shown, "outcome": answer.outcome, "reason": answer.reason}
