"""What the services hand out: frozen pictures of the database at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.errors import RefusedAs
from core.domain.types import (
    Budget,
    ChannelId,
    DeliveryKind,
    ExchangeId,
    ExchangeStatus,
    ExclusionId,
    ExclusionKind,
    ParticipantStatus,
    Side,
    TeamId,
    UserId,
    WhoCreates,
    Wish,
)


@dataclass(frozen=True)
class Exchange:
    """One exchange, for anybody's eyes: nothing in it tells who gives to whom.

    `has_envelopes`: whom somebody gives to is told to them on a click only, and in no message.
    """

    exchange_id: ExchangeId
    team_id: TeamId
    name: str
    status: ExchangeStatus
    channel_id: ChannelId
    channel_is_private: bool
    organizer_ids: tuple[UserId, ...]
    draw_at: datetime
    time_zone: str
    exchange_on: date | None
    budget: Budget | None
    message: str
    joined_count: int
    drawn_at: datetime | None
    announced_ts: str | None = None
    has_envelopes: bool = False
    #: From so many of their last exchanges nobody draws a recipient again, if that works out.
    no_repeats: int = 1


@dataclass(frozen=True)
class Exclusion:
    """A rule as somebody set it. One-way: `people` is (giver, recipient); otherwise all of them."""

    exclusion_id: ExclusionId
    kind: ExclusionKind
    people: tuple[UserId, ...]
    set_by: UserId


@dataclass(frozen=True)
class Relaxation:
    """Exclusions without which an exchange can be drawn, all of them together.

    Several may say the same. They are the fewest, or few if not `is_smallest`, and with them what
    else has to go so that it stays a secret. `is_secret`: removing them makes nobody's match
    certain to those who know the exclusions. `absent`: who is named in them and has not joined.
    """

    exclusions: tuple[Exclusion, ...]
    is_smallest: bool
    is_secret: bool
    absent: tuple[UserId, ...] = ()


@dataclass(frozen=True)
class Drawability:
    """Whether the exchange could be drawn now, and how near it is to the opposite.

    Impossible: `givers` together may only give to `recipients`, who are fewer (or the other way
    round: `recipients` together have only `givers`, who are fewer). They are few, to prove it;
    `confined` are all who may only be paired with the fewer ones. `relax` is what to remove.

    `fewest`: who has the fewest possible recipients, by the exclusions alone, and `fewest_count`
    how many those are. `forced`: the givers who have the same recipient in every valid draw, so
    that whoever knows the exclusions knows whom they draw; `is_forced`: that is everybody.

    All of these follow from the exclusions that organizers see. `private_count`: so many of the
    others would have to go, too, so that names can be drawn, at the least.
    """

    joined_count: int
    is_drawable: bool
    is_too_few: bool = False
    is_forced: bool = False
    forced: tuple[UserId, ...] = ()
    givers: tuple[UserId, ...] = ()
    recipients: tuple[UserId, ...] = ()
    confined: tuple[UserId, ...] = ()
    relax: Relaxation | None = None
    fewest: tuple[UserId, ...] = ()
    fewest_count: int = 0
    private_count: int = 0


@dataclass(frozen=True)
class ExclusionBoard:
    """What the exclusions modal shows to one person.

    An organizer sees every exclusion that is not private, and the drawability; everybody sees what
    they have set themselves. `private_count`: how many there are that an organizer does not see.
    `has_past`: names have been drawn here before, in other exchanges.
    """

    exchange: Exchange
    exclusions: tuple[Exclusion, ...]
    is_organizer: bool
    drawability: Drawability | None
    has_past: bool = False
    private_count: int = 0


@dataclass(frozen=True)
class Wishlist:
    """One person's wishes in one exchange: ordered items, and two free texts."""

    exchange: Exchange
    items: tuple[Wish, ...] = ()
    dislikes: str = ""
    delivery_notes: str = ""


@dataclass(frozen=True)
class Joined:
    exchange: Exchange
    is_new: bool


@dataclass(frozen=True)
class Left:
    exchange: Exchange
    was_in: bool


@dataclass(frozen=True)
class Invitation:
    """What one person was asked, and how they stand to it: `status` is theirs. `is_open`: they may
    still join. `invited_by`: who added them."""

    exchange: Exchange
    invited_by: UserId | None
    status: ParticipantStatus
    is_open: bool
    gets_reminders: bool = True


@dataclass(frozen=True)
class Invited:
    """What came of inviting people, each of whom is in one of these.

    `asked`: they have been invited before, or have left. Whoever declines does so quietly, so it
    tells nobody which. `refused` cannot take part at all. `names_caller`: the organizer who invites
    was among them, and joins without an invitation if they like.
    """

    exchange: Exchange
    invited: tuple[UserId, ...] = ()
    joined: tuple[UserId, ...] = ()
    asked: tuple[UserId, ...] = ()
    refused: tuple[tuple[UserId, RefusedAs], ...] = ()
    names_caller: bool = False


