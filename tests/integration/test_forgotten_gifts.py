"""Gifts between somebody who was forgotten and others: what these have said of them holds."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import GiftProblem, GiftRefused, TalkProblem, TalkRefused
from core.domain.forgetting import is_forgotten
from core.domain.types import DeliveryKind, GiftAnswer, Note, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, by
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.forgotten import Dump, end
from tests.integration.giving import (
    GIVEN,
    READY,
    ask,
    awaited_by,
    given_by,
    involvement,
    mark,
    of_participants,
)
from tests.integration.talking import Pair, a_pair, let_arrive, messages_to
from tests.integration.test_rescues import (
    known,
    missed,
    rescue_id_of,
    told,
    two_days_pass,
)


def forget(services: Services, user_id: UserId) -> None:
    services.forgetting.forget(by(user_id))
    services.forgetting.forget_due()


def stepped_in(services: Services, messenger: FakeMessenger) -> Pair:
    """It is over, and Dan gives in the place of the giver."""
    pair = known(services, messenger)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    let_arrive(services)
    end(services)
    return pair


def owed_to_nobody(database: Database) -> list[DeliveryKind]:
    """What is to be written to whoever has been forgotten."""
    rows = looking.deliveries(database)
    return [row.kind for row in rows if is_forgotten(row.addressee_id) and not row.sent_at]


def test_a_gift_is_still_missing_when_its_giver_is_forgotten(
    services: Services, messenger: FakeMessenger
) -> None:
    pair = missed(services, messenger)
    end(services)
    forget(services, pair.giver)
    assert awaited_by(services, pair).answer == GiftAnswer.MISSING

    two_days_pass(services)
    assert told(messenger) == [(ANA, 1)]
    ask(services, pair, ANA, pair.recipient, BEN, CLEO, DAN)
    assert awaited_by(services, pair).is_rescued


def test_whoever_steps_in_does_so_still_when_the_giver_is_forgotten(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = stepped_in(services, messenger)
    forget(services, pair.giver)

    rescue_id = rescue_id_of(services, pair, DAN)
    services.gifts.mark(by(DAN), pair.exchange_id, GIVEN, rescue_id)
    assert Note.GIVEN in {one.note for one in messages_to(services, messenger, pair.recipient)}
    services.gifts.thank(by(pair.recipient), pair.exchange_id)

    (rescue,) = involvement(services, DAN, pair.exchange).rescues
    assert rescue.gift.answer == GiftAnswer.CAME
    assert owed_to_nobody(database) == []


def test_whoever_stepped_in_is_named_no_more_and_not_written_to(
    services: Services, messenger: FakeMessenger, database: Database, vault: Vault
) -> None:
    pair = stepped_in(services, messenger)
    forget(services, DAN)
    assert Dump(database, vault).naming(DAN) == set()

    with pytest.raises(GiftRefused) as refused:  # it is theirs no more, as before
        mark(services, pair, GIVEN)
    assert refused.value.problem == GiftProblem.STEPPED_IN
    services.gifts.miss(by(pair.recipient), pair.exchange_id)  # nobody could say that it was given
    two_days_pass(services)
    assert told(messenger)[-1] == (ANA, 1)
    services.gifts.thank(by(pair.recipient), pair.exchange_id)
    assert owed_to_nobody(database) == []


def test_nothing_is_said_to_a_giver_who_is_forgotten(
    services: Services, database: Database
) -> None:
    pair = of_participants(a_pair(services))
    mark(services, pair, GIVEN)
    end(services)
    forget(services, pair.giver)

    with pytest.raises(TalkRefused) as refused:
        services.gifts.thank(by(pair.recipient), pair.exchange_id, "Thank you!")
    assert refused.value.problem == TalkProblem.NOBODY
    services.gifts.miss(by(pair.recipient), pair.exchange_id)
    services.gifts.thank(by(pair.recipient), pair.exchange_id)

    assert owed_to_nobody(database) == []
    assert looking.count(database, models.MissingGift) == 0


def test_nothing_is_said_to_a_recipient_who_is_forgotten(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = missed(services, messenger)
    end(services)
    forget(services, pair.recipient)

    assert looking.count(database, models.MissingGift) == 0
    assert given_by(services, pair).answer is None
    for how in (READY, GIVEN):
        with pytest.raises(GiftRefused) as refused:
            mark(services, pair, how)
        assert refused.value.problem == GiftProblem.FORGOTTEN
    assert owed_to_nobody(database) == []


def test_nobody_is_asked_to_give_to_somebody_who_is_forgotten(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    pair = known(services, messenger)
    end(services)
    ask(services, pair, ANA, pair.recipient, pair.giver, DAN)
    assert looking.owed(database, DeliveryKind.RESCUE) == [DAN]

    forget(services, pair.recipient)
    let_arrive(services)

    assert looking.owed(database, DeliveryKind.RESCUE) == []
    assert DAN not in {one.addressee_id for one in messenger.arrived}


@pytest.mark.parametrize("is_giver", [True, False], ids=["giver", "recipient"])
def test_of_many_gifts_none_is_missing_afterwards(
    services: Services, messenger: FakeMessenger, database: Database, is_giver: bool
) -> None:
    """A row that is not there would tell who gives to whoever was forgotten."""
    pair = missed(services, messenger)
    end(services)
    forget(services, pair.giver if is_giver else pair.recipient)

    gifts = {row.giver_id for row in looking.everything(database, models.Gift)}
    assert gifts == {row.giver_id for row in looking.everything(database, models.Assignment)}
