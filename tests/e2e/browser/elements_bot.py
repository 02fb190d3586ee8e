"""A small Bolt app that shows every element of Slack's and keeps what it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground import Playground
from tests.e2e.browser import elements_shown as shown
from tests.eventually import eventually
from tests.playground.conftest import hurry
from tests.playground.sample_bot import section

Json = dict[str, Any]


class ElementsBot:
    """`taken` is what it was sent, in order; `refused` why Slack refused what it asked for;
    `views` are the modals that it opens, by the word that asks for them."""

    def __init__(self, slack: Playground) -> None:
        self.slack = slack
        self.client = WebClient(
            token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=30
        )
        self.taken: list[Json] = []
        self.refused: list[str] = []
        self.views = {
            "form": shown.form(),
            "required": shown.required(),
            "steps": shown.steps(),
        }
        self.app = App(client=self.client, signing_secret=slack.signing_secret)
        self._register()

    def of_kind(self, kind: str) -> list[Json]:
        """The payloads of this type, such as `block_actions`."""
        return [one for one in self.taken if one.get("type") == kind]

    def action(self) -> Json:
        """The next action that it is told of, without the moment; it is forgotten then."""
        payload = eventually(lambda: next(iter(self.of_kind("block_actions")), None))
        self.taken.remove(payload)
        (action,) = payload["actions"]
        assert isinstance(action.pop("action_ts"), str)
        found: Json = action
        return found

    def submission(self) -> Json:
        """The last view that it was sent."""
        payload = eventually(lambda: next(reversed(self.of_kind("view_submission")), None))
        view: Json = payload["view"]
        return view

    def attempt(self, method: Callable[..., Any], **args: Any) -> None:
        try:
            method(**args)
        except SlackApiError as error:
            self.refused.append(error.response["error"])

    def _register(self) -> None:
        app = self.app

        @app.middleware
        def keep(body: Json, next: Callable[[], None]) -> BoltResponse | None:
            self.taken.append(body)
            if body.get("text") == "never":
                return BoltResponse(status=500)
            next()
            return None

        app.command("/santa")(self._on_command)
        app.view("steps")(self._on_steps)
        app.view("form")(lambda ack: ack())
        app.view_closed("steps")(lambda ack: ack())
        app.view_closed("form")(lambda ack: ack())
        app.action("push")(self._on_push)
        app.action("update")(self._on_update)
        app.action("search")(self._on_update)
        app.action("gift")(self._on_gift)
        app.action(re.compile(".*"))(lambda ack: ack())
        app.event("app_home_opened")(self._on_home)

    def _on_command(self, ack: Any, command: Json) -> None:
        word, trigger = command["text"], command["trigger_id"]
        if word in self.views:
            self.client.views_open(trigger_id=trigger, view=self.views[word])
        elif word == "late":
            self.slack.advance(60)
            self.attempt(self.client.views_open, trigger_id=trigger, view=shown.steps())
        elif word == "message":
            blocks = shown.message(self.slack.url)
            self.client.chat_postMessage(
                channel=command["channel_id"], text="Everything", blocks=blocks
            )
        else:
            ack(f"You said: {word}")
            return
        ack()

    def _on_steps(self, ack: Any, view: Json) -> None:
        """What is typed as the name says what is to become of the modal."""
        name = view["state"]["values"]["name"]["typed"]["value"]
        depth = int(view["private_metadata"])
        answers: dict[str, Json] = {
            "bad": {"response_action": "errors", "errors": {"name": "Another, please"}},
            "push": {"response_action": "push", "view": shown.steps(depth + 1)},
            "update": {"response_action": "update", "view": shown.steps(depth, note="Changed")},
            "clear": {"response_action": "clear"},
        }
        ack(**answers.get(name, {}))

    def _on_push(self, ack: Any, body: Json) -> None:
        view = shown.steps(int(body["view"]["private_metadata"]) + 1)
        self.attempt(self.client.views_push, trigger_id=body["trigger_id"], view=view)
        ack()

    def _on_update(self, ack: Any, body: Json) -> None:
        self.change(body["view"], "Changed", hash=body["view"]["hash"])
        ack()

    def change(self, view: Json, note: str, **more: Any) -> None:
        """Says something at the top of a modal that is open."""
        changed = shown.steps(int(view["private_metadata"]), note=note)
        self.attempt(self.client.views_update, view_id=view["id"], view=changed, **more)

    def _on_gift(self, ack: Any, body: Json, respond: Any) -> None:
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        self.client.chat_update(
            channel=channel, ts=ts, text="Given", blocks=[section("It is *given* away")]
        )
        respond("Thank you", response_type="ephemeral", replace_original=False)
        ack()

    def _on_home(self, event: Json) -> None:
        blocks = [shown.beside("Fruit", shown.message(self.slack.url)[3]["accessory"])]
        view = {"type": "home", "blocks": [section("Welcome"), *blocks]}
        self.client.views_publish(user_id=event["user"], view=view)


@contextmanager
def running(slack: Playground) -> Iterator[ElementsBot]:
    bot = ElementsBot(slack)
    handler = SocketModeHandler(bot.app, slack.app_token)
    handler.client.web_client.base_url = slack.api_url
    handler.connect()
    slack.wait_for_bot()
    try:
        yield bot
    finally:
        # Whoever is left without an answer is waited for, which takes long.
        eventually(lambda: all_answered(slack))
        hurry(handler)
        handler.close()


def all_answered(slack: Playground) -> bool:
    return len([one for one in slack.traffic() if one["to"] == "bot"]) >= len(slack.deliveries())
