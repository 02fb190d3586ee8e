"""The way from Slack to the bot: Socket Mode or signed HTTP, with retries and replays."""

from __future__ import annotations

import threading

from playground.delivery import ACK_SECONDS, BotAnswer, Delivery, kind_of
from playground.errors import Json, PlaygroundError
from playground.signed_http import RequestSigner, SignedRequest, post
from playground.sockets import SocketHub
from playground.traffic import Traffic

MAX_EVENT_RETRIES = 3


class BotLink:
    """Delivers to `request_url` when there is one, over the sockets otherwise."""

    def __init__(self, sockets: SocketHub, signer: RequestSigner, traffic: Traffic) -> None:
        self.request_url: str | None = None
        self.patience = ACK_SECONDS
        self.sockets = sockets
        self.signer = signer
        self.traffic = traffic
        self._lock = threading.Lock()
        self._sent: list[tuple[Delivery, SignedRequest]] = []

    @property
    def is_connected(self) -> bool:
        """Whether there is a bot to deliver to, as far as can be told without asking it."""
        return bool(self.request_url) or self.sockets.count() > 0

    def deliver(self, payload: Json) -> BotAnswer:
        """Sends it as Slack would; an event that fails is sent up to three times more."""
        delivery = Delivery(kind_of(payload), payload)
        retries = MAX_EVENT_RETRIES if delivery.kind == "events_api" else 0
        answer = self._send(delivery, 0)
        for retry in range(1, retries + 1):
            if answer.acked:
                break
            answer = self._send(delivery, retry)
        return answer

    def redeliver(self, n: int = -1) -> BotAnswer:
        """Once more what was sent before: over HTTP the very same signed bytes."""
        try:
            delivery, request = self._sent[n]
        except IndexError:
            raise PlaygroundError(f"there is no delivery number {n} yet") from None
        return self._hand_over(delivery, request, 0)

    def deliveries(self) -> list[Json]:
        """The payloads sent so far, each attempt of an event by itself."""
        with self._lock:
            return [delivery.payload for delivery, _ in self._sent]

    def _send(self, delivery: Delivery, retry: int) -> BotAnswer:
        request = self.signer.sign(delivery, retry)
        with self._lock:
            self._sent.append((delivery, request))
        return self._hand_over(delivery, request, retry)

    def _hand_over(self, delivery: Delivery, request: SignedRequest, retry: int) -> BotAnswer:
        began = self.traffic.begin()
        if self.request_url:
            answer = post(self.request_url, request, self.patience)
        else:
            answer = self.sockets.send(delivery, self.patience, retry)
        self.traffic.bot_answered(began, delivery.payload, answer)
        return answer
