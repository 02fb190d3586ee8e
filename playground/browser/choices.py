"""Who and what can be chosen in menus, as one person sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from playground.blockkit_elements import offered_options
from playground.browser.markup import words
from playground.errors import Json
from playground.rendering import Reader

Named = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """Ids with their names: channels as "#name". `kinds` tells what a conversation is, of
    "public", "private", "im" and "mpim"; one of unknown kind is offered always. `local` is the
    origin from which images may be loaded."""

    people: Named = ()
    conversations: Named = ()
    channels: Named = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    local: str = ""

    def may_load(self, url: str) -> bool:
        """Nothing is asked of another host, whatever a bot names."""
        own = url.startswith("/") and url[1:2] not in ("/", "\\")
        return own or bool(self.local and url.startswith(f"{self.local.rstrip('/')}/"))

    def of_kinds(self, wanted: Sequence[str]) -> Named:
        """The conversations of these kinds; all, where none is named."""
        return [
            (one, name)
            for one, name in self.conversations
            if not wanted or self.kinds.get(one, wanted[0]) in wanted
        ]


@dataclass(frozen=True)
class Option:
    """`key` is what the form sends for it."""

    key: str
    label: str
    chosen: bool
    given: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    label: str
    options: list[Option]


def static_groups(element: Json, chosen: list[Json], reader: Reader) -> list[Group]:
    """The options that the bot offers, each under its value: in another order next time, they are
    still the same."""
    values = [one["value"] for one in chosen]
    options = [
        Option(one["value"], words(one["text"], reader), one["value"] in values, one)
        for one in offered_options(element)
    ]
    if element.get("option_groups"):
        return list(_split(element["option_groups"], options, reader))
    return [Group("", options)]


def _split(groups: list[Json], options: list[Option], reader: Reader) -> Iterator[Group]:
    for group in groups:
        size = len(group["options"])
        yield Group(words(group["label"], reader), options[:size])
        options = options[size:]


def named_groups(offered: Named, chosen: list[str], reader: Reader) -> list[Group]:
    """People or conversations; what is chosen already stays, even if it is offered no more."""
    known = {one for one, _ in offered}
    gone = [(one, _sign(one) + reader.name(one)) for one in chosen if one not in known]
    return [Group("", [Option(one, name, one in chosen) for one, name in [*offered, *gone]])]


def _sign(identifier: str) -> str:
    """Channels are told from people by what their ids begin with."""
    return "#" if identifier.startswith(("C", "G")) else ""