@dataclass(frozen=True)
class Match:
    """What one giver may see: whom they give to, and that person's wishlist. Nobody else's."""

    exchange: Exchange
    recipient_id: UserId
    wishlist: Wishlist


@dataclass(frozen=True)
class Envelope:
    """The message that a match is ready, in an exchange with envelopes: it holds no match."""

    exchange: Exchange


@dataclass(frozen=True)
class FailedDelivery:
    """Who could not be reached, and Slack's error code. Never what the message said."""

    user_id: UserId
    error: str


@dataclass(frozen=True)
class DeliveryReport:
    """How far the matches have got, counted from the delivery rows alone. `blocked`: Slack's error
    code, while it refuses everything that Kringle sends in this workspace. `repeat_count`: how many
    give to somebody whom they should not have drawn again, because there was no other way."""

    exchange: Exchange
    sent_count: int
    waiting_count: int
    failed: tuple[FailedDelivery, ...]
    blocked: str | None = None
    repeat_count: int = 0


@dataclass(frozen=True)
class StalledNotice:
    exchange: Exchange
    drawability: Drawability


@dataclass(frozen=True)
class OrganizersChanged:
    """The exchange with those who organize it now, and what is different from before."""

    exchange: Exchange
    added: tuple[UserId, ...] = ()
    removed: tuple[UserId, ...] = ()


@dataclass(frozen=True)
class OrganizerNotice:
    """For somebody who has become an organizer. `drawability` where the exchange is stalled."""

    exchange: Exchange
    made_by: UserId | None
    drawability: Drawability | None = None


@dataclass(frozen=True)
class Creators:
    """Who may create exchanges in a workspace. `named` counts only where `who` says so; it is kept
    all the same."""

    who: WhoCreates = WhoCreates.EVERYONE
    named: tuple[UserId, ...] = ()


@dataclass(frozen=True)
class RefusedAnnouncement:
    """The announcement, or a newer state of it, that Slack does not take, and its error code; None
    when it has taken it meanwhile."""

    exchange: Exchange
    error: str | None


@dataclass(frozen=True)
class Involvement:
    """One exchange as one person stands to it: what `/santa status` and the App Home show.

    `muted`: the sides that this person takes no anonymous messages from.
    `invited_by`: who asked them to join, while they have not answered. All that stands after it is
    filled for organizers only; of the invited they learn how many have not answered, or have
    declined, and not who.
    """

    exchange: Exchange
    is_participant: bool
    is_organizer: bool
    has_wishlist: bool = False
    muted: frozenset[Side] = frozenset()
    invited_by: UserId | None = None
    roster: tuple[UserId, ...] = ()
    drawability: Drawability | None = None
    exclusion_count: int = 0
    report: DeliveryReport | None = None
    invited_count: int = 0
    declined_count: int = 0


@dataclass(frozen=True)
class PastExchange:
    """A line of somebody's history. `recipient_id` is whom they themselves gave to, if anybody;
    `in_envelope`: they have a match, and it is told on a click only."""

    exchange: Exchange
    recipient_id: UserId | None
    in_envelope: bool = False


@dataclass(frozen=True)
class TalkLine:
    """Somebody may write an anonymous message, as this `side`. `answers` is the id of the one that
    they reply to, or empty."""

    exchange: Exchange
    side: Side
    answers: str = ""


@dataclass(frozen=True)
class AnonymousMessage:
    """What one side has written, as its reader may see it: `side` is the writer's. `is_returned`:
    it could not be delivered, and the writer is told so."""

    exchange: Exchange
    message_id: str
    side: Side
    text: str
    is_returned: bool = False


@dataclass(frozen=True)
class ReportedMessage:
    """What somebody has reported, for organizers: neither who wrote it nor who read it."""

    exchange: Exchange
    report_id: str
    text: str


Content = (
    Exchange
    | Match
    | Envelope
    | Invitation
    | StalledNotice
    | OrganizerNotice
    | RefusedAnnouncement
    | DeliveryReport
    | AnonymousMessage
    | ReportedMessage
)


@dataclass(frozen=True)
class Receipt:
    """Where a sent message lies in Slack."""

    channel_id: ChannelId
    message_ts: str


@dataclass(frozen=True)
class Order:
    """One delivery ready to be sent. `key` marks the message so that it can be found again; it is
    random and says nothing. `content` fits `kind`: the exchange itself where that is all. `place`
    is the message to rewrite, where no new one is to be sent."""

    team_id: TeamId
    kind: DeliveryKind
    addressee_id: str
    key: str
    first_tried_at: datetime
    content: Content
    place: Receipt | None = None
