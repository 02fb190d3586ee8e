"""What people do for the pictures, and what they then see: windows in columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playground import Playground
from playground.pictures.office import PATIENCE, Office, answered, shown
from playground.pictures.page import Window, conversation, home, modal

Columns = list[list[Window]]


def highlights(slack: Playground) -> Columns:
    """What the README shows."""
    office = Office(slack, "general")
    form = office.begin("Marit types /santa new")
    office.add_more("")
    office.create()
    for person in office.everyone[:1]:
        office.wish(person, 2)
    answer = office.join()
    for person in office.everyone[1:]:
        office.wish(person, 2)
    announcement = office.announcements(office.priya)
    joined = conversation("Priya presses Join", "# general", *announcement, answer)
    office.draw()
    match = conversation("Names are drawn", "Kringle", *office.priya.direct_messages)
    return [[form], [joined, match]]


def everything(slack: Playground) -> Columns:
    """Every screen there is, for a look at words and layout."""
    office = Office(slack, "general")
    creation, answers = _creating(office), _answers(office)
    columns = [creation, answers, _exclusions(office), _wishes(office), _drawn(office)]
    columns += [_stalled(Office(slack, "kitchen")), _stuck(Office(slack, "garden"))]
    return [*columns, _enveloped(Office(slack, "attic"))]


def _creating(office: Office) -> list[Window]:
    marit = office.marit
    office.plan(datetime.now(UTC) - timedelta(days=1))
    marit.submit()
    refused = modal("Refused", shown(marit))
    marit.close_modal(everything=True)
    forms = [office.begin("/santa new"), office.add_more("More options")]
    return [*forms, office.create(), refused]


def _answers(office: Office) -> list[Window]:
    marit, priya = office.marit, office.priya
    joined = conversation("Join", "# general", office.join())
    both = f"{marit.mention} {priya.mention}"
    answers = [office.said(marit, "/santa"), joined, office.said(priya, "/santa join")]
    answers.append(office.said(marit, f"/santa exclude {both}"))
    answers += [office.said(marit, "/santa status"), office.said(priya, "/santa status")]
    return [*answers, office.said(marit, "/santa draw")]


def _exclusions(office: Office) -> list[Window]:
    marit, priya = office.marit, office.priya
    windows = [office.opened(marit, "/santa exclude")]
    marit.press("One-way")
    marit.choose("Giver", office.kwame)
    marit.choose("Must not draw", marit)
    windows.append(modal("One-way", shown(marit)))
    office.submit(marit)
    windows += [modal("Added", shown(marit)), office.pressed(marit, "Keep people apart")]
    marit.close_modal(everything=True)
    windows.append(office.opened(priya, "/santa exclude"))
    windows.append(office.pressed(priya, "Someone I'd rather not draw"))
    priya.close_modal(everything=True)
    return windows


def _wishes(office: Office) -> list[Window]:
    priya = office.priya
    for person in office.everyone:
        office.wish(person, 5)
    windows = [office.opened(priya, "/santa wishlist"), office.pressed(priya, "Add a wish")]
    priya.close_modal(everything=True)
    return [*windows, home("App Home before the draw", office.marit.open_home())]


def _drawn(office: Office) -> list[Window]:
    marit, priya = office.marit, office.priya
    office.slack.fail("chat.postMessage", error="user_not_found", to=office.yuki.id)
    office.draw()
    windows = [conversation("Direct messages", "Kringle", *marit.direct_messages)]
    match = priya.wait_for(lambda: priya.direct_messages, PATIENCE)[-1]
    windows.append(office.pressed(priya, "See the whole wishlist", match))
    priya.close_modal(everything=True)
    windows += [office.said(marit, "/santa status"), office.said(priya, "/santa history")]
    windows.append(home("App Home after the draw", priya.open_home()))
    marit.wait_for(lambda: not office.announcements(marit)[-1].buttons, PATIENCE)
    return [*windows, conversation("Afterwards", "# general", *office.announcements(marit))]


def _stalled(office: Office) -> list[Window]:
    """An exchange whose time comes when only its organizer has joined."""
    marit = office.marit
    office.plan(datetime.now(UTC) + timedelta(seconds=2))
    office.create()
    messages = marit.wait_for(lambda: marit.direct_messages, PATIENCE)
    stalled = conversation("Nobody else has joined", "Kringle", *messages)
    windows = [stalled, office.pressed(marit, "Postpone", messages[-1])]
    marit.close_modal(everything=True)
    return [*windows, office.said(marit, "/santa status")]


def _stuck(office: Office) -> list[Window]:
    """An exchange whose exclusions leave no way, and how it gets one."""
    marit = office.marit
    office.plan()
    office.create()
    office.join()
    apart = " ".join(person.mention for person in office.everyone[:3])
    windows = [office.said(marit, f"/santa exclude {apart}"), office.said(marit, "/santa draw")]
    windows.append(office.pressed(marit, "Remove it"))
    office.submit(marit)
    windows.append(modal("It works now", shown(marit)))
    marit.close_modal(everything=True)
    return windows


def _enveloped(office: Office) -> list[Window]:
    """An exchange whose matches stay in envelopes."""
    marit, priya = office.marit, office.priya
    office.plan(envelopes=True)
    windows = [office.create()]
    office.join()
    for person in office.everyone:
        office.wish(person, 3)
    office.draw()
    message = priya.wait_for(lambda: priya.direct_messages, PATIENCE)[-1]
    windows += [conversation("In an envelope", "Kringle", message)]
    windows.append(office.pressed(priya, "Reveal", message))
    priya.close_modal(everything=True)
    windows += [office.said(priya, "/santa status"), office.said(priya, "/santa history")]
    marit.press("Manage", message=marit.open_home())
    marit.press("Cancel exchange")
    marit.close_modal(everything=True)
    cancelled = answered(priya, priya.press("Reveal", message=message))
    return [*windows, conversation("Reveal, after it was cancelled", "Kringle", cancelled)]
