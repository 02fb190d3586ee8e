"""Who and what one finds in the playground."""

from __future__ import annotations

from itertools import cycle, islice, product

from playground.colleagues import colleagues
from playground.driver import Playground
from playground.onlooker import Channel

FIRST_NAMES = (
    *("Ada", "Bram", "Chiara", "Dov", "Elif", "Femi", "Greta", "Hamza", "Ines", "Jun", "Kaja"),
    *("Luis", "Mina", "Noor", "Olek", "Pia", "Quentin", "Rosa", "Sven", "Tala", "Uma", "Vito"),
)
LAST_NAMES = (
    *("Abel", "Brandt", "Castro", "Demir", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov"),
    *("Jensen", "Kim", "Lopez", "Moreau", "Novak", "Okafor", "Peeters", "Quinn", "Rossi", "Sato"),
    *("Tran", "Urban", "Vidal", "Wagner", "Xu", "Yilmaz"),
)
SMALL_TALK = (
    "Good morning!",
    "Has anybody seen the blue stapler?",
    "The coffee machine works again :tada:",
    "I am out this afternoon, back tomorrow.",
    "Who is in for lunch at half past twelve?",
    "*Reminder:* the all-hands is on Thursday, and this time it starts at 15:00 sharp.",
    "Thanks, that helped a lot.",
    "There is cake in the kitchen. First come, first served.",
    "Could somebody have a look at the printer on the third floor?",
    "+1",
    "The windows are being cleaned today, so please clear your sills.",
)


def settle_in(slack: Playground) -> Channel:
    """Eight colleagues, the fourth an admin, and a guest; the channels that they are in; and a
    group. Gives the channel of everybody."""
    people = colleagues(slack)
    marit, _, priya, diego, yuki, aoife, tom, mele = people
    slack.make_admin(diego)
    guest = slack.person("Robin Feld", username="robin", tz="Europe/Berlin", guest="single")
    general = slack.channel("general", members=[*people, guest])
    slack.channel("kitchen", members=[diego, yuki, aoife, tom], bot_is_member=False)
    slack.channel("committee", members=[marit, priya, mele], private=True)
    slack.usergroup("design", [priya, diego, yuki])
    return general


def crowd(slack: Playground, general: Channel, people: int, messages: int) -> None:
    """So many more people in that channel, and so many messages of theirs: as in a large company,
    for looking at how quick everything is."""
    names = (f"{first} {last}" for last, first in product(LAST_NAMES, FIRST_NAMES))
    strangers = slack.people(list(islice(cycle(names), people)), tz="Europe/Berlin")
    slack.invite(general, *strangers)
    said = zip(cycle(strangers), cycle(SMALL_TALK))
    slack.add_messages(general, list(islice(said, messages)))
