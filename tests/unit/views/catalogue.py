"""Every view, empty, typical and overfull."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from slack_sdk.models.views import View

from bot.giveaways import Giveaway
from bot.views import (
    announcing,
    break_glass,
    bulletins,
    console,
    copying,
    deliveries,
    drawing,
    editing,
    exchanges,
    excluding,
    exclusions,
    exporting,
    forgetting,
    history,
    invitations,
    matches,
    notes,
    organizers,
    overview,
    participation,
    planning,
    preflight,
    repairs,
    talk,
    wishlists,
    workspaces,
)
from bot.views.message import Message
from core.domain.break_glass import MAX_REASON
from core.domain.bulletins import Audience
from core.domain.copying import Moved
from core.domain.editing import EditField, details_of
from core.domain.errors import NotCreator, RefusedAs
from core.domain.retention import KEPT_FOR
from core.domain.rules import MAX_CREATORS, MAX_ORGANIZERS
from core.domain.snapshots import (
    AnonymousMessage,
    Bulletin,
    ConsoleBoard,
    Creators,
    Draft,
    Drawability,
    Dropout,
    Edited,
    Envelope,
    Exchange,
    Invitation,
    Invited,
    Joined,
    MessageReport,
    OpenedMatch,
    OpenedNotice,
    OpeningAnswer,
    OpeningForm,
    OpeningRequest,
    OrganizerNotice,
    OrganizersChanged,
    Outlook,
    Parting,
    PastExchange,
    PastPage,
    Preflight,
    RefusedAnnouncement,
    Repaired,
    ReportedMessage,
    RosterPage,
    StalledNotice,
    TalkLine,
    Template,
    Traces,
    Turnout,
    Wishlist,
)
from core.domain.talk import MAX_TEXT
from core.domain.types import (
    ExchangeStatus,
    ExclusionId,
    ExclusionKind,
    MatchNews,
    OpeningStatus,
    Origin,
    OriginKind,
    ParticipantStatus,
    Side,
    WhoCreates,
)
from tests.unit.views import office, worlds
from tests.unit.views.gift_views import gift_views
from tests.unit.views.reveal_views import reveal_views
from tests.unit.views.rosters import of_rosters
from tests.unit.views.worlds import a_board, a_full_exchange, a_match, an_exchange, an_exclusion

Make = Callable[[], Message | View]
GROUP = an_exclusion(1, ExclusionKind.GROUP, worlds.people(100))
PAIR = an_exclusion(2, ExclusionKind.MUTUAL, worlds.people(2))
OF_MEMBERS = tuple(
    replace(GROUP, people=worlds.people(count), origin=Origin(kind, "C0CHANNEL01", worlds.HOSTILE))
    for kind in OriginKind
    for count in (2, 10_000)
)
FULL_BOARD = tuple(
    replace(GROUP, exclusion_id=ExclusionId(f"xc_{number:016d}")) for number in range(1000)
)
HUGE = worlds.to_remove(drawing.MAX_REMOVED)
TOO_MUCH = worlds.to_remove(drawing.MAX_REMOVED + 1)
STATES = {
    "drawable": worlds.DRAWABLE,
    "few-choices": worlds.FEW_CHOICES,
    "too-few": worlds.TOO_FEW,
    "unknown": worlds.IMPOSSIBLE,
    "relaxable": worlds.RELAXABLE,
    "no-secret": worlds.NO_SECRET,
    "certain": worlds.CERTAIN,
    "overfull": HUGE,
    "too-much": TOO_MUCH,
    "private": worlds.PRIVATE,
    "private-as-well": replace(HUGE, private_count=60),
}


FULL_PLAN = worlds.a_full_plan()
EMPTY_PLAN = worlds.a_draft()


def _of_every_kind() -> dict[str, Make]:
    made: dict[str, Make] = {
        "create-empty": lambda: planning.create_modal(EMPTY_PLAN),
        "create-overfull": lambda: planning.create_modal(FULL_PLAN),
        "create-more-empty": lambda: planning.create_modal(EMPTY_PLAN, more=True),
        "create-more-overfull": lambda: planning.create_modal(FULL_PLAN, more=True),
        "create-copy-empty": lambda: planning.create_modal(
            EMPTY_PLAN, along=copying.along(EMPTY_TEMPLATE, more=False)
        ),
        "create-copy-overfull": lambda: planning.create_modal(
            FULL_PLAN, along=copying.along(FULL_TEMPLATE, more=False)
        ),
        "create-more-copy-overfull": lambda: planning.create_modal(
            FULL_PLAN, more=True, along=copying.along(FULL_TEMPLATE, more=True)
        ),
        "created-copy": lambda: copying.created(an_exchange()),
        "created-copy-full": lambda: copying.created(a_full_exchange()),
        "home-in-season": lambda: overview.home((), worlds.NOW, last_time=a_full_exchange()),
        "help": overview.help,
        "note": lambda: notes.note("One moment, please."),
        "note-overfull": lambda: notes.note(worlds.HOSTILE * 100),
        "note-modal": lambda: notes.as_modal(notes.note("x" * 5000)),
        "status-empty": lambda: overview.status((), worlds.NOW),
        "home-empty": lambda: overview.home((), worlds.NOW),
        "home-empty-admin": lambda: overview.home((), worlds.NOW, is_admin=True),
        "settings-empty": lambda: workspaces.settings(Creators()),
        "settings-typical": lambda: workspaces.settings(SOME_CREATORS),
        "settings-overfull": lambda: workspaces.settings(MANY_CREATORS),
        "settings-saved-empty": lambda: workspaces.changed(Creators()),
        "settings-saved-admins": lambda: workspaces.changed(Creators(WhoCreates.ADMINS)),
        "settings-saved-overfull": lambda: workspaces.changed(MANY_CREATORS),
        "may-not-create-empty": lambda: workspaces.may_not_create(NotCreator(WhoCreates.ADMINS)),
        "may-not-create-overfull": lambda: workspaces.may_not_create(
            NotCreator(WhoCreates.NAMED, MANY_CREATORS.named)
        ),
        "organizers-overfull": lambda: organizers.form(MANY_ORGANIZERS),
        "organizers-changed-overfull": lambda: organizers.changed(
            OrganizersChanged(MANY_ORGANIZERS, worlds.people(20), worlds.people(40)[20:]),
            worlds.people(40)[39],
        ),
        "my-data-empty": lambda: forgetting.my_data(Traces(), KEPT_FOR),
        "my-data-typical": lambda: forgetting.my_data(SOME_TRACES, KEPT_FOR),
        "my-data-overfull": lambda: forgetting.my_data(MANY_TRACES, KEPT_FOR),
        "my-data-alone": lambda: forgetting.my_data(
            replace(MANY_TRACES, alone=MANY_TRACES.left), KEPT_FOR
        ),
        "forgotten-empty": lambda: forgetting.forgotten(Traces()),
        "forgotten-typical": lambda: forgetting.forgotten(SOME_TRACES),
        "forgotten-overfull": lambda: forgetting.forgotten(MANY_TRACES),
        "history-empty": lambda: history.history(PastPage()),
        "exclusions-empty": lambda: exclusions.board(a_board()),
        "exclusions-typical": lambda: exclusions.board(a_board((GROUP, PAIR))),
        "exclusions-with-a-past": lambda: exclusions.board(a_board((GROUP, PAIR), has_past=True)),
        "exclusions-private": lambda: exclusions.board(a_board(private_count=3)),
        "asked": lambda: exclusions.asked(500),
        "add-group-without-usergroups": lambda: excluding.add("ex_1", "group"),
        "members-reading": excluding.reading_members,
        "members-kept-apart": lambda: excluding.kept_apart("ex_1"),
        "exclusions-of-members": lambda: exclusions.board(a_board(OF_MEMBERS)),
        "exclusions-own": lambda: exclusions.board(a_board((PAIR,), is_organizer=False)),
        "exclusions-overfull": lambda: exclusions.board(
            a_board(FULL_BOARD, exchange=a_full_exchange(), drawability=HUGE, has_past=True), 1
        ),
        "editor-empty": lambda: wishlists.editor(Wishlist(an_exchange())),
        "news": lambda: wishlists.news(an_exchange()),
        "news-overfull": lambda: wishlists.news(a_full_exchange()),
        "shown-empty": lambda: matches.shown(a_match()),
        "wish-new": lambda: wishlists.wish_form("ex_1", worlds.a_new_wish(), is_new=True),
        "wish-edit": lambda: wishlists.wish_form("ex_1", worlds.full_wishes("🎅")[0], is_new=False),
        "match-empty": lambda: drawing.match(a_match()),
        "exclusion-added": lambda: exclusions.added(a_board((GROUP,), drawability=HUGE), [GROUP]),
        "exclusion-added-own": lambda: exclusions.added(a_board((PAIR,), drawability=None), [PAIR]),
        "exclusions-added": lambda: exclusions.added(
            a_board((PAIR,), drawability=None), [PAIR] * 100
        ),
        "retrying": lambda: deliveries.retrying(500),
        "resend-form": lambda: deliveries.resend_form(an_exchange()),
        "resend-form-full": lambda: deliveries.resend_form(a_full_exchange()),
        "resent": lambda: deliveries.resent(worlds.people(1)[0]),
        "message-as-modal": lambda: notes.as_modal(overview.help()),
        "export-writing": exporting.writing,
        "export-sent": exporting.sent,
        "export-not-sent": exporting.not_sent,
        "export-not-allowed": exporting.not_allowed,
        "reminded-nobody": lambda: console.reminded(0),
        "reminded": lambda: console.reminded(12),
        "trying-nothing-again": lambda: console.trying_again(0),
        "trying-again": lambda: console.trying_again(1),
        "report-empty": lambda: deliveries.report(worlds.a_report()),
        "preflight-overfull": lambda: preflight.told(FULL_PREFLIGHT),
        "preflight-left-out-overfull": lambda: preflight.left_out(
            FULL_PREFLIGHT, worlds.people(500)
        ),
        "preflight-left-out-nobody": lambda: preflight.left_out(FULL_PREFLIGHT, ()),
        "preflight-asked-overfull": lambda: preflight.asked(FULL_PREFLIGHT, 500),
        "gathering": invitations.gathering,
        "resumed": invitations.resumed,
        "invited-nobody": lambda: invitations.invited(Invited(an_exchange())),
        "invited-typical": lambda: invitations.invited(
            Invited(an_exchange(), worlds.people(12), worlds.people(2))
        ),
        "invited-overfull": lambda: invitations.invited(worlds.a_full_invited()),
        "home-invited": lambda: overview.home([INVITED], worlds.NOW, gets_reminders=False),
        "status-invited": lambda: overview.status([INVITED], worlds.NOW),
        "report-repeating": lambda: deliveries.report(worlds.a_report(repeat_count=2)),
        "report-blocked": lambda: deliveries.report(BLOCKED),
        "report-unnamed": lambda: deliveries.report(worlds.a_report(unnamed_count=2)),
        "report-overfull": lambda: deliveries.report(
            worlds.a_report(a_full_exchange(status=ExchangeStatus.DRAWN), failed=FAILURES)
        ),
    }
    made |= {f"add-{form}": _adding(form) for form in ("group", "one_way", "own")}
    for name, state in STATES.items():
        for status in (ExchangeStatus.OPEN, ExchangeStatus.STALLED):
            made |= _for_state(f"{name}-{status}", state, an_exchange(status=status))
    for status in ExchangeStatus:
        made |= _for_console(str(status))
    return made


def _for_state(name: str, state: Drawability, exchange: Exchange) -> dict[str, Make]:
    board = a_board((GROUP, PAIR), exchange=exchange, drawability=state)
    made: dict[str, Make] = {
        f"exclusions-{name}": lambda: exclusions.board(board),
        f"relaxed-{name}": lambda: exclusions.relaxed(board),
        f"added-{name}": lambda: exclusions.added(board, [PAIR]),
        f"stalled-{name}": lambda: drawing.stalled(StalledNotice(exchange, state)),
        f"undrawable-{name}": lambda: drawing.undrawable(StalledNotice(exchange, state)),
        f"confirm-{name}": lambda: drawing.confirm_draw(exchange, state),
    }
    if relax := drawing.removable(state):
        made[f"relax-{name}"] = lambda: exclusions.relax(exchange, relax)
    return made


def _for_console(status: str) -> dict[str, Make]:
    exchange = an_exchange(status=ExchangeStatus(status))
    full = worlds.a_full_console(ExchangeStatus(status))
    empty = ConsoleBoard(exchange, RosterPage())
    typical = replace(
        empty,
        roster=RosterPage(worlds.places(8)),
        joined_count=4,
        silent_count=3,
        remindable_count=1,
        drawability=worlds.FEW_CHOICES,
        invitations=MessageReport(7, 1, worlds.failures(1)),
    )
    return {
        f"console-empty-{status}": lambda: console.board(empty, worlds.NOW),
        f"console-typical-{status}": lambda: console.board(typical, worlds.NOW),
        f"console-overfull-{status}": lambda: console.board(full, worlds.NOW),
    }


def _adding(form: str) -> Make:
    return lambda: excluding.add("ex_1", form, GROUPS)


SOME_TRACES = Traces((an_exchange(),), (an_exchange(status=ExchangeStatus.DRAWN),), 1)
MANY_TRACES = Traces((a_full_exchange(),) * 60, (a_full_exchange(),) * 60, 500)
SOME_CREATORS = Creators(WhoCreates.NAMED, worlds.people(3))
MANY_CREATORS = Creators(WhoCreates.NAMED, worlds.people(MAX_CREATORS))
MANY_ORGANIZERS = a_full_exchange(organizer_ids=worlds.people(MAX_ORGANIZERS))
FAILURES = worlds.failures(500, codes=60)
OLD = an_exchange(status=ExchangeStatus.COMPLETED)
FULL_OLD = a_full_exchange(status=ExchangeStatus.COMPLETED, has_envelopes=True)
EMPTY_TEMPLATE = Template(OLD, Moved(1, "Winter", worlds.DRAW_AT, None), False, 1, 0)
FULL_TEMPLATE = Template(FULL_OLD, Moved(1, "Winter", worlds.DRAW_AT, None), True, 5000, 1000)
UNABLE = [(user_id, why) for why in RefusedAs for user_id in worlds.people(100)]
FULL_PREFLIGHT = Preflight(
    a_full_exchange(),
    HUGE,
    unable=tuple(UNABLE),
    unreachable=FAILURES,
    wishless=worlds.people(500),
    unasked_count=500,
    silent_count=500,
    blocked="x" * 64,
)
INVITED = worlds.an_involvement(is_participant=False, invited_by=worlds.ORGANIZER)
GROUPS = [(f"S{number}", worlds.HOSTILE * 2) for number in range(300)]
BLOCKED = worlds.a_report(waiting_count=500, failed=FAILURES, blocked="x" * 64)


def _for_exchange(name: str, exchange: Exchange) -> dict[str, Make]:
    notice = StalledNotice(exchange, HUGE)
    refused = [RefusedAnnouncement(exchange, error) for error in (None, "is_archived", "x" * 64)]
    made = {f"unannounced-{one.error}-{name}": _unannounced(one) for one in refused}
    made |= {f"outdated-{one.error}-{name}": _outdated(one) for one in refused}
    made |= _for_invited(name, exchange)
    made |= {f"opening-answer-{one}-{name}": _answered(exchange, one) for one in OpeningStatus}
    return made | {
        f"opening-form-{name}": lambda: break_glass.form(OpeningForm(exchange, worlds.people(19))),
        f"opening-form-alone-{name}": lambda: break_glass.form(OpeningForm(exchange, ())),
        f"opening-asked-{name}": lambda: break_glass.asked(exchange),
        f"opening-request-{name}": lambda: break_glass.request(
            OpeningRequest(exchange, "o" * 32, *worlds.people(2), "<" * MAX_REASON)
        ),
        f"opening-agreed-{name}": lambda: break_glass.decided(exchange, agrees=True),
        f"opening-refused-{name}": lambda: break_glass.decided(exchange, agrees=False),
        f"opening-shown-{name}": lambda: break_glass.shown(
            OpenedMatch(exchange, *worlds.people(2))
        ),
        f"opening-was-shown-{name}": lambda: break_glass.was_shown(exchange),
        f"opening-notice-{name}": lambda: break_glass.notice(
            OpenedNotice(exchange, *worlds.people(2))
        ),
        f"announcement-{name}": lambda: exchanges.announcement(exchange),
        f"envelope-{name}": lambda: matches.envelope(Envelope(exchange)),
        f"cancelled-{name}": lambda: exchanges.cancelled_notice(exchange),
        f"organizers-{name}": lambda: organizers.form(exchange),
        f"organizers-same-{name}": lambda: organizers.changed(
            OrganizersChanged(exchange), worlds.ORGANIZER
        ),
        f"organizers-changed-{name}": lambda: organizers.changed(
            OrganizersChanged(exchange, worlds.people(2)), worlds.ORGANIZER
        ),
        f"welcome-{name}": lambda: organizers.welcome(OrganizerNotice(exchange, worlds.RECIPIENT)),
        f"welcome-stalled-{name}": lambda: organizers.welcome(
            OrganizerNotice(replace(exchange, status=ExchangeStatus.STALLED), None, HUGE)
        ),
        f"relieved-{name}": lambda: organizers.relieved(exchange),
        **_for_editing(name, exchange),
        f"created-{name}": lambda: exchanges.created(exchange),
        f"cancelled-by-me-{name}": lambda: exchanges.cancelled(exchange),
        f"postponed-{name}": lambda: exchanges.postponed(exchange),
        f"postpone-{name}": lambda: planning.postpone_modal(exchange, worlds.DRAW_AT),
        f"joined-{name}": lambda: participation.joined(Joined(exchange, True)),
        f"joined-again-{name}": lambda: participation.joined(Joined(exchange, False)),
        f"reconsider-{name}": lambda: exclusions.reconsider(exchange),
        f"wishes-wanted-{name}": lambda: preflight.wishes_wanted(exchange),
        f"taken-out-{name}": lambda: preflight.taken_out(exchange),
        f"preflight-{name}": lambda: preflight.told(replace(FULL_PREFLIGHT, exchange=exchange)),
        f"preflight-ready-{name}": lambda: preflight.told(Preflight(exchange, worlds.DRAWABLE)),
        f"left-{name}": lambda: participation.left(exchange, True),
        f"not-left-{name}": lambda: participation.left(exchange, False),
        f"stalled-{name}": lambda: drawing.stalled(notice),
        f"undrawable-{name}": lambda: drawing.undrawable(notice),
        f"broken-{name}": lambda: drawing.broken(exchange),
        f"confirm-{name}": lambda: drawing.confirm_draw(exchange, worlds.DRAWABLE),
        f"confirm-impossible-{name}": lambda: drawing.confirm_draw(exchange, HUGE),
        f"drawn-{name}": lambda: drawing.drawn(replace(exchange, status=ExchangeStatus.DRAWN)),
        f"drawn-soon-{name}": lambda: drawing.drawn(replace(exchange, status=ExchangeStatus.OPEN)),
    }


def _for_repairs(name: str, exchange: Exchange) -> dict[str, Make]:
    left, joined = worlds.people(2)
    made: dict[str, Make] = {
        f"confirm-leaving-{name}": lambda: repairs.confirm_leaving(exchange),
        f"parted-{name}": lambda: repairs.parted(Parting(exchange, True), left),
        f"not-parted-{name}": lambda: repairs.parted(Parting(exchange, False), left),
        f"not-parted-organizer-{name}": lambda: repairs.parted(
            Parting(exchange, False), exchange.organizer_ids[0]
        ),
        f"repairs-{name}": lambda: repairs.form(exchange),
        f"redraw-{name}": lambda: repairs.redraw_form(exchange),
        f"redrawn-{name}": lambda: repairs.redrawn(exchange),
        f"has-parted-{name}": lambda: repairs.has_parted(Dropout(exchange, left, False)),
        f"out-already-{name}": lambda: repairs.wants_out(Dropout(exchange, left, False)),
        f"deactivated-{name}": lambda: repairs.deactivated(Dropout(exchange, left, True)),
        f"deactivated-out-{name}": lambda: repairs.deactivated(Dropout(exchange, left, False)),
        f"taken-out-{name}": lambda: repairs.taken_out(exchange),
    }
    who = ((None, left, None), (0, None, joined), (1, left, joined), (9, left, None))
    for count, out, late in who:
        made[f"repaired-{count}-{name}"] = _changed(Repaired(exchange, count, out, late))
    for state_name, state in STATES.items():
        made[f"wants-out-{state_name}-{name}"] = _wants_out(Dropout(exchange, left, True, state))
        made[f"stuck-{state_name}-{name}"] = _stuck(Outlook(exchange, state, left, None))
        made[f"stuck-in-{state_name}-{name}"] = _stuck(Outlook(exchange, state, None, joined))
    for news in MatchNews:
        made[f"envelope-{news}-{name}"] = _envelope(Envelope(exchange, news))
        made[f"match-{news}-{name}"] = _match(news)
    return made


def _changed(done: Repaired) -> Make:
    return lambda: repairs.changed(done)


def _wants_out(dropout: Dropout) -> Make:
    return lambda: repairs.wants_out(dropout)


def _stuck(outlook: Outlook) -> Make:
    return lambda: repairs.stuck(outlook)


def _envelope(envelope: Envelope) -> Make:
    return lambda: matches.envelope(envelope)


def _match(news: MatchNews) -> Make:
    return lambda: drawing.match(replace(a_match(worlds.a_full_wishlist()), news=news))


def _for_editing(name: str, exchange: Exchange) -> dict[str, Make]:
    details = details_of(exchange)
    shown = details.marks()
    notice = editing.changed_meanwhile([*EditField])
    return {
        f"edit-{name}": lambda: editing.form(exchange, details, shown),
        f"edit-more-{name}": lambda: editing.form(exchange, details, shown, more=True),
        f"edit-again-{name}": lambda: editing.form(exchange, details, {}, notice=notice),
        f"edited-nothing-{name}": lambda: editing.edited(Edited(exchange)),
        f"edited-{name}": lambda: editing.edited(Edited(exchange, (*EditField,))),
        f"moved-{name}": lambda: editing.moved(exchange, in_channel=False),
        f"moved-in-channel-{name}": lambda: editing.moved(exchange, in_channel=True),
    }


def _for_bulletins() -> dict[str, Make]:
    many = Draft(a_full_exchange(), 10_000, 5000, may_ask_invited=True)
    few, joined, everybody = Draft(an_exchange(), 1), Audience.JOINED, Audience.EVERYBODY
    return {
        "bulletin-sent": lambda: bulletins.sent(300),
        "bulletin-sent-before": bulletins.sent_before,
        **_for_bulletin("typical", few, "Bring socks", joined),
        **_for_bulletin("hostile", many, worlds.HOSTILE, everybody),
        **_for_bulletin("overfull", many, ":a:" * 666, everybody),
    }


def _for_bulletin(name: str, draft: Draft, text: str, to: Audience) -> dict[str, Make]:
    written, key = Bulletin(draft.exchange, worlds.ORGANIZER, text), "k" * 32
    return {
        f"bulletin-form-{name}": lambda: bulletins.form(draft),
        f"bulletin-preview-{name}": lambda: bulletins.preview(
            draft, text, to, worlds.ORGANIZER, key
        ),
        f"bulletin-received-{name}": lambda: bulletins.received(written),
    }


def _for_invited(name: str, exchange: Exchange) -> dict[str, Make]:
    asked = worlds.an_invitation(exchange)
    made: dict[str, Make] = {
        f"invite-form-{name}": lambda: invitations.invite_form(exchange, GROUPS),
        f"moved-for-invited-{name}": lambda: editing.moved_for_invited(asked),
        f"reminder-{name}": lambda: invitations.reminder(asked),
        f"invitation-cancelled-{name}": lambda: invitations.cancelled(asked),
    }
    for status in ParticipantStatus:
        for is_open in (True, False):
            one = replace(asked, status=status, is_open=is_open, gets_reminders=is_open)
            made[f"invitation-{status}-{is_open}-{name}"] = _shown(one)
    return made | {
        f"invitation-{name}": _shown(replace(asked, invited_by=None)),
        f"invitation-quiet-{name}": _shown(replace(asked, gets_reminders=False)),
    }


def _shown(invitation: Invitation) -> Make:
    return lambda: invitations.shown(invitation)


def _answered(exchange: Exchange, status: OpeningStatus) -> Make:
    decided_by = None if status == OpeningStatus.LAPSED else worlds.RECIPIENT
    return lambda: break_glass.answer(OpeningAnswer(exchange, "o" * 32, status, decided_by))


def _unannounced(refused: RefusedAnnouncement) -> Make:
    return lambda: announcing.unannounced(refused)


def _outdated(refused: RefusedAnnouncement) -> Make:
    return lambda: announcing.outdated(refused)


def _for_wishes(name: str, wishlist: Wishlist) -> dict[str, Make]:
    match = replace(a_match(wishlist), exchange=a_full_exchange(status=ExchangeStatus.DRAWN))
    return {
        f"editor-{name}": lambda: wishlists.editor(wishlist),
        f"shown-{name}": lambda: matches.shown(match),
        f"match-{name}": lambda: drawing.match(match),
    }


def _for_talk(side: Side) -> dict[str, Make]:
    line = TalkLine(an_exchange(status=ExchangeStatus.DRAWN), side)
    full = TalkLine(a_full_exchange(status=ExchangeStatus.DRAWN), side, "m" * 32)
    texts = {
        "typical": (line, "Do you like tea?"),
        "hostile": (full, worlds.HOSTILE),
        "overfull": (full, "<" * MAX_TEXT),
        "overfull-emoji": (full, (":a:" * MAX_TEXT)[:MAX_TEXT]),
    }
    made: dict[str, Make] = {
        f"talk-form-{side}": lambda: talk.form(line),
        f"talk-reply-{side}": lambda: talk.form(full),
        f"talk-sent-{side}": lambda: talk.sent(side),
        f"talk-muted-{side}": lambda: talk.muted(line),
        f"talk-unmuted-{side}": lambda: talk.unmuted(side),
    }
    for name, (of, text) in texts.items():
        made |= _for_text(f"{side}-{name}", of, text)
    return made


def _for_text(name: str, line: TalkLine, text: str) -> dict[str, Make]:
    message = AnonymousMessage(line.exchange, "m" * 32, line.side, text)
    back = replace(message, is_returned=True)
    reported = ReportedMessage(line.exchange, message.message_id, text)
    return {
        f"talk-preview-{name}": lambda: talk.preview(line, text, (), "k" * 32),
        f"talk-warned-{name}": lambda: talk.preview(line, text, tuple(Giveaway), "k" * 32),
        f"talk-received-{name}": lambda: talk.received(message),
        f"talk-returned-{name}": lambda: talk.received(back),
        f"talk-reported-{name}": lambda: talk.reported(reported),
    }


def _of_many(count: int) -> dict[str, Make]:
    involvements = [worlds.a_full_involvement(status) for status in ExchangeStatus] * count
    turnout = Turnout(100_000, 100_000, 100_000, 100_000, 100_000)
    past = PastExchange(
        a_full_exchange(), worlds.RECIPIENT, giver_id=worlds.ORGANIZER, turnout=turnout
    )
    envelope = PastExchange(a_full_exchange(), None, in_envelope=True, turnout=turnout)
    many = [a_full_exchange()] * count
    over = many[: copying.MOST]
    made: dict[str, Make] = {
        f"status-{count}": lambda: overview.status(involvements, worlds.NOW),
        f"home-{count}": lambda: overview.home(involvements, worlds.NOW),
        f"history-{count}": lambda: history.history(_some(past, count), over),
        f"history-envelopes-{count}": lambda: history.history(
            _some(envelope, count), many[: copying.MOST]
        ),
    }
    made |= {f"choose-{flow}-{count}": _choosing(flow, many) for flow in participation.QUESTIONS}
    return made | {f"nothing-to-{flow}": _nothing_to(flow) for flow in participation.QUESTIONS}


def _some(past: PastExchange, count: int) -> PastPage:
    """The middle one of several pages, each of another year, where there are many."""
    most = min(count, 10)
    years = [timedelta(days=366 * number) for number in range(most)]
    each = [
        replace(past, exchange=replace(past.exchange, drawn_at=worlds.DRAW_AT - before))
        for before in years
    ]
    return PastPage(tuple(each), page=int(count > 1), page_count=-(-count // 10))


def _choosing(flow: str, many: list[Exchange]) -> Make:
    return lambda: participation.choose(flow, many)


def _nothing_to(flow: str) -> Make:
    return lambda: participation.nothing_to(flow)


def everything() -> dict[str, Make]:
    made = _of_every_kind() | office.views() | of_rosters()
    for name, typed in worlds.NAMES.items():
        made |= _for_exchange(name, an_exchange(name=typed))
    made |= _for_repairs("typical", an_exchange(status=ExchangeStatus.DRAWN))
    made |= _for_repairs("full", a_full_exchange(status=ExchangeStatus.DRAWN))
    for status in ExchangeStatus:
        made |= _for_exchange(f"full-{status}", a_full_exchange(status=status))
    typical = Wishlist(an_exchange(), (worlds.a_wish(1), worlds.a_wish(2)), "socks", "desk 4")
    made |= _for_bulletins()
    made |= _for_talk(Side.GIVER) | _for_talk(Side.RECIPIENT)
    made |= {"talk-stopped": talk.stopped, "talk-report-taken": lambda: talk.report_taken("m" * 32)}
    made |= _for_wishes("typical", typical)
    made |= _for_wishes("overfull", worlds.a_full_wishlist())
    made |= _for_wishes("overfull-emoji", worlds.a_full_wishlist("🎅", "🎅"))
    made |= _for_wishes("overfull-shortcodes", worlds.a_full_wishlist(":a:b"))
    made |= _for_wishes("overfull-chinese", worlds.a_full_wishlist("礼"))
    return made | gift_views() | reveal_views() | _of_many(1) | _of_many(60)
