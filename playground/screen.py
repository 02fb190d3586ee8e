"""What a person sees: messages, modals, the home tab, each as text and as buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playground.blockkit import elements_of
from playground.blockkit_elements import offered_options
from playground.errors import Json
from playground.forms import STATE_FIELDS
from playground.rendering import Reader, block_text, mentions_in, message_text, mrkdwn, text_object


class Surface:
    """Blocks on a screen. `text` is what a person reads, `buttons` what they can press."""

    def __init__(self, raw: Json, reader: Reader) -> None:
        self.raw = raw
        self.reader = reader

    @property
    def blocks(self) -> list[Json]:
        return list(self.raw.get("blocks") or [])

    @property
    def buttons(self) -> list[str]:
        """The visible labels of all buttons, in order."""
        return [
            element["text"]["text"] for _, element in self.elements() if element["type"] == "button"
        ]

    @property
    def mentions(self) -> list[str]:
        """The user ids mentioned in text and blocks."""
        return mentions_in([self.raw.get("text", ""), self.blocks])

    def elements(self) -> Iterator[tuple[Json, Json]]:
        """Every interactive element with its block, in the order in which they are seen."""
        for block in self.blocks:
            for element in elements_of(block):
                yield block, element

    def button(self, label: str) -> tuple[Json, Json] | None:
        """The first button with this label."""
        buttons = ((b, e) for b, e in self.elements() if e["type"] == "button")
        return next(((b, e) for b, e in buttons if e["text"]["text"] == label), None)

    def overflow(self, near: str) -> tuple[Json, Json] | None:
        """The first overflow menu in a block whose text contains these words."""
        menus = ((b, e) for b, e in self.elements() if e["type"] == "overflow")
        return next(((b, e) for b, e in menus if near in block_text(b, self.reader)), None)

    def option_texts(self, element: Json) -> list[str]:
        return [text_object(one["text"], self.reader) for one in offered_options(element)]


class Message(Surface):
    """A message as one person sees it."""

    def __init__(self, shown: Json, reader: Reader) -> None:
        super().__init__(shown["raw"], reader)
        self.ephemeral: bool = shown["ephemeral"]
        self.channel_id: str = shown["channel"]

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def author(self) -> str:
        """The name of who wrote it."""
        if self.raw["user"] == "USLACKBOT":
            return "Slackbot"
        return self.reader.name(self.raw["user"])

    @property
    def text(self) -> str:
        return message_text(self.raw["text"], self.blocks, self.reader)

    @property
    def notification(self) -> str:
        """What a notification on a locked screen shows."""
        return mrkdwn(self.raw["text"], self.reader)

    @property
    def metadata(self) -> Json | None:
        metadata: Json | None = self.raw.get("metadata")
        return metadata

    def __repr__(self) -> str:
        return f"<Message {self.author}: {self.text!r} buttons={self.buttons}>"


class Screen(Surface):
    """The app's home tab; empty when the bot never published one."""

    @property
    def id(self) -> str:
        return str(self.raw.get("id", ""))

    @property
    def text(self) -> str:
        texts = (self._block_text(block) for block in self.blocks)
        return "\n".join(text for text in texts if text)

    def _block_text(self, block: Json) -> str:
        return block_text(block, self.reader)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text!r} buttons={self.buttons}>"


class View(Screen):
    """A modal: its texts, inputs by visible label, errors, and what was typed into it."""

    def __init__(self, shown: Json, reader: Reader) -> None:
        super().__init__(shown["raw"], reader)
        self._errors: dict[str, str] = shown["errors"]
        self.banner: str = shown["banner"]

    @property
    def title(self) -> str:
        return str((self.raw.get("title") or {}).get("text", ""))

    @property
    def submit_label(self) -> str:
        return str((self.raw.get("submit") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.raw["callback_id"])

    @property
    def private_metadata(self) -> str:
        return str(self.raw["private_metadata"])

    @cached_property
    def inputs(self) -> dict[str, Json]:
        """label -> input block."""
        blocks = (block for block in self.blocks if block["type"] == "input")
        return {block["label"]["text"]: block for block in blocks}

    @property
    def labels(self) -> list[str]:
        return list(self.inputs)

    @property
    def values(self) -> dict[str, Any]:
        """label -> what is typed or chosen now, in Slack's own form."""
        state = self.raw["state"]["values"]
        return {
            label: _value(state[block["block_id"]][block["element"]["action_id"]])
            for label, block in self.inputs.items()
        }

    @property
    def errors(self) -> dict[str, str]:
        """label -> words; an error that belongs to no input keeps its block id."""
        labels = {block["block_id"]: label for label, block in self.inputs.items()}
        shown = {labels.get(block_id, block_id): words for block_id, words in self._errors.items()}
        return {**shown, **({"": self.banner} if self.banner else {})}


def _value(state: Json) -> Any:
    value = state[STATE_FIELDS[state["type"]][0]]
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) else one for one in value]
    return value


@dataclass(frozen=True)
class Reply:
    """What a person saw after a command or a press: messages, or a modal, or nothing."""

    outcome: str
    messages: list[Message]
    modal: View | None

    @property
    def message(self) -> Message | None:
        """The last answer only this person sees, or else the last message that changed."""
        own = [one for one in self.messages if one.ephemeral]
        found = own or self.messages
        return found[-1] if found else None

    @property
    def text(self) -> str:
        """What it says; the modal's text if there is no message."""
        if self.message:
            return self.message.text
        return self.modal.text if self.modal else ""

    @property
    def blocks(self) -> list[Json]:
        return self.message.blocks if self.message else []

    @property
    def buttons(self) -> list[str]:
        surface = self.message or self.modal
        return surface.buttons if surface else []
