"""From what a person chooses to the state that Slack reports for an element."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from playground.blockkit_elements import offered_options
from playground.errors import Json
from playground.forms import STATE_FIELDS
from playground.rendering import Reader, text_object

TYPEABLE = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
)


class Identified(Protocol):
    """A person or a channel of the driver."""

    @property
    def id(self) -> str: ...


Choice = str | Identified | Sequence[str | Identified] | None


def demand(holds: object, words: str) -> None:
    """What a test asked for does not fit what is on screen: fails in words."""
    if not holds:
        raise AssertionError(words)


def typed_state(element: Json, value: object) -> Json:
    kind = element["type"]
    demand(kind in TYPEABLE, f"nothing can be typed into a {kind}; use choose or pick_…")
    entered: Any = str(value)
    if entered == "":
        entered = None
    elif kind == "rich_text_input":
        text = {"type": "rich_text_section", "elements": [{"type": "text", "text": entered}]}
        entered = {"type": "rich_text", "elements": [text]}
    return {"type": kind, STATE_FIELDS[kind][0]: entered}


def chosen_state(element: Json, choice: Choice, reader: Reader) -> Json:
    """One or several choices: visible option texts, persons or channels; None chooses nothing."""
    kind = element["type"]
    name = STATE_FIELDS[kind][0]
    many = name.endswith("s")
    given = [] if choice is None else [choice]
    if isinstance(choice, Sequence) and not isinstance(choice, str):
        given = list(choice)
    entries = [_entry(element, one, reader) for one in given]
    demand(many or len(entries) <= 1, f"only one can be chosen in a {kind}")
    return {"type": kind, name: entries if many else (entries[0] if entries else None)}


def _entry(element: Json, choice: Any, reader: Reader) -> Any:
    options = offered_options(element)
    if not options:
        demand(not isinstance(choice, str), f"a {element['type']} wants a person or a channel")
        return choice.id
    texts = [text_object(one["text"], reader) for one in options]
    demand(choice in texts, f"no option {choice!r}; there are: {', '.join(texts)}")
    return options[texts.index(choice)]


def moment_state(element: Json, moment: datetime | date) -> Json:
    """A moment for datetimepicker, a day for datepicker."""
    kind = element["type"]
    value: Any = moment
    if kind == "datetimepicker":
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise AssertionError("a datetimepicker wants an aware datetime")
        value = int(moment.timestamp())
    else:
        value = moment.isoformat()
    return {"type": kind, STATE_FIELDS[kind][0]: value}
