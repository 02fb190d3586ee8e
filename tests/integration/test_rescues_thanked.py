"""Whoever has stepped in reads thanks, of somebody whom they do not write with."""

from __future__ import annotations

import pytest

from core.domain.errors import TalkProblem, TalkRefused
from core.domain.types import Note, Side
from core.services.registry import Services
from tests.builders import by
from tests.fakes import FakeMessenger
from tests.integration.giving import notes_to
from tests.integration.repaired import assignments
from tests.integration.rescuing import rescued_by_a_third
from tests.integration.talking import messages_to


def test_thanks_for_a_rescue_mute_nobody_whom_the_rescuer_gives_to(
    services: Services, messenger: FakeMessenger
) -> None:
    pair, rescuer, _ = rescued_by_a_third(services, messenger)
    services.gifts.thank(by(pair.recipient), pair.exchange_id, "You saved it")
    (thanks,) = notes_to(services, messenger, rescuer, Note.CAME)

    assert not services.talk.report(by(rescuer), thanks.message_id)
    with pytest.raises(TalkRefused) as refused:
        services.talk.mute(by(rescuer), thanks.message_id)

    assert refused.value.problem == TalkProblem.ENDED
    own = assignments(services, pair.exchange_id)[rescuer]
    services.talk.send(by(own), pair.exchange_id, Side.RECIPIENT, "Hello", key="1")
    assert messages_to(services, messenger, rescuer)[-1].text == "Hello"
