"""What people do in the story, done and told at once."""

from __future__ import annotations

from playground import Channel, Message, Person, Reply, View
from playground.demo.narrator import Narrator


class Acting:
    """`quietly` leaves out what the person saw, where the story has shown the like before."""

    def __init__(self, narrator: Narrator, channel: Channel) -> None:
        self._narrator = narrator
        self._channel = channel

    def type(self, person: Person, command: str, *, quietly: bool = False) -> None:
        self._narrator.tell(f"{first_name(person)} types {command}")
        self._show(person, person.command(command, self._channel), quietly)

    def press(
        self, person: Person, label: str, where: Channel | None = None, *, quietly: bool = False
    ) -> None:
        self._narrator.tell(f"{first_name(person)} presses [{label}]")
        self._show(person, person.press(label, where), quietly)

    def submit(self, person: Person, *, quietly: bool = False) -> None:
        """Fails in words when the form comes back with errors."""
        label = _modal(person).submit_label
        self._narrator.tell(f"{first_name(person)} presses [{label}]")
        errors = person.submit()
        if errors:
            raise AssertionError(f"the form was refused: {errors}")
        if person.modal and not quietly:
            self._show_modal(person.modal)

    def show_message(self, message: Message, who: str) -> None:
        self._narrator.show(message.text, message.buttons, who)

    def _show(self, person: Person, reply: Reply | None, quietly: bool) -> None:
        if reply is None or not (reply.modal or reply.message):
            raise AssertionError(f"{person.name} was not answered. {person.picture()}")
        if quietly:
            return
        if reply.modal:
            self._show_modal(reply.modal)
        elif reply.message:
            self._narrator.show(reply.message.text, reply.message.buttons)

    def _show_modal(self, modal: View) -> None:
        """A form is told by its title and the names of its fields."""
        text = f"*{modal.title}*\n{' · '.join(modal.labels) or modal.text}"
        buttons = [*modal.buttons, *([modal.submit_label] if modal.submit_label else [])]
        self._narrator.show(text, buttons)


def first_name(person: Person) -> str:
    return person.name.split()[0]


def _modal(person: Person) -> View:
    modal = person.modal
    if modal is None:
        raise AssertionError(f"there is no open form. {person.picture()}")
    return modal
