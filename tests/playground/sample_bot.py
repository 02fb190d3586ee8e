"""A tiny Bolt app that does one of everything."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError


def form(callback_id: str = "new", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "New exchange"},
        "submit": {"type": "plain_text", "text": "Create"},
        "notify_on_close": True,
        "blocks": [text_input("name", "Name"), channel_input(), time_input(), more_button()],
        **more,
    }


def text_input(block_id: str, label: str, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": {"type": "plain_text_input", "action_id": "typed", **element},
    }


def channel_input() -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": "channel",
        "label": {"type": "plain_text", "text": "Channel"},
        "element": {"type": "conversations_select", "action_id": "chosen"},
    }


def time_input() -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": "draw",
        "optional": True,
        "label": {"type": "plain_text", "text": "Draw"},
        "element": {"type": "datetimepicker", "action_id": "picked"},
    }


def button(action_id: str, label: str, value: str = "1", **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action_id, "text": text, "value": value, **more}


def more_button() -> dict[str, Any]:
    return {"type": "actions", "block_id": "more", "elements": [button("more", "More")]}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


ANSWERS: dict[str, dict[str, Any]] = {
    "wrong errors": {"response_action": "errors", "errors": {"nowhere": "Another, please"}},
    "push": {"response_action": "push", "view": form("second", notify_on_close=False)},
    "update": {"response_action": "update", "view": form("third", notify_on_close=False)},
    "clear": {"response_action": "clear"},
    "broken view": {"response_action": "update", "view": {"type": "modal", "blocks": []}},
}


def build_app(api_url: str, token: str, secret: str) -> App:
    client = WebClient(token=token, base_url=api_url, retry_handlers=[])
    app = App(client=client, signing_secret=secret, process_before_response=True)
    register(app)
    return app


def register(app: App) -> None:
    @app.command("/santa")
    def santa(ack: Any, command: Any, client: WebClient) -> None:
        word = command["text"]
        if word == "new":
            client.views_open(trigger_id=command["trigger_id"], view=form())
            ack()
        elif word == "twice":
            client.views_open(trigger_id=command["trigger_id"], view=form())
            refused(client.views_open, trigger_id=command["trigger_id"], view=form())
            ack()
        else:
            ack(f"You said: {word}")

    @app.view("new")
    def created(ack: Any, view: Any, body: Any, client: WebClient) -> None:
        values = view["state"]["values"]
        name = values["name"]["typed"]["value"]
        if name == "bad":
            ack(response_action="errors", errors={"name": "Another name, please"})
            return
        if name in ANSWERS:
            ack(**ANSWERS[name])
            return
        user, channel = body["user"]["id"], values["channel"]["chosen"]["selected_conversation"]
        client.chat_postMessage(
            channel=channel,
            text=f"{name} is open",
            blocks=[
                section(f"*{name}* by <@{user}>"),
                {"type": "actions", "block_id": "a", "elements": [button("join", "Join")]},
            ],
            metadata={"event_type": "exchange", "event_payload": {"k": "1"}},
        )
        ack()

    @app.action("more")
    def more(ack: Any, body: Any, client: WebClient) -> None:
        view = form(blocks=[text_input("name", "Name"), channel_input(), text_input("x", "Draw")])
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        ack()

    @app.action("join")
    def join(ack: Any, body: Any, client: WebClient, respond: Any) -> None:
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        client.chat_update(
            channel=channel, ts=ts, text="joined", blocks=[section("Somebody joined")]
        )
        respond("You are in", response_type="ephemeral", replace_original=False)
        ack()

    @app.view_closed("new")
    def closed(ack: Any, body: Any, client: WebClient) -> None:
        client.chat_postMessage(channel=body["user"]["id"], text="Maybe later")
        ack()

    @app.event("app_home_opened")
    def home(event: Any, client: WebClient) -> None:
        menu = {
            "type": "overflow",
            "action_id": "lamp",
            "options": [{"text": {"type": "plain_text", "text": "Remove"}, "value": "r"}],
        }
        view = {"type": "home", "blocks": [section("Welcome"), section("A Lamp", accessory=menu)]}
        client.views_publish(user_id=event["user"], view=view)

    @app.event("user_change")
    def changed(event: Any, client: WebClient) -> None:
        client.users_info(user=event["user"]["id"])

    @app.action("lamp")
    def lamp(ack: Any, body: Any, client: WebClient) -> None:
        view = {"type": "home", "blocks": [section("No lamp left")]}
        client.views_publish(user_id=body["user"]["id"], view=view)
        ack()


def refused(method: Any, **args: Any) -> str:
    """Calls a method that must fail; returns Slack's error code."""
    try:
        method(**args)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""
