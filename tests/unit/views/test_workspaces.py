"""The settings of a workspace, and whom they keep from starting an exchange."""

from __future__ import annotations

import json

import pytest

from bot import ids
from bot.views import workspaces
from core.domain.errors import NotCreator
from core.domain.rules import MAX_CREATORS
from core.domain.snapshots import Creators
from core.domain.types import WhoCreates
from tests.unit.views.reading import fields, mentioned, shown, words
from tests.unit.views.worlds import people

ANA, BEN = people(2)


@pytest.mark.parametrize("who", WhoCreates)
def test_the_form_begins_with_what_is_set_and_remembers_it(who: WhoCreates) -> None:
    view = workspaces.settings(Creators(who, (ANA, BEN)))

    assert fields(view)[ids.WHO_CREATES]["initial_option"]["value"] == who
    assert fields(view)[ids.CREATORS]["initial_users"] == [ANA, BEN]
    assert fields(view)[ids.CREATORS]["max_selected_items"] == MAX_CREATORS
    assert json.loads(shown(view)["private_metadata"]) == {"who": who, "named": f"{ANA},{BEN}"}


def test_nobody_is_named_at_first() -> None:
    view = workspaces.settings(Creators())

    assert "initial_users" not in fields(view)[ids.CREATORS]
    assert len(fields(view)[ids.WHO_CREATES]["options"]) == len(WhoCreates)


@pytest.mark.parametrize(
    ("who", "named", "said"),
    [
        (WhoCreates.EVERYONE, [], "Everyone"),
        (WhoCreates.ADMINS, [], "Only admins"),
        (WhoCreates.NAMED, [ANA, BEN], "Admins may"),
    ],
)
def test_who_saved_reads_what_holds_now(who: WhoCreates, named: list[str], said: str) -> None:
    message = workspaces.changed(Creators(who, (ANA, BEN)))

    assert said in words(message)
    assert mentioned(message) == named


def test_who_may_not_start_an_exchange_reads_whom_to_ask() -> None:
    of_admins = workspaces.may_not_create(NotCreator(WhoCreates.ADMINS))
    of_named = workspaces.may_not_create(NotCreator(WhoCreates.NAMED, people(30)))

    assert "only admins start exchanges" in words(of_admins)
    assert mentioned(of_named) == [*people(10)]
    assert "20 more" in words(of_named)
    for message in (of_admins, of_named):
        assert "hand it over to you" in words(message)
