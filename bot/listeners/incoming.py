"""One request from Slack, in the words that the listeners use."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Collection
from hashlib import sha256
from http.client import HTTPException
from typing import Any

from slack_bolt import BoltContext
from slack_bolt.context.ack import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.webhook import WebhookClient

from bot import ids
from bot.certificates import certificates
from bot.forms import Command, read_command, remembered
from bot.identity import people_in
from bot.patience import patient
from bot.profiles import Profile
from bot.views.message import Message
from bot.views.notes import as_modal
from core.domain.types import Caller, ChannelId, TeamId, UserId

logger = logging.getLogger(__name__)

ANSWER_TIMEOUT = 2
#: By then Slack has shown the answer to a form, and does not put it over a later one.
ANSWER_SHOWS_SECONDS = 1.5


class Incoming:
    """A command, a press of a button, a submitted view, or an opened App Home."""

    def __init__(self, body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        self.body = body
        self.client: WebClient = context.client
        self._ack = ack
        self._context = context
        #: Whether something may have been done, and not only shown, or refused.
        self.is_done = True
        #: Whether the lowest of the views is shown anew.
        self.is_root_new = False
        self.caller = Caller(
            TeamId(context.team_id or ""), UserId(context.user_id or ""), _request_id(body)
        )

    def profile(self) -> Profile:
        """What Slack knows of whoever sent this; see `bot.people.People`."""
        return people_in(self._context).profile_of(self.caller, self.body)

    def profiles_of(self, user_ids: Collection[UserId], *, anew: bool = False) -> list[Profile]:
        """What Slack knows of people who were named; see `bot.people.People`. Raises
        `bot.open_line.NotTold`."""
        return people_in(self._context).profiles_of(self.caller.team_id, user_ids, anew=anew)

    @property
    def is_command(self) -> bool:
        return "command" in self.body

    @property
    def command(self) -> Command:
        """The words after `/santa`."""
        return read_command(str(self.body.get("text") or ""))

    @property
    def view(self) -> dict[str, Any]:
        """The view that was submitted, or whose button was pressed."""
        view: dict[str, Any] = self.body["view"]
        return view

    @property
    def is_in_modal(self) -> bool:
        return (self.body.get("view") or {}).get("type") == "modal"

    @property
    def is_in_home(self) -> bool:
        return (self.body.get("view") or {}).get("type") == "home"

    @property
    def console(self) -> str:
        """What the console shows in which a button was pressed, or which lies beneath: see
        `bot.views.console.place_of`. Empty where there is none."""
        return str(remembered(self.body.get("view") or {}).get("console") or "")

    @property
    def home(self) -> dict[str, Any] | None:
        """What the Home remembers in which a button was pressed, or from which the view was opened:
        see `bot.views.home.read_turned`. None where there is none."""
        known = remembered(self.body.get("view") or {})
        found = known if self.is_in_home else known.get("home")
        return found if isinstance(found, dict) else None

    @property
    def value(self) -> str:
        """What the pressed button, or the chosen option of a menu, carries."""
        action = self.body["actions"][0]
        option = action.get("selected_option") or {}
        return str(action.get("value") or option.get("value") or "")

    @property
    def action_id(self) -> str:
        """Which button was pressed, or menu chosen from; empty where none was."""
        actions = self.body.get("actions") or [{}]
        return str(actions[0].get("action_id") or "")

    @property
    def block_id(self) -> str:
        """Which block the pressed button stands in."""
        return str(self.body["actions"][0].get("block_id") or "")

    @property
    def channel_id(self) -> ChannelId:
        """Where the command was typed or the button pressed; empty in a modal or App Home."""
        channel = self.body.get("channel") or {}
        return ChannelId(self.body.get("channel_id") or channel.get("id") or "")

    @property
    def bot_id(self) -> str:
        """Kringle's own user id here."""
        return str(self._context.bot_user_id or "")

    @property
    def message_ts(self) -> str | None:
        """Which message the pressed button stands in, if everybody there can see it."""
        container = self.body.get("container") or {}
        return None if container.get("is_ephemeral") else container.get("message_ts")

    @property
    def beneath(self) -> str | None:
        """The view that the submitted one was opened from and lies on, unless that is a console."""
        found = self.view.get("previous_view_id")
        is_console = bool(self.console) and found == self.view.get("root_view_id")
        return None if is_console or remembered(self.view).get("instead") else found

    @property
    def _is_third(self) -> bool:
        """Whether the view of the pressed button is the last that Slack allows on one another."""
        below = self.view.get("previous_view_id")
        return bool(below) and below != self.view.get("root_view_id")

    @property
    def is_in_conversation(self) -> bool:
        """Whether the pressed button stands in a message to this person, which stays."""
        return bool(self.message_ts) and self.channel_id.startswith("D")

    def acknowledge(self) -> None:
        """Everything is well; a submitted view closes."""
        self._ack()

    def refuse(self, errors: dict[str, str]) -> None:
        """Say in the submitted view, field by field, what to mend. Nothing typed is lost."""
        self.is_done = False
        self._ack(response_action="errors", errors=errors)

    def answer(self, message: Message) -> None:
        """Tell this person alone: as a command's answer, beneath the message whose button was
        pressed, or as a modal where neither is possible."""
        if self.is_command:
            self._ack(**message.payload())
        elif self.body.get("type") == "view_submission":
            self._ack(response_action="update", view=self.above(as_modal(message)))
        else:
            self._ack()
            self._answer_button(message)

    def replace(self, view: View, *, is_done: bool = False) -> None:
        """Show this in place of the submitted view. `is_done`: something was done before."""
        self.is_done = is_done
        self._ack(response_action="update", view=self.above(view))

    def show_later(self, view: View) -> None:
        """The same once nobody waits for an answer any more, after another one was given. Where the
        form was closed meanwhile, nobody sees it."""
        time.sleep(ANSWER_SHOWS_SECONDS)
        try:
            shown = self.above(view)
            patient(self.client).views_update(view_id=self.view["id"], view=shown)
        except (SlackApiError, OSError, HTTPException) as error:
            logger.info("nobody sees what came of a form: %s", type(error).__name__)

    def answer_in_place(self, message: Message) -> None:
        """From now on the message whose button was pressed says this, in the conversation with this
        person. Anywhere else, where others read it or more stands in it, as `answer` does."""
        url = self.body.get("response_url")
        if not (url and self.is_in_conversation):
            self.answer(message)
            return
        self._ack()
        try:
            if not _respond(url, message, replaces=True):
                self._answer_button(message)
        except (SlackApiError, OSError, HTTPException) as error:
            logger.warning("a message could not be edited: %s", type(error).__name__)

    def turn(self, message: Message) -> None:
        """Another page, in place of the answer whose button was pressed."""
        self._ack()
        self._answer_button(message, replaces=True)

    def open(self, view: View) -> str:
        """Show a modal: on top of the one that is there, or in its place when that only tells
        something, or is the third. So no stack grows beyond three, which is what Slack allows. The
        id of the view that is shown."""
        self.is_done = False
        shown = self._show(self.above(view))
        self._ack()
        return shown

    def _show(self, view: View) -> str:
        if not self.is_in_modal:
            shown = self.client.views_open(trigger_id=self.body["trigger_id"], view=view)
        elif self.view.get("callback_id") == ids.NOTE_VIEW:
            shown = self.client.views_update(view_id=self.view["id"], view=view)  # it is in the way
        elif self._is_third:
            known = json.loads(view.private_metadata or "{}")
            view.private_metadata = json.dumps(known | {"instead": True})
            shown = self.client.views_update(view_id=self.view["id"], view=view)
        else:
            shown = self.client.views_push(trigger_id=self.body["trigger_id"], view=view)
        return str((shown.get("view") or {}).get("id") or "")

    def above(self, view: View) -> View:
        """It remembers the Home and the console that it lies above."""
        below: dict[str, Any] = {"console": self.console} if self.console else {}
        if self.home is not None:
            below["home"] = self.home
        if below:
            known = json.loads(view.private_metadata or "{}")
            view.private_metadata = json.dumps(below | known)
        return view

    def renew(self, view: Callable[[], View], *, view_id: str | None = None) -> None:
        """Show the newest state in the view of the pressed button, or in the one beneath a
        submitted view. What was done is done, whether or not Slack can show it."""
        target = view_id or self.view["id"]
        known = None if view_id else self.view.get("hash")
        if target == self.view.get("root_view_id"):
            self.is_root_new = True
        try:
            self._update(view, target, known)
        except (SlackApiError, OSError, HTTPException) as error:
            logger.warning("a view could not be renewed: %s", type(error).__name__)
        self._ack()

    def _update(self, view: Callable[[], View], view_id: str, known: str | None) -> None:
        """A quicker click may have renewed the view meanwhile: then once more, freshly."""
        try:
            self.client.views_update(view_id=view_id, hash=known, view=self.above(view()))
        except SlackApiError as error:
            if error.response["error"] != "hash_conflict":
                raise
            self.client.views_update(view_id=view_id, view=self.above(view()))

    def _answer_button(self, message: Message, *, replaces: bool = False) -> None:
        """What was done is done, whether or not Slack takes the answer."""
        url = self.body.get("response_url")
        try:
            if not (url and _respond(url, message, replaces=replaces)):
                self._show(self.above(as_modal(message)))
        except (SlackApiError, OSError, HTTPException) as error:
            logger.warning("an answer could not be given: %s", type(error).__name__)
            if self.body.get("type") == "shortcut":
                self._write_to_them(message)

    def _write_to_them(self, message: Message) -> None:
        """Where a shortcut came too late for a modal, there is no other place to answer."""
        try:
            self.client.chat_postMessage(channel=self.caller.user_id, **message.payload())
        except (SlackApiError, OSError, HTTPException) as error:
            logger.warning("nor as a direct message: %s", type(error).__name__)


def _respond(url: str, message: Message, *, replaces: bool = False) -> bool:
    """Post beneath the pressed button, for this person alone, or in place of its message; whether
    Slack took it."""
    client = WebhookClient(url, ANSWER_TIMEOUT, ssl=certificates(), retry_handlers=[])
    kind = {} if replaces else {"response_type": "ephemeral"}
    answer = {**message.payload(), **kind, "replace_original": replaces}
    response = client.send_dict(answer)
    if response.status_code != 200:
        logger.warning("an answer was refused: http_%d", response.status_code)
    return response.status_code == 200


def _request_id(body: dict[str, Any]) -> str:
    """The same for every copy of a request. The same content of a view submitted twice by an
    impatient person is one request, too; what was changed in between is another, and so is what
    another form asks that was shown in the same view."""
    if body.get("type") == "view_submission":
        view = body["view"]
        typed = json.dumps(view["state"]["values"], sort_keys=True)
        said = f"{view.get('private_metadata')}{typed}"
        return f"view:{view['id']}:{sha256(said.encode()).hexdigest()}"
    return str(body.get("trigger_id") or body.get("event_id") or "")
