"""What a message looks like once its buttons have stopped working, in the playground."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messenger import SlackMessenger
from bot.rendering import rendered
from bot.spent import ended_by
from bot.views.spent import has
from bot.wording import explain
from core.domain import errors
from core.domain.errors import OpeningProblem
from core.domain.snapshots import Content, Order, Receipt, StalledNotice, Tidied
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus, ParticipantStatus
from core.ports import Refused
from core.services.tidying import ENDING, NOTICES, OFFERING
from playground import Message, Person, Playground
from tests.integration.sending import UPDATE, Counting, an_order, go
from tests.integration.test_messenger import KINDS
from tests.unit.views.worlds import TOO_FEW, a_match, an_exchange, an_invitation

S, P = ExchangeStatus, ParticipantStatus
NOWHERE = Receipt(ChannelId(""), "")


def an_order_to_tidy(ana: Person, content: Tidied, place: Receipt) -> Order:
    return replace(an_order(ana.id, kind=DeliveryKind.TIDIED), content=content, place=place)


def after(
    messenger: SlackMessenger, ana: Person, kind: DeliveryKind, sent: Content, tidied: Tidied
) -> Message:
    """The only message that Ana has, after it was sent and tidied."""
    place = messenger.send(an_order(ana.id, kind=kind, content=sent), go)
    messenger.send(an_order_to_tidy(ana, tidied, place), go)
    (message,) = ana.direct_messages
    return message


def test_what_is_over_goes_and_the_rest_stays_as_it_was_sent(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    notice = StalledNotice(an_exchange(status=S.STALLED), TOO_FEW)
    tidied = Tidied(an_exchange(status=S.DRAWN), errors.WrongStatus(S.DRAWN))

    message = after(slack_messenger, ana, DeliveryKind.STALLED, notice, tidied)

    assert message.buttons == ["Cancel exchange"]
    assert "could not be drawn" in message.text
    assert "Names have been drawn already" in message.text
    assert slack.complaints() == []


def test_a_match_that_was_replaced_keeps_its_name_and_no_button(
    slack_messenger: SlackMessenger, ana: Person
) -> None:
    match = a_match()

    tidied = Tidied(match.exchange, errors.MatchReplaced())
    message = after(slack_messenger, ana, DeliveryKind.MATCH, match, tidied)

    assert message.buttons == []
    assert message.mentions == [match.recipient_id]
    assert "This match does not count any more" in message.text


@pytest.mark.parametrize("name", ["opening", "opening_answer"])
def test_who_organizes_it_no_more_decides_about_no_emergency(
    slack_messenger: SlackMessenger, ana: Person, name: str
) -> None:
    kind, content, _ = KINDS[name]
    tidied = Tidied(an_exchange(status=S.DRAWN), errors.NotOrganizer())
    message = after(slack_messenger, ana, kind, content, tidied)

    assert message.buttons == []
    assert "Only an organizer" in message.text


SAYS_NOTHING_FALSE = {
    # Nobody chooses anybody here.
    "deactivated": (errors.TakesNoPart(), ["Who takes part", "Cancel exchange"], "choose"),
    # Whoever has agreed did change something.
    "opening": (errors.OpeningRefused(OpeningProblem.DECIDED), [], "nothing has changed"),
}


@pytest.mark.parametrize("name", SAYS_NOTHING_FALSE)
def test_whoever_pressed_nothing_reads_only_what_is_so(
    slack_messenger: SlackMessenger, ana: Person, name: str
) -> None:
    kind, content, _ = KINDS[name]
    why, left, unsaid = SAYS_NOTHING_FALSE[name]

    tidied = Tidied(an_exchange(status=S.DRAWN), why)
    message = after(slack_messenger, ana, kind, content, tidied)

    assert message.buttons == left
    assert explain(why) in message.text
    assert unsaid not in message.text


STANDINGS = {
    "joined": (P.JOINED, S.OPEN, "You are in", ["My wishlist", "Exclusions", "Leave"]),
    "joined and drawn": (P.JOINED, S.DRAWN, "You are in", ["My wishlist"]),
    "declined": (P.DECLINED, S.OPEN, "You take no part", ["Join after all"]),
    "drawn": (P.INVITED, S.DRAWN, "names have been drawn", []),
    "cancelled": (P.INVITED, S.CANCELLED, "it was cancelled", []),
}


@pytest.mark.parametrize("kind", OFFERING)
@pytest.mark.parametrize(("status", "of", "says", "left"), STANDINGS.values(), ids=STANDINGS)
def test_an_invitation_says_what_has_come_of_it(
    slack_messenger: SlackMessenger,
    ana: Person,
    kind: DeliveryKind,
    status: ParticipantStatus,
    of: ExchangeStatus,
    says: str,
    left: list[str],
) -> None:
    asked = an_invitation()
    exchange = replace(asked.exchange, status=of)
    now = replace(asked, exchange=exchange, status=status, is_open=of == S.OPEN)

    tidied = Tidied(exchange, errors.WrongStatus(of), now)
    message = after(slack_messenger, ana, kind, asked, tidied)

    assert says in message.text
    assert message.buttons == left


def test_where_all_buttons_work_or_were_pressed_nothing_is_written(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    asked = an_invitation()
    joined = replace(asked, status=P.JOINED)
    calls = Counting(slack, UPDATE)
    unchanged = Tidied(asked.exchange, errors.WrongStatus(S.OPEN), asked)
    after(slack_messenger, ana, DeliveryKind.INVITATION, asked, unchanged)
    assert calls.now() == 0
    (message,) = ana.direct_messages
    place = Receipt(ChannelId(message.channel_id), message.ts)
    tidied = replace(unchanged, invitation=joined)

    for _ in range(2):
        slack_messenger.send(an_order_to_tidy(ana, tidied, place), go)

    assert calls.now() == 1


def test_where_it_lies_is_found_out_by_its_mark(
    slack_messenger: SlackMessenger, ana: Person
) -> None:
    """Where nothing may tell when it was sent."""
    match = a_match()
    for key in ("other", "k1", "another"):
        slack_messenger.send(an_order(ana.id, key, content=match), go)

    tidied = Tidied(match.exchange, errors.NoMatchNow(S.CANCELLED))
    slack_messenger.send(an_order_to_tidy(ana, tidied, NOWHERE), go)

    assert [bool(one.buttons) for one in ana.direct_messages] == [True, False, True]


@pytest.mark.parametrize("is_known", [True, False], ids=["deleted", "not found"])
def test_a_message_that_is_not_there_is_refused(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, is_known: bool
) -> None:
    match = a_match()
    place = slack_messenger.send(an_order(ana.id, "other", content=match), go)
    gone = Receipt(place.channel_id, "1.0001")
    tidied = Tidied(match.exchange, errors.NoMatchNow(S.CANCELLED))

    with pytest.raises(Refused, match="message_not_found"):
        slack_messenger.send(an_order_to_tidy(ana, tidied, gone if is_known else NOWHERE), go)

    (message,) = ana.direct_messages
    assert message.buttons


def test_each_kind_of_message_is_tidied_once_its_buttons_end() -> None:
    """What organizers and participants have in hand, but for what is left to be pressed."""
    pressed = {DeliveryKind.ANNOUNCEMENT, DeliveryKind.ANONYMOUS, DeliveryKind.WISHES}
    moved = (DeliveryKind.MOVED, an_invitation(), "to who has not answered")
    for kind, content, _ in [*KINDS.values(), moved]:
        shown = rendered(an_order("U1", kind=kind, content=content)).payload()
        for status, kinds in ENDING.items():
            if has(shown, ended_by(errors.WrongStatus(status))):
                assert kind in {*kinds, *pressed}, (kind, status)


def test_whatever_is_only_for_organizers_is_tidied_for_who_is_none_any_more() -> None:
    for kind, content, _ in KINDS.values():
        shown = rendered(an_order("U1", kind=kind, content=content)).payload()
        if has(shown, ended_by(errors.NotOrganizer())):
            assert kind in NOTICES, kind
