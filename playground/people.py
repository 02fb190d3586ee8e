"""What a person does in Slack's client: write, type commands, press buttons, fill in modals.

Every act that the bot hears of builds the payload, delivers it, and makes of the answer what Slack
would.
"""

from __future__ import annotations

from playground.accounts import Accounts
from playground.bot_link import BotLink
from playground.delivery import BotAnswer
from playground.errors import Json, PlaygroundError, SlackError
from playground.forms import client_side_errors
from playground.model import Conversation, Member, Message, ResponseUrl, View
from playground.payloads import Payloads, written
from playground.posting import MAX_TEXT, post, slackbot_says, where
from playground.submission import TROUBLE, answer_submission
from playground.watching import Watch
from playground.webapi.response_urls import respond
from playground.workspace import Workspace

QUIET_SECONDS = 0.05


class People(Accounts):
    """The acts of people. Each returns once the bot has answered and what it shows has settled."""

    def __init__(self, workspace: Workspace, link: BotLink, payloads: Payloads) -> None:
        super().__init__(workspace, link, payloads)
        self.settle_seconds = 1.0

    def say(self, user: str, channel: str, text: str) -> None:
        """Writes an ordinary message, which the app is not told of: it subscribes to none."""
        with self.workspace.lock:
            member, conversation = self._at_message_field(user, channel)
            if conversation.is_im:
                app = self.workspace.names[self.workspace.teams[conversation.team_id].bot_user_id]
                raise PlaygroundError(f"sending messages to {app} has been turned off")
            if not text.strip():
                raise PlaygroundError("there is nothing to send")
            stored = written(self.workspace, member.team_id, text.strip())
            if len(stored) > MAX_TEXT:
                raise PlaygroundError(f"a message has at most {MAX_TEXT:,} characters")
            message = Message(self.workspace.new_ts(), channel, user, stored)
            post(self.workspace, conversation, message)

    def command(self, user: str, channel: str, text: str) -> Json:
        with self.workspace.lock:
            member, conversation = self._at_message_field(user, channel)
            payload = self.payloads.command(member, conversation, text)
            self._note(user, where(self.workspace, channel), text, "command")
        with self.workspace.watches.watch(user) as watch:
            answer = self.link.deliver(payload)
            with self.workspace.lock:
                self._after_command(member, conversation, payload, answer)
            return self._seen(watch, answer)

    def shortcut(self, user: str, callback_id: str) -> Json:
        """A global shortcut, from the menu beside the message field or from search."""
        with self.workspace.lock:
            payload = self.payloads.shortcut(self.workspace.actor(user), callback_id)
            self._note(user, "menu", f"uses the shortcut {callback_id}", "shortcut")
        return self._deliver("shortcut", user, payload)

    def act_in_message(
        self, user: str, channel: str, ts: str, action: Json, stale: Json | None = None
    ) -> Json:
        """A button or menu of a message; `stale` is an older look of it that is still shown."""
        with self.workspace.lock:
            member = self.workspace.actor(user)
            message = self.workspace.find_message(channel, ts)
            if message is None and stale is None:
                raise PlaygroundError("that message is gone")
            shown = message or Message(ts, channel, "", "")
            payload = self.payloads.message_action(member, shown, action)
            if stale and "message" in payload:
                payload["message"] = stale
            self._note(user, where(self.workspace, channel), _words(action), "press")
        return self._deliver("block_actions", user, payload)

    def act_in_view(self, user: str, view: str, action: Json) -> Json:
        with self.workspace.lock:
            member, shown = self.workspace.actor(user), self._view(view)
            payload = self.payloads.view_action(member, shown, action)
            place = "home" if shown.body["type"] == "home" else "modal"
            self._note(user, place, _words(action), "press")
        return self._deliver("block_actions", user, payload)

    def type_in_view(self, user: str, view: str, block: str, action: str, state: Json) -> None:
        with self.workspace.lock:
            self.workspace.actor(user)
            shown = self._view(view)
            shown.typed[block, action] = state
            shown.errors.pop(block, None)
            self._note(user, "modal", f"fills in {_entered(state)}", "fill")

    def type_in_message(self, channel: str, ts: str, block: str, action: str, state: Json) -> None:
        with self.workspace.lock:
            message = self.workspace.find_message(channel, ts)
            if message is None:
                raise PlaygroundError("that message is gone")
            message.typed[block, action] = state

    def submit(self, user: str) -> Json:
        """Presses the modal's submit button; what the client itself refuses is not sent."""
        with self.workspace.lock:
            member, view = self.workspace.actor(user), self._top(user)
            if not view.body.get("submit"):
                raise PlaygroundError("this modal has no submit button")
            view.errors, view.banner = client_side_errors(view.body["blocks"], view.typed), ""
            self._note(user, "modal", f"presses [{view.body['submit']['text']}]", "submit")
            if view.errors:
                return {"outcome": "refused", "errors": view.errors, "seen": []}
            payload = self.payloads.view_submission(member, view)
        with self.workspace.watches.watch(user) as watch:
            answer = self.link.deliver(payload)
            with self.workspace.lock:
                self._after_submission(member, view, answer)
            seen = self._seen(watch, answer)
        return {**seen, "errors": view.errors, "banner": view.banner}

    def close_modal(self, user: str, everything: bool = False) -> Json:
        with self.workspace.lock:
            member, view = self.workspace.actor(user), self._top(user)
            stack = self.workspace.stacks[user]
            cleared = everything or view.body["clear_on_close"]
            closing = list(reversed(stack)) if cleared else [view]
            self.workspace.stacks[user] = stack[: len(stack) - len(closing)]
            self._note(user, "modal", "closes the modal", "close")
            self.workspace.changes.note((user,), f"view:{view.id}")
            payloads = [
                self.payloads.view_closed(member, one, is_cleared=cleared)
                for one in closing
                if one.body["notify_on_close"]
            ]
        for payload in payloads:
            self._complain_unless_acked("view_closed", self.link.deliver(payload))
        return {}

    def open_home(self, user: str) -> Json:
        with self.workspace.lock:
            payload = self.payloads.app_home_opened(self.workspace.actor(user))
            self._note(user, "home", "opens the app's home", "home")
        return self._deliver("app_home_opened", user, payload)

    def _deliver(self, what: str, user: str, payload: Json) -> Json:
        with self.workspace.watches.watch(user) as watch:
            answer = self.link.deliver(payload)
            self._complain_unless_acked(what, answer)
            return self._seen(watch, answer)

    def _after_command(
        self, member: Member, channel: Conversation, payload: Json, answer: BotAnswer
    ) -> None:
        command = payload["command"]
        if not answer.acked:
            self._complain_unless_acked(command, answer)
            error = "operation_timeout" if answer.outcome == "timeout" else "dispatch_failed"
            words = f"{command} failed with the error “{error}”"
            slackbot_says(self.workspace, channel.id, member.id, words)
        elif answer.body:
            url = ResponseUrl("", member.team_id, channel.id, member.id, 0.0)
            try:
                respond(self.workspace, url, answer.body)
            except SlackError as error:
                self.workspace.complain(": ".join([command, error.code, *error.messages]))
                words = f"{command} failed with the error “invalid_command_response”"
                slackbot_says(self.workspace, channel.id, member.id, words)

    def _after_submission(self, member: Member, view: View, answer: BotAnswer) -> None:
        self._complain_unless_acked("view_submission", answer)
        if answer.acked:
            answer_submission(self.workspace, view, answer.body)
        else:
            view.banner = TROUBLE
        self.workspace.touch([member.id], f"view:{view.id}")

    def _seen(self, watch: Watch, answer: BotAnswer) -> Json:
        """Waits for what the bot shows after an early ack, then tells what the person saw."""
        with self.workspace.lock:
            if answer.acked and not watch.seen:
                watch.wait_for_more(0, self.settle_seconds)
                while watch.wait_for_more(len(watch.seen), QUIET_SECONDS):
                    continue
            return {"outcome": answer.outcome, "seen": watch.seen}

    def _at_message_field(self, user: str, channel: str) -> tuple[Member, Conversation]:
        """Only who is in a channel can type there, and nobody once it is archived."""
        member, conversation = self.workspace.actor(user), self._conversation(channel)
        if user not in conversation.members:
            raise PlaygroundError(f"{member.real_name} is not in #{conversation.name}")
        if conversation.is_archived:
            raise PlaygroundError(f"#{conversation.name} is archived")
        return member, conversation

    def _view(self, view_id: str) -> View:
        view = self.workspace.find_view(view_id)
        if view is None:
            raise PlaygroundError("that view is closed")
        return view

    def _top(self, user: str) -> View:
        stack = self.workspace.stacks.get(user)
        if not stack:
            raise PlaygroundError(f"{self.workspace.person(user).real_name} has no open modal")
        return stack[-1]


def _words(action: Json) -> str:
    if action["type"] == "button":
        return f"presses [{action['text']['text']}]"
    chosen = action.get("selected_option")
    return f"chooses [{chosen['text']['text']}]" if chosen else f"uses a {action['type']}"


def _entered(state: Json) -> str:
    value = next((value for name, value in state.items() if name != "type"), None)
    if isinstance(value, dict) and "text" in value:
        return str(value["text"]["text"])
    return str(value)
