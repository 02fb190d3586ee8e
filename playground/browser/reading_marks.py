"""How far everybody has read."""

from __future__ import annotations

from collections.abc import Iterator

from playground.model import Conversation, Message

#: More are not counted.
MANY = 100


class ReadingMarks:
    """By person and conversation, the last message that they have seen. The workspace's lock is
    held by whoever asks or sets."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], str] = {}

    def read(self, user_id: str, conversation: Conversation) -> bool:
        """To the end; whether there was anything new."""
        place, last = (user_id, conversation.id), next(reversed(conversation.messages), "")
        before, self._marks[place] = self._marks.get(place, ""), last
        return before != last

    def unread(self, user_id: str, conversation: Conversation) -> int:
        """How many messages by others came since; `MANY` when there are as many or more."""
        count = 0
        for message in newest(conversation, user_id):
            if message.ts <= self._marks.get((user_id, conversation.id), "") or count >= MANY:
                break
            count += message.user_id != user_id
        return count


def newest(conversation: Conversation, user_id: str) -> Iterator[Message]:
    """What this person sees there, the newest first."""
    readers = (None, user_id) if user_id in conversation.members else (user_id,)
    for message in reversed(conversation.messages.values()):
        if message.ephemeral_to in readers:
            yield message
