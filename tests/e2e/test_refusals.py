"""What must not be done is answered in words, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import ids, wording
from core.db import models
from core.domain import types
from playground import Person
from tests.e2e import forgery
from tests.e2e.world import (
    NOBODY_KNOWS,
    World,
    all_sent,
    create_exchange,
    joined,
    nothing_changes,
    now,
)
from tests.eventually import eventually

ONE_EXCHANGE = (
    ids.JOIN,
    ids.LEAVE,
    ids.WISHLIST,
    ids.WISH_ADD,
    ids.EXCLUSIONS,
    ids.RELAX,
    ids.RECONSIDER,
    ids.DRAW,
    ids.POSTPONE,
    ids.CANCEL,
    ids.RETRY,
    ids.ORGANIZERS,
    ids.DROP_OUT,
    ids.REPAIRS,
    ids.REDRAW,
    ids.SHOW_MATCH,
    ids.TALK_TO_RECIPIENT,
    ids.TALK_TO_GIVER,
    ids.TALK_UNMUTE_GIVER,
    ids.TALK_UNMUTE_RECIPIENT,
    ids.MANAGE,
    ids.CONSOLE_FILTER,
    ids.CONSOLE_REFRESH,
    ids.CONSOLE_BACK,
    ids.CONSOLE_MORE,
    ids.CONSOLE_RETRY,
    ids.REMIND,
    ids.EDIT,
    ids.BULLETIN,
    ids.EXPORT,
    ids.LEAVE_OUT,
    ids.ASK_FOR_WISHES,
    ids.COPY,
    ids.BREAK_GLASS,
    *(ids.GIFT_READY, ids.GIFT_GIVEN, ids.GIFT_TAKE_BACK, ids.GIFT_CAME, ids.GIFT_NOTHING),
    ids.RESCUE_NAME,
    *(ids.REVEAL_OPEN, ids.SHOW_GIVER),
    ids.INVITE,
    ids.ROSTER,
    ids.ACCEPT,
    ids.DECLINE,
    ids.REMINDERS_STOP,
    ids.REMINDERS_RESUME,
)
OF_ORGANIZERS = (
    *(ids.RELAX, ids.RECONSIDER, ids.DRAW, ids.POSTPONE, ids.CANCEL, ids.RETRY),
    *(ids.MANAGE, ids.CONSOLE_FILTER, ids.CONSOLE_REFRESH, ids.CONSOLE_BACK, ids.CONSOLE_MORE),
    *(ids.CONSOLE_RETRY, ids.REMIND, ids.EDIT, ids.BULLETIN, ids.EXPORT),
    *(ids.ORGANIZERS, ids.INVITE, ids.ROSTER, ids.LEAVE_OUT, ids.ASK_FOR_WISHES, ids.COPY),
    *(ids.REPAIRS, ids.REDRAW, ids.BREAK_GLASS, ids.RESCUE_NAME, ids.REVEAL_OPEN),
)
BROKE = wording.SOMETHING_BROKE.split("{", maxsplit=1)[0]


def buttons_for(exchange_id: str) -> list[tuple[str, str]]:
    """Every button that concerns one exchange, with what it carries."""
    composed = [
        (ids.WISH_MENU, f"edit:{exchange_id}:1"),
        (ids.WISH_MENU, f"remove:{exchange_id}:1"),
        (ids.EXCLUSION_ADD_GROUP, f"group:{exchange_id}"),
        (ids.EXCLUSION_ADD_ONE_WAY, f"one_way:{exchange_id}"),
        (ids.EXCLUSION_ADD_OWN, f"own:{exchange_id}"),
        (ids.EXCLUSION_REMOVE, f"{exchange_id}:{NOBODY_KNOWS}"),
        (ids.NO_REPEATS, f"{exchange_id}:2"),
        (ids.GIFT_GIVEN, f"{exchange_id}:{NOBODY_KNOWS}"),
        (ids.RESCUE_SHOW, f"{exchange_id}:{NOBODY_KNOWS}"),
        (ids.EXCLUSIONS_PAGE, f"{exchange_id}:1"),
        (ids.EXCLUSIONS_PAGE_BACK, f"{exchange_id}:0"),
        (ids.TAKE_OUT, f"{exchange_id}:{NOBODY_KNOWS}"),
        *((ids.CHOSEN, f"{flow}:{exchange_id}:") for flow in ("join", "leave", "exclude")),
        *((ids.CHOSEN, f"{flow}:{exchange_id}:") for flow in ("wishlist", "draw")),
    ]
    return [(action_id, exchange_id) for action_id in ONE_EXCHANGE] + composed


def forms_for(exchange_id: str, person: Person) -> list[tuple[str, dict[str, str], dict[str, Any]]]:
    """Every form that concerns one exchange, filled in."""
    text = {"type": "plain_text_input", "value": "x"}
    later = {"type": "datetimepicker", "selected_date_time": int(now().timestamp()) + 9000}
    somebody = {"type": "users_select", "selected_user": person.id}
    several = {"type": "multi_users_select", "selected_users": [person.id]}
    remembered = {"exchange": exchange_id}
    return [
        (ids.POSTPONE_VIEW, remembered, {ids.DRAW_AT: later}),
        (ids.EXCLUSION_ADD_VIEW, remembered | {"form": "own"}, {ids.EXCLUSION_RECIPIENT: somebody}),
        (
            ids.ORGANIZERS_VIEW,
            remembered | {"organizers": ""},
            {ids.ORGANIZERS_FIELD: {"type": "multi_users_select", "selected_users": [person.id]}},
        ),
        (ids.WISH_VIEW, remembered, {ids.WISH_TITLE: text}),
        (ids.WISHLIST_VIEW, remembered, {ids.DISLIKES: text}),
        (ids.TALK_VIEW, remembered | {"side": "recipient"}, {ids.TALK_TEXT: text}),
        (
            ids.ROSTER_VIEW,
            remembered,
            {ids.ROSTER_FILE: {"type": "file_input", "files": [{"id": "F0"}]}},
        ),
        (
            ids.OPENING_VIEW,
            remembered,
            {ids.OPENING_GIVER: somebody, ids.OPENING_REASON: text},
        ),
        (ids.INVITE_VIEW, remembered, {ids.INVITE_PEOPLE: several}),
        (ids.REPAIRS_VIEW, remembered, {ids.REPAIR_LEFT: somebody}),
        (ids.REPAIR_RELAX_VIEW, remembered | {"left": person.id}, {}),
        (ids.REDRAW_VIEW, remembered, {}),
        (ids.EDIT_VIEW, remembered, {ids.NAME: text}),
        (ids.BULLETIN_VIEW, remembered, {ids.BULLETIN_TEXT: text}),
        (ids.THANKS_VIEW, remembered, {ids.THANKS_TEXT: text}),
        (ids.NOTHING_VIEW, remembered, {}),
        (ids.RESCUE_VIEW, remembered, {ids.RESCUERS: several}),
        (ids.REVEAL_VIEW, remembered, {ids.REVEAL_AT: later}),
        (ids.RELAX_VIEW, remembered | {"exclusions": NOBODY_KNOWS}, {}),
    ]


def foreign_exchange(world: World) -> str:
    """An exchange of another workspace in the same database."""
    world.slack.add_team("T2", "Elsewhere")
    user = types.UserId("U2")
    team = types.TeamId("T2")
    plan = types.Plan(
        key="elsewhere",
        name="Elsewhere",
        channel_id=types.ChannelId("C2"),
        channel_is_private=False,
        draw_at=now() + timedelta(days=1),
        time_zone="UTC",
    )
    services = world.kringle.services
    created = services.exchanges.create(
        types.Caller(team, user, "elsewhere"), types.Person(user, team), plan
    )
    with world.database.write() as session:
        session.get_one(models.Exchange, created.exchange_id).announced_ts = "1.1"
        session.query(models.Delivery).filter_by(team_id="T2").delete()
    return created.exchange_id


def check_words(words: str) -> None:
    assert words
    assert not words.startswith(BROKE)


def test_an_exchange_of_another_workspace_is_out_of_reach_of_every_button_and_form(
    world: World,
) -> None:
    ana, bo, *_ = world.people
    create_exchange(world, ana)
    foreign = foreign_exchange(world)

    with nothing_changes(world):
        for action_id, value in buttons_for(foreign):
            check_words(forgery.press(world, ana, action_id, value))
        for form in forms_for(foreign, bo):
            check_words(forgery.words_of(forgery.submit(world, ana, *form)))
        for word in ("join", "leave", "wishlist", "exclude", "draw"):
            assert "Elsewhere" not in bo.command(f"/santa {word} Elsewhere", world.general).text


def test_people_of_another_workspace_are_answered_in_words(world: World) -> None:
    create_exchange(world, world.people[0])
    team = world.slack.add_team("T2", "Elsewhere")
    zoe = world.slack.person("Zoe", team=team)
    place = world.slack.channel("general", members=[zoe], team=team)

    with nothing_changes(world):
        for word in ("", "new", "join", "status"):
            assert "not set up" in zoe.command(f"/santa {word}", place).text


def test_a_cancelled_exchange_lets_nobody_do_anything(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    forgery.press(world, ana, ids.CANCEL, exchange_id)
    eventually(lambda: bo.direct_messages and cy.direct_messages)
    eventually(lambda: all(row.status == "sent" for row in world.all(models.Delivery)))

    with nothing_changes(world):
        for action_id, value in buttons_for(exchange_id):
            check_words(forgery.press(world, ana, action_id, value))
        assert "cancelled" in forgery.press(world, ana, ids.JOIN, exchange_id)
        for form in forms_for(exchange_id, bo):
            assert "cancelled" in forgery.words_of(forgery.submit(world, ana, *form))


def test_a_participant_has_no_use_of_the_organizers_buttons(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    theirs = {ids.EXCLUSION_ADD_VIEW, ids.WISH_VIEW, ids.WISHLIST_VIEW, ids.TALK_VIEW}
    theirs |= {ids.THANKS_VIEW, ids.NOTHING_VIEW}
    of_organizers = [form for form in forms_for(exchange_id, cy) if form[0] not in theirs]

    with nothing_changes(world):
        for action_id in OF_ORGANIZERS:
            assert "organizer" in forgery.press(world, bo, action_id, exchange_id)
        for form in of_organizers:
            assert "organizer" in forgery.words_of(forgery.submit(world, bo, *form))
        assert bo.modal is None
        not_theirs = bo.command(f"/santa draw {'Office Santa'}", world.general)
        assert "Draw now" not in not_theirs.buttons


def test_a_participant_excludes_for_themselves_only(world: World) -> None:
    ana, bo, cy, _ = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    pair = {
        ids.EXCLUSION_GIVER: {"type": "users_select", "selected_user": cy.id},
        ids.EXCLUSION_RECIPIENT: {"type": "users_select", "selected_user": ana.id},
    }

    with nothing_changes(world):
        answer = forgery.submit(
            world,
            bo,
            ids.EXCLUSION_ADD_VIEW,
            {"exchange": exchange_id, "form": "one_way"},
            pair,
        )
        check_words(forgery.words_of(answer))


def test_nobody_but_an_organizer_removes_what_others_have_set(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    told = ana.command(f"/santa exclude {bo.mention} {cy.mention}", world.general)
    assert "Remove it" in told.buttons
    (row,) = world.all(models.Exclusion)
    listed = {"exchange": exchange_id, "exclusions": row.exclusion_id}

    with nothing_changes(world):
        for person in (bo, dee):
            assert "organizer" in forgery.press(world, person, ids.RELAX, exchange_id)
            answer = forgery.submit(world, person, ids.RELAX_VIEW, listed, {})
            assert "organizer" in forgery.words_of(answer)
            assert person.modal is None
            for word in ("exclude", "status", "draw"):
                said = person.command(f"/santa {word}", world.general)
                assert "would work" not in said.text
                if said.modal:
                    assert "would work" not in said.modal.text
                    person.close_modal()


def test_who_takes_no_part_has_neither_wishlist_nor_match(world: World) -> None:
    ana, bo, cy, dee = world.people
    exchange_id = create_exchange(world, ana, joined=[bo, cy])
    wish = forms_for(exchange_id, bo)[3:5]
    private = (ids.WISHLIST, ids.WISH_ADD, ids.EXCLUSIONS, ids.SHOW_MATCH)
    with nothing_changes(world):
        for action_id in private:
            check_words(forgery.press(world, dee, action_id, exchange_id))
        for form in wish:
            check_words(forgery.words_of(forgery.submit(world, dee, *form)))

    forgery.press(world, ana, ids.DRAW, exchange_id)
    eventually(lambda: all_sent(world, exchange_id))

    with nothing_changes(world):
        for action_id in private:
            check_words(forgery.press(world, dee, action_id, exchange_id))
        assert dee.modal is None
        assert "no past exchanges" in dee.command("/santa history", world.general).text


NOT_TAKEN: dict[str, tuple[dict[str, Any], str]] = {
    "bot": ({"is_bot": True}, "Bots"),
    "stranger": ({"stranger": True}, "workspace"),
    "guest": ({"guest": "single"}, "Guests"),
    "multi-channel guest": ({"guest": "multi"}, "Guests"),
}


def test_who_may_not_take_part_is_told_why(world: World) -> None:
    exchange_id = create_exchange(world, world.people[0])
    told: dict[str, list[str]] = {}

    with nothing_changes(world):
        for who, (traits, _) in NOT_TAKEN.items():
            zoe = world.add_person(f"Zoe, {who}", **traits)
            joined_by = zoe.command("/santa join", world.general)
            pressed = zoe.press("Join", world.general)
            begun = zoe.command("/santa new", world.general)
            told[who] = [joined_by.text, pressed.text if pressed else "", begun.text]
            assert zoe.id not in joined(world, exchange_id)

    for who, (_, word) in NOT_TAKEN.items():
        assert [word in text for text in told[who]] == [True] * 3, (who, told[who])


def test_what_was_on_its_way_as_an_account_ended_is_refused(world: World) -> None:
    create_exchange(world, world.people[0])
    zoe, bot_url = world.add_person("Zoe"), world.slack.request_url
    world.slack.use_http("http://127.0.0.1:9/nobody")
    zoe.command("/santa join", world.general)
    zoe.press("Join", world.general)
    zoe.command("/santa new", world.general)
    world.slack.complaints(forget=True)
    world.slack.use_http(bot_url)
    world.slack.deactivate(zoe)

    with nothing_changes(world):
        joined_by, pressed, begun = (world.slack.redeliver(n) for n in (-3, -2, -1))
        assert pressed.status == 200
        eventually(lambda: "deactivated" in zoe.sees(world.general)[-1].text)

    assert "deactivated" in joined_by.body["text"]
    assert "deactivated" in begun.body["text"]
