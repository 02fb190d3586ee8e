"""Sending through Slack, over real HTTP to the playground: what arrives, and how it looks."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from slack_sdk import WebClient

from bot.fence import FencedClient
from bot.messenger import EVENT_TYPE, SlackMessenger
from bot.rendering import BY_CONTENT
from bot.views import drawing
from core.domain.snapshots import (
    AnonymousMessage,
    Bulletin,
    Content,
    Dropout,
    MissingNotice,
    OpenedNotice,
    OpeningAnswer,
    OpeningRequest,
    OrganizerNotice,
    Preflight,
    Receipt,
    RefusedAnnouncement,
    ReportedMessage,
    RescueEnvelope,
    Revealed,
    StalledNotice,
)
from core.domain.types import ChannelId, DeliveryKind, ExchangeStatus, Note, OpeningStatus, Side
from core.ports import Refused
from playground import Person, Playground
from tests.builders import TEAM
from tests.integration.sending import Counting, a_refresh, an_order, go
from tests.unit.views.catalogue.gifts import a_note
from tests.unit.views.catalogue.reveals import a_circle
from tests.unit.views.reading import mentioned
from tests.unit.views.worlds import (
    ORGANIZER,
    RECIPIENT,
    TOO_FEW,
    a_match,
    a_report,
    an_exchange,
    an_invitation,
)


def test_a_message_arrives_marked_and_without_previews(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    calls = Counting(slack)

    receipt = slack_messenger.send(an_order(ana.id, "opaque"), go)

    (call,) = calls.new()
    (message,) = ana.direct_messages
    assert receipt == Receipt(ChannelId(ana.dm.id), message.ts)
    assert call["args"]["channel"] == ana.id
    assert "opaque" in str(call["args"]["metadata"])
    for preview in ("unfurl_links", "unfurl_media", "link_names"):
        assert str(call["args"][preview]).lower() in ("false", "0")
    assert call["args"]["parse"] == "none"
    assert slack.complaints() == []


def test_the_mark_is_kept_with_the_message_and_says_nothing(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    receipt = slack_messenger.send(an_order(ana.id, "opaque"), go)

    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    history = client.conversations_history(channel=receipt.channel_id, include_all_metadata=True)
    (message,) = history["messages"]
    assert message["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"k": "opaque"}}
    assert RECIPIENT not in message["text"]


A_DRAWN = an_exchange(status=ExchangeStatus.DRAWN)
KINDS: dict[str, tuple[DeliveryKind, Content, str]] = {
    "announcement": (DeliveryKind.ANNOUNCEMENT, an_exchange(), "Join"),
    "wishes": (DeliveryKind.WISHES, an_exchange(status=ExchangeStatus.DRAWN), "has changed"),
    "stalled": (
        DeliveryKind.STALLED,
        StalledNotice(an_exchange(status=ExchangeStatus.STALLED), TOO_FEW),
        "Postpone",
    ),
    "broken": (
        DeliveryKind.BROKEN,
        an_exchange(status=ExchangeStatus.STALLED),
        "something went wrong in Kringle itself",
    ),
    "undrawable": (
        DeliveryKind.UNDRAWABLE,
        StalledNotice(an_exchange(), TOO_FEW),
        "Somebody added an exclusion",
    ),
    "bulletin": (
        DeliveryKind.BULLETIN,
        Bulletin(an_exchange(), ORGANIZER, "Bring <socks>"),
        "Bring <socks>",
    ),
    "moved": (DeliveryKind.MOVED, an_exchange(), "has moved"),
    "reconsider": (DeliveryKind.RECONSIDER, an_exchange(), "Your exclusions"),
    "preflight": (DeliveryKind.PREFLIGHT, Preflight(an_exchange(), TOO_FEW), "something to see to"),
    "wishes_wanted": (DeliveryKind.WISHES_WANTED, an_exchange(), "no wishlist yet"),
    "left_out": (DeliveryKind.LEFT_OUT, an_exchange(), "You take no part"),
    "unannounced": (
        DeliveryKind.UNANNOUNCED,
        RefusedAnnouncement(an_exchange(), "not_in_channel"),
        "/invite",
    ),
    "outdated": (
        DeliveryKind.OUTDATED,
        RefusedAnnouncement(an_exchange(), "is_inactive"),
        "unarchive",
    ),
    "report": (DeliveryKind.REPORT, a_report(), "8"),
    "invitation": (DeliveryKind.INVITATION, an_invitation(), "Accept"),
    "reminder": (DeliveryKind.REMINDER, an_invitation(), "No more reminders"),
    "parted": (DeliveryKind.PARTED, Dropout(A_DRAWN, RECIPIENT, False), "has left"),
    "wants out": (DeliveryKind.WANTS_OUT, Dropout(A_DRAWN, RECIPIENT, True, TOO_FEW), "like to"),
    "deactivated": (DeliveryKind.DEACTIVATED, Dropout(A_DRAWN, RECIPIENT, True), "Take them out"),
    "taken out": (DeliveryKind.TAKEN_OUT, A_DRAWN, "taken you out"),
    "cancelled": (
        DeliveryKind.CANCELLED,
        an_exchange(status=ExchangeStatus.CANCELLED),
        "cancelled",
    ),
    "organizer": (
        DeliveryKind.ORGANIZER,
        OrganizerNotice(an_exchange(), RECIPIENT),
        "made you an organizer",
    ),
    "relieved": (DeliveryKind.RELIEVED, an_exchange(), "organize Winter in the office any more"),
    "anonymous": (
        DeliveryKind.ANONYMOUS,
        AnonymousMessage(an_exchange(), "m", Side.GIVER, "Tea?"),
        "Your Secret Santa",
    ),
    "opening": (
        DeliveryKind.OPENING,
        OpeningRequest(an_exchange(), "o", RECIPIENT, RECIPIENT, "Somebody is ill"),
        "Somebody is ill",
    ),
    "opening_answer": (
        DeliveryKind.OPENING_ANSWER,
        OpeningAnswer(an_exchange(), "o", OpeningStatus.AGREED, RECIPIENT),
        "Show the match once",
    ),
    "opened": (
        DeliveryKind.OPENED,
        OpenedNotice(an_exchange(), RECIPIENT, RECIPIENT),
        "told to nobody",
    ),
    "exchange_day": (DeliveryKind.EXCHANGE_DAY, an_exchange(), "Today is the exchange day"),
    "reveal": (DeliveryKind.REVEAL, Revealed(an_exchange(), RECIPIENT), "your Secret Santa was"),
    "circle": (DeliveryKind.CIRCLE, a_circle(), "Who gave to whom"),
    "missing_gift": (DeliveryKind.MISSING_GIFT, MissingNotice(an_exchange(), 2), "2 gifts are"),
    "rescue": (DeliveryKind.RESCUE, RescueEnvelope(an_exchange(), "r"), "step in"),
    "rescue-named": (DeliveryKind.RESCUE, replace(a_match(), rescue_id="r"), "step in"),
    "note-given": (DeliveryKind.ANONYMOUS, a_note(Note.GIVEN), "My gift has come"),
    "note-came": (DeliveryKind.ANONYMOUS, a_note(Note.CAME), "has come"),
    "note-nothing": (DeliveryKind.ANONYMOUS, a_note(Note.NOTHING), "nothing has come yet"),
    "talk_report": (
        DeliveryKind.TALK_REPORT,
        ReportedMessage(an_exchange(), "m", "Rude words"),
        "Stop this writer",
    ),
}


@pytest.mark.parametrize(("kind", "content", "says"), KINDS.values(), ids=KINDS.keys())
def test_each_kind_of_message_is_taken_by_slack(
    slack: Playground,
    slack_messenger: SlackMessenger,
    ana: Person,
    kind: DeliveryKind,
    content: Content,
    says: str,
) -> None:
    slack_messenger.send(an_order(ana.id, kind=kind, content=content), go)

    (message,) = ana.direct_messages
    assert says.lower() in str(message).lower()
    assert slack.complaints() == []


def test_every_kind_of_message_is_tried() -> None:
    elsewhere = {DeliveryKind.MATCH, DeliveryKind.REFRESH, DeliveryKind.TIDIED}

    assert {kind for kind, _, _ in KINDS.values()} == set(DeliveryKind) - elsewhere


def test_every_content_has_a_look() -> None:
    assert set(BY_CONTENT) == set(get_args(Content))


def test_what_a_deactivated_person_would_never_read_is_not_sent(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person
) -> None:
    kind, content, _ = KINDS["anonymous"]
    slack_messenger.send(an_order(ana.id, "one", kind, content), go)
    slack.deactivate(ana)
    calls = Counting(slack)

    with pytest.raises(Refused) as refused:
        slack_messenger.send(an_order(ana.id, "two", kind, content), go)

    assert refused.value.error == "user_disabled"
    assert calls.now() == 0


@pytest.mark.parametrize("trouble", ["fail", "rate_limit_next", "lose_reply"])
def test_while_slack_does_not_say_who_is_deactivated_it_is_sent(
    slack: Playground, slack_messenger: SlackMessenger, ana: Person, trouble: str
) -> None:
    kind, content, _ = KINDS["anonymous"]
    getattr(slack, trouble)("users.info")

    slack_messenger.send(an_order(ana.id, "one", kind, content), go)

    assert len(ana.direct_messages) == 1


def test_a_match_mentions_its_recipient_alone() -> None:
    assert mentioned(drawing.match(a_match())) == [RECIPIENT]


def test_the_client_of_the_right_workspace_is_asked(slack: Playground) -> None:
    asked = []

    def client_for(team_id: str) -> WebClient:
        asked.append(team_id)
        return FencedClient(token=slack.bot_token, base_url=slack.api_url, timeout=1)

    ana = slack.person("Ana")
    order = an_order(ana.id)
    SlackMessenger(client_for).send(order, go)
    SlackMessenger(client_for).find(order)

    assert asked == [TEAM, TEAM]


def test_an_announcement_is_written_anew(
    slack: Playground, slack_messenger: SlackMessenger
) -> None:
    ana = slack.person("Ana")
    channel = slack.channel("santa-again", members=[ana])
    exchange = an_exchange(joined_count=3)
    order = an_order(channel.id, kind=DeliveryKind.ANNOUNCEMENT, content=exchange)
    receipt = slack_messenger.send(order, go)

    again = slack_messenger.send(a_refresh(an_exchange(joined_count=77), receipt), go)

    (message,) = ana.sees(channel)
    assert again == receipt
    assert "77" in str(message)
    assert slack.complaints() == []
