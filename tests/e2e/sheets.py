"""Sending a file of people, as an organizer does it."""

from __future__ import annotations

from core.db import models
from core.domain.types import DeliveryKind
from playground import Person
from tests.e2e.world import World
from tests.eventually import eventually

FILE = "CSV file or Excel workbook"
TEAMS = "Teams"


def csv(*rows: str) -> bytes:
    return "\n".join(["E-mail,Team,Exclude", *rows]).encode()


def send(world: World, organizer: Person, data: bytes, name: str = "people.csv") -> dict[str, str]:
    """Up to what it comes to, or the errors of the form."""
    organizer.command("/santa status", world.general)
    organizer.press("Invite people")
    organizer.press("From a file (CSV or Excel)")
    return attach(organizer, data, name)


def attach(organizer: Person, data: bytes, name: str = "people.csv") -> dict[str, str]:
    """Into the form that is open."""
    organizer.attach(FILE, name, data)
    errors = organizer.submit()
    eventually(lambda: "I am reading your file" not in read(organizer))
    return errors


def read(person: Person) -> str:
    return person.modal.text if person.modal else ""


def invited(world: World) -> set[str]:
    rows = world.all(models.Delivery, kind=DeliveryKind.INVITATION)
    return {row.addressee_id for row in rows}
