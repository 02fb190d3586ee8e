"""What people type, and what nobody types, read into the domain's words."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot import forms, ids
from bot.forms import Command, read_command
from core.domain.errors import PlanField, PlanProblem
from core.domain.types import Budget, ExclusionKind, NewExclusion, UserId, WhoCreates
from tests.builders import ANA, BEN, CLEO
from tests.unit.views.worlds import an_exchange

Json = dict[str, Any]


def a_view(metadata: Any = None, **fields: Json) -> Json:
    """A submitted view: its fields by block id, as Slack sends them."""
    values = {name: {name: value} for name, value in fields.items()}
    text = metadata if isinstance(metadata, str) else json.dumps(metadata or {})
    return {"id": "V0VIEW", "private_metadata": text, "state": {"values": values}}


def typed(text: str | None) -> Json:
    return {"type": "plain_text_input", "value": text}


COMMANDS = {
    "nothing": ("", Command("", "", ())),
    "blanks": ("  \t ", Command("", "", ())),
    "a_word": ("join", Command("join", "", ())),
    "shouted": ("  JOIN  ", Command("join", "", ())),
    "a_name": ("join  Winter Party ", Command("join", "Winter Party", ())),
    "an_escaped_name": ("join A &amp; B &lt;3 &gt;", Command("join", "A & B <3 >", ())),
    "escaped_twice": ("join &amp;lt;", Command("join", "&lt;", ())),
    "people": (
        "exclude <@U0ANA> <@W0BEN|ben>",
        Command("exclude", "<@U0ANA> <@W0BEN|ben>", (UserId("U0ANA"), UserId("W0BEN"))),
    ),
    "the_same_twice": (
        "exclude <@U0ANA|ana> <@U0ANA>",
        Command("exclude", "<@U0ANA|ana> <@U0ANA>", (UserId("U0ANA"),)),
    ),
    "names_are_no_people": ("exclude @ana", Command("exclude", "@ana", ())),
    "escaped_mentions_are_typed": (
        "exclude &lt;@U0ANA&gt;",
        Command("exclude", "<@U0ANA>", ()),
    ),
    "groups_are_no_people": (
        "exclude <!subteam^S1> <#C1|general>",
        Command("exclude", "<!subteam^S1> <#C1|general>", ()),
    ),
}


@pytest.mark.parametrize(("text", "command"), COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_is_a_word_a_rest_and_people(text: str, command: Command) -> None:
    assert read_command(text) == command


WINTER, WINTER_TWO, PARTY = (
    an_exchange(name=name) for name in ("Winter", "Winter 2", "Office PARTY")
)
NAMED = {
    "exactly": ("winter", [WINTER]),
    "by_its_beginning": ("wint", [WINTER, WINTER_TWO]),
    "by_any_part": ("party", [PARTY]),
    "in_capitals": ("OFFICE", [PARTY]),
    "by_nothing": ("summer", []),
}


@pytest.mark.parametrize(("name", "found"), NAMED.values(), ids=NAMED.keys())
def test_an_exchange_is_found_by_what_fits_best(name: str, found: list[object]) -> None:
    assert forms.named([WINTER, WINTER_TWO, PARTY], name) == found


@pytest.mark.parametrize(
    "metadata",
    ["", "null", "[]", "17", '"text"', "{", "not json", "\x00"],
)
def test_metadata_that_is_not_ours_is_empty(metadata: str) -> None:
    assert forms.remembered(a_view(metadata)) == {}


@pytest.mark.parametrize("view", [{}, {"private_metadata": None}], ids=["missing", "null"])
def test_a_view_without_metadata_remembers_nothing(view: Json) -> None:
    assert forms.remembered(view) == {}


def test_metadata_comes_back_as_it_was() -> None:
    assert forms.remembered(a_view({"exchange": "E1", "page": 2})) == {"exchange": "E1", "page": 2}


@pytest.mark.parametrize(
    ("metadata", "read"),
    [
        ({"exchange": "E1", "exclusions": "X1,X2"}, ("E1", {"X1", "X2"})),
        ({"exchange": "E1", "exclusions": ""}, ("E1", set())),
        ({"exclusions": None}, ("None", set())),
    ],
    ids=["listed", "none_listed", "nothing"],
)
def test_what_is_to_be_removed_is_what_was_listed(
    metadata: Json, read: tuple[str, set[str]]
) -> None:
    assert forms.read_relaxed(a_view(metadata)) == read


DRAW_AT = datetime(2026, 12, 8, 11, 0, tzinfo=UTC)
FILLED: dict[str, Json] = {
    ids.NAME: typed("  Winter "),
    ids.CHANNEL: {"selected_conversation": "C0SANTA"},
    ids.DRAW_AT: {"selected_date_time": int(DRAW_AT.timestamp())},
    ids.EXCHANGE_ON: {"selected_date": "2026-12-24"},
    ids.BUDGET_AMOUNT: typed("20.50"),
    ids.BUDGET_CURRENCY: {"selected_option": {"value": "EUR"}},
    ids.MESSAGE: typed(" Homemade is best. "),
    ids.TAKES_PART: {"selected_options": [{"value": "yes"}]},
    ids.ENVELOPES: {"selected_options": [{"value": "yes"}]},
}


def test_a_filled_form_is_a_plan() -> None:
    view = a_view({"key": "form 1", "tz": "Europe/Berlin"}, **FILLED)

    plan, problems = forms.read_plan(view, channel_is_private=True)

    assert problems == {}
    assert (plan.key, plan.name, plan.message) == ("form 1", "Winter", "Homemade is best.")
    assert (plan.channel_id, plan.channel_is_private) == ("C0SANTA", True)
    assert (plan.draw_at, plan.time_zone) == (DRAW_AT, "Europe/Berlin")
    assert (plan.exchange_on, plan.organizer_takes_part) == (date(2026, 12, 24), True)
    assert plan.budget == Budget(Decimal("20.50"), "EUR")
    assert plan.has_envelopes


def test_options_that_are_not_shown_have_their_defaults() -> None:
    more = (ids.BUDGET_AMOUNT, ids.BUDGET_CURRENCY, ids.MESSAGE, ids.ENVELOPES)
    first_sight = {name: value for name, value in FILLED.items() if name not in more}

    plan, problems = forms.read_plan(a_view(**first_sight), channel_is_private=False)

    assert problems == {}
    assert (plan.budget, plan.message, plan.has_envelopes) == (None, "", False)
    assert (plan.name, plan.exchange_on) == ("Winter", date(2026, 12, 24))


def test_an_empty_form_says_what_is_missing() -> None:
    plan, problems = forms.read_plan(a_view(), channel_is_private=False)

    assert problems == {PlanField.DRAW_AT: PlanProblem.MISSING}
    assert (plan.key, plan.name, plan.channel_id, plan.time_zone) == ("V0VIEW", "", "", "UTC")
    assert (plan.exchange_on, plan.budget, plan.organizer_takes_part) == (None, None, False)


def test_fields_that_were_left_empty_are_as_if_missing() -> None:
    emptied: dict[str, Json] = {
        ids.NAME: typed(None),
        ids.CHANNEL: {"selected_conversation": None},
        ids.DRAW_AT: {"selected_date_time": None},
        ids.EXCHANGE_ON: {"selected_date": None},
        ids.BUDGET_AMOUNT: typed(None),
        ids.BUDGET_CURRENCY: {"selected_option": None},
        ids.MESSAGE: typed(None),
        ids.TAKES_PART: {"selected_options": []},
        ids.ENVELOPES: {"selected_options": []},
    }

    now = forms.read_plan(a_view(**emptied), channel_is_private=False)
    missing = forms.read_plan(a_view(), channel_is_private=False)

    assert now[1] == missing[1]
    assert (now[0].name, now[0].budget, now[0].message) == ("", None, "")


def test_a_key_from_metadata_keeps_within_its_column() -> None:
    plan, _ = forms.read_plan(a_view({"key": "k" * 500}), channel_is_private=False)

    assert plan.key == "k" * 64


def test_no_block_at_all_is_an_empty_field() -> None:
    view = a_view() | {"state": {"values": {ids.NAME: {ids.NAME: None}, ids.CHANNEL: {}}}}

    plan, _ = forms.read_plan(view, channel_is_private=False)

    assert (plan.name, plan.channel_id) == ("", "")


BUDGETS: dict[str, tuple[str, bool, Budget | None, dict[PlanField, PlanProblem]]] = {
    "nothing": ("", False, None, {}),
    "currency_alone": ("", True, None, {}),
    "amount_alone": ("20", False, None, {PlanField.BUDGET_CURRENCY: PlanProblem.MISSING}),
    "both": ("20", True, Budget(Decimal(20), "EUR"), {}),
    "words": ("twenty", True, None, {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}),
    "a_comma": ("20,50", True, None, {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}),
    "words_alone": ("a lot", False, None, {PlanField.BUDGET_AMOUNT: PlanProblem.NOT_AN_AMOUNT}),
}


@pytest.mark.parametrize(
    ("amount", "has_currency", "budget", "problems"), BUDGETS.values(), ids=BUDGETS.keys()
)
def test_a_budget_is_an_amount_and_a_currency(
    amount: str,
    has_currency: bool,
    budget: Budget | None,
    problems: dict[PlanField, PlanProblem],
) -> None:
    currency = {"selected_option": {"value": "EUR"} if has_currency else None}
    view = a_view(**FILLED | {ids.BUDGET_AMOUNT: typed(amount), ids.BUDGET_CURRENCY: currency})

    plan, found = forms.read_plan(view, channel_is_private=False)

    assert (plan.budget, found) == (budget, problems)


def test_a_new_deadline_is_read() -> None:
    view = a_view(**{ids.DRAW_AT: FILLED[ids.DRAW_AT]})

    assert forms.read_draw_at(view) == DRAW_AT
    assert forms.read_draw_at(a_view()) is None


@pytest.mark.parametrize(
    ("shown", "chosen", "is_kept"),
    [
        ({"day": "2026-12-24"}, "2026-12-24", True),
        ({"day": ""}, None, True),
        ({"day": "2026-12-24"}, None, False),
        ({"day": ""}, "2026-12-24", False),
        ({"day": "2026-12-24"}, "2026-12-25", False),
        ({}, "2026-12-24", False),
    ],
    ids=["left", "left empty", "taken away", "set", "moved", "not remembered"],
)
def test_a_day_that_was_left_alone_is_kept(shown: Json, chosen: str | None, is_kept: bool) -> None:
    view = a_view(shown, **{ids.EXCHANGE_ON: {"type": "datepicker", "selected_date": chosen}})

    assert forms.keeps_day(view) == is_kept


def people_field(*people: str) -> dict[str, Json]:
    return {ids.EXCLUSION_PEOPLE: {"selected_users": list(people)}}


def pair_fields(giver: str | None, recipient: str | None) -> dict[str, Json]:
    return {
        ids.EXCLUSION_GIVER: {"selected_user": giver},
        ids.EXCLUSION_RECIPIENT: {"selected_user": recipient},
    }


EXCLUSIONS: dict[str, tuple[str, dict[str, Json], NewExclusion]] = {
    "two_in_a_group": (
        "group",
        people_field(ANA, BEN),
        NewExclusion(ExclusionKind.MUTUAL, (ANA, BEN)),
    ),
    "three_in_a_group": (
        "group",
        people_field(ANA, BEN, CLEO),
        NewExclusion(ExclusionKind.GROUP, (ANA, BEN, CLEO)),
    ),
    "one_in_a_group": ("group", people_field(ANA), NewExclusion(ExclusionKind.GROUP, (ANA,))),
    "nobody_in_a_group": ("group", people_field(), NewExclusion(ExclusionKind.GROUP, ())),
    "a_group_without_its_field": ("group", {}, NewExclusion(ExclusionKind.GROUP, ())),
    "one_way": (
        "one_way",
        pair_fields(ANA, BEN),
        NewExclusion(ExclusionKind.ONE_WAY, (ANA, BEN)),
    ),
    "own": ("own", pair_fields(None, BEN), NewExclusion(ExclusionKind.ONE_WAY, (CLEO, BEN))),
    "own_with_a_giver_slipped_in": (
        "own",
        pair_fields(ANA, BEN),
        NewExclusion(ExclusionKind.ONE_WAY, (CLEO, BEN)),
    ),
    "an_unknown_form": (
        "anything",
        pair_fields(ANA, BEN),
        NewExclusion(ExclusionKind.ONE_WAY, (CLEO, BEN)),
    ),
}


@pytest.mark.parametrize(
    ("form", "fields", "exclusion"), EXCLUSIONS.values(), ids=EXCLUSIONS.keys()
)
def test_an_exclusion_is_read_from_its_form(
    form: str, fields: dict[str, Json], exclusion: NewExclusion
) -> None:
    assert forms.read_exclusion(a_view({"form": form}, **fields), CLEO) == exclusion


def test_a_wish_is_read_with_its_id() -> None:
    view = a_view(
        {"exchange": "E1", "wish": "W1"},
        **{
            ids.WISH_TITLE: typed(" Tea "),
            ids.WISH_LINK: typed(" https://example.org "),
            ids.WISH_NOTE: typed(None),
        },
    )

    wish = forms.read_wish(view)

    assert (wish.wish_id, wish.title) == ("W1", "Tea")
    assert (wish.link, wish.note) == ("https://example.org", "")


@pytest.mark.parametrize("metadata", [{}, {"wish": None}, "junk"], ids=["none", "null", "junk"])
def test_a_wish_without_an_id_is_a_new_one(metadata: Any) -> None:
    assert forms.read_wish(a_view(metadata)).wish_id == ""


def test_notes_are_read() -> None:
    view = a_view(**{ids.DISLIKES: typed(" Cats "), ids.DELIVERY_NOTES: typed("Desk 4\n")})

    assert forms.read_notes(view) == ("Cats", "Desk 4")
    assert forms.read_notes(a_view()) == ("", "")


def chosen(*people: UserId) -> Json:
    return {"type": "multi_users_select", "selected_users": list(people)}


CLEO_AND_DAN = (CLEO, UserId("U0DAN"))
LISTS = {
    "nothing": ((ANA, BEN), [], set()),
    "in_another_order": ((BEN, ANA), [], set()),
    "added": ((ANA, *CLEO_AND_DAN, BEN), [*CLEO_AND_DAN], set()),
    "added_twice": ((ANA, BEN, CLEO, CLEO), [CLEO], set()),
    "removed": ((BEN,), [], {ANA}),
    "handed_over": ((CLEO,), [CLEO], {ANA, BEN}),
    "emptied": ((), [], {ANA, BEN}),
}


@pytest.mark.parametrize(("people", "added", "removed"), LISTS.values(), ids=LISTS.keys())
def test_of_a_list_only_what_was_changed_in_the_form_is_read(
    people: tuple[UserId, ...], added: list[UserId], removed: set[UserId]
) -> None:
    view = a_view(
        {"exchange": "E1", "organizers": f"{ANA},{BEN}"}, **{ids.ORGANIZERS_FIELD: chosen(*people)}
    )

    assert forms.read_organizers(view) == ("E1", added, removed)


def radio(value: str | None) -> Json:
    option = {"value": value} if value else None
    return {"type": "radio_buttons", "selected_option": option}


WHO = {
    "left": ("admins", None),
    "changed": ("named", WhoCreates.NAMED),
    "nothing": (None, None),
    "senseless": ("cats", None),
}


@pytest.mark.parametrize(("value", "who"), WHO.values(), ids=WHO.keys())
def test_of_the_settings_only_what_was_changed_is_read(
    value: str | None, who: WhoCreates | None
) -> None:
    fields = {ids.WHO_CREATES: radio(value), ids.CREATORS: chosen(ANA)}

    assert forms.read_creators(a_view({"who": "admins", "named": ""}, **fields)) == (
        who,
        [ANA],
        set(),
    )
