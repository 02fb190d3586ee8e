"""The eight people whom the demo and the playground in the browser are about."""

from __future__ import annotations

from playground.driver import Playground
from playground.person import Person

#: Their names, user names and time zones.
COLLEAGUES = (
    ("Marit Solberg", "marit", "Europe/Oslo"),
    ("Kwame Mensah", "kwame", "Africa/Accra"),
    ("Priya Nair", "priya", "Asia/Kolkata"),
    ("Diego Herrera", "diego", "America/Mexico_City"),
    ("Yuki Tanaka", "yuki", "Asia/Tokyo"),
    ("Aoife Byrne", "aoife", "Europe/Dublin"),
    ("Tom Byrne", "tom", "Europe/Dublin"),
    ("Mele Tuala", "mele", "Pacific/Auckland"),
)


def colleagues(slack: Playground) -> list[Person]:
    """All of them, new in this Slack, in that order."""
    return [slack.person(name, username=username, tz=tz) for name, username, tz in COLLEAGUES]
