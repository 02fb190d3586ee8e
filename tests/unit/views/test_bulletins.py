"""Writing to everybody: what the writer looks over, and what everybody reads."""

from __future__ import annotations

from bot import forms, ids
from bot.views import bulletins
from core.domain.bulletins import Audience
from core.domain.snapshots import Bulletin, Draft
from tests.unit.views.reading import fields, mentioned, shown, words
from tests.unit.views.worlds import HOSTILE, ORGANIZER, an_exchange

DRAFT = Draft(an_exchange(), 12, 5, may_ask_invited=True)
JOINED, EVERYBODY = Audience.JOINED, Audience.EVERYBODY


def test_the_form_asks_who_gets_it_only_where_there_is_a_choice() -> None:
    drawn = Draft(an_exchange(), 12)

    assert fields(bulletins.form(DRAFT)).keys() == {ids.BULLETIN_TEXT, ids.BULLETIN_TO}
    assert fields(bulletins.form(drawn)).keys() == {ids.BULLETIN_TEXT}


def test_the_preview_is_what_will_be_read_and_says_by_how_many() -> None:
    view = bulletins.preview(DRAFT, HOSTILE, EVERYBODY, ORGANIZER, "key")

    assert "17 people get this" in words(view)
    assert HOSTILE.split(":santa:")[0] in words(view)
    assert mentioned(view) == [ORGANIZER]
    assert fields(view)[ids.BULLETIN_TEXT]["initial_value"] == HOSTILE
    chosen = fields(view)[ids.BULLETIN_TO]["initial_option"]["value"]
    assert chosen == EVERYBODY
    one = bulletins.preview(Draft(an_exchange(), 1), "Hello", JOINED, ORGANIZER, "key")
    assert "1 person gets this" in words(one)


def test_only_what_was_previewed_is_sent() -> None:
    view = shown(bulletins.preview(DRAFT, "Hello", JOINED, ORGANIZER, "key"))
    view["state"] = {"values": {}}

    written = forms.read_bulletin(view)

    assert written.key == "key"
    assert written.previewed == bulletins.mark("Hello", JOINED)
    assert written.previewed != bulletins.mark("Hello!", JOINED)
    assert written.previewed != bulletins.mark("Hello", EVERYBODY)


def test_the_message_says_who_writes_and_its_notification_names_nobody() -> None:
    message = bulletins.received(Bulletin(DRAFT.exchange, ORGANIZER, HOSTILE))

    assert mentioned(message) == [ORGANIZER]
    assert HOSTILE.split(":santa:")[0] in words(message)
    assert ORGANIZER not in message.text


def test_its_writer_reads_where_it_shows_how_many_have_got_it() -> None:
    for message in (bulletins.sent(2), bulletins.sent_before()):
        assert "Manage shows how many have got it" in words(message)
