"""What may tell who wrote a text, and what does not."""

from __future__ import annotations

import pytest

from bot.giveaways import Giveaway, giveaways

NAMES = ("Ana Lind", "ana.lind", "Zoë-Marie", "王小明")

TELLING = {
    "first name": ("It is me, Ana!", Giveaway.NAME),
    "last name": ("greetings from LIND", Giveaway.NAME),
    "full name": ("Ana Lind", Giveaway.NAME),
    "possessive": ("Ana's desk", Giveaway.NAME),
    "handle": ("write to ana.lind", Giveaway.NAME),
    "without accents": ("yours, zoe", Giveaway.NAME),
    "with accents": ("yours, Zoë", Giveaway.NAME),
    "between marks": ("_Ana_", Giveaway.NAME),
    "without blanks": ("我是王小明。", Giveaway.NAME),
    "mention": ("ask @bo", Giveaway.MENTION),
    "mention at once": ("@bo.berg knows", Giveaway.MENTION),
    "mention as Slack writes it": ("<@U0BO> knows", Giveaway.MENTION),
    "everybody": ("<!channel>", Giveaway.MENTION),
    "a channel": ("<#C012>", Giveaway.MENTION),
    "id": ("U012AB3CD", Giveaway.MENTION),
    "e-mail": ("me@example.com", Giveaway.EMAIL),
    "e-mail in brackets": ("(<mailto:me.too@mail.example.org>)", Giveaway.EMAIL),
    "profile": ("https://acme.slack.com/team/U012", Giveaway.PROFILE),
    "profile in the app": (
        "https://app.slack.com/client/T1/user_profile/U1",
        Giveaway.PROFILE,
    ),
    "profile by the scheme": ("slack://user?team=T1&id=U1", Giveaway.PROFILE),
    "profile elsewhere": ("https://www.LinkedIn.com/in/somebody", Giveaway.PROFILE),
}


@pytest.mark.parametrize(("text", "expected"), TELLING.values(), ids=TELLING.keys())
def test_it_is_seen(text: str, expected: Giveaway) -> None:
    assert expected in giveaways(text, NAMES)


HARMLESS = (
    "Do you like tea, or rather coffee?",
    "Bananas, and a blindfold",
    "The shop is at https://example.com/tea?a=1 and opens at 9",
    "5 € @ most",
    "UNBELIEVABLE WONDERFUL",
    "https://acme.slack.com/archives/C1/p1",
    "",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_everything_else_passes(text: str) -> None:
    assert giveaways(text, NAMES) == ()


def test_all_are_told_each_once() -> None:
    text = "Ana, Ana, @bo, me@example.com and https://acme.slack.com/team/U012"

    assert giveaways(text, NAMES) == tuple(Giveaway)


def test_who_has_no_name_is_warned_of_the_rest() -> None:
    assert giveaways("Ana, @bo", ()) == (Giveaway.MENTION,)
    assert giveaways("x y", ("x", "", "_")) == ()
