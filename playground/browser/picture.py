"""The README's picture: `python -m playground.browser.picture OUT.png`.

Six colleagues play with the real bot, and one of them is photographed twice in the real page: in
the channel where she has joined, and with her match, which nobody else gets to see.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from playground import Person, Playground
from playground.browser import chromium
from playground.browser.shrinking import shrunk
from playground.demo.stage import stage

NAME = "Winter Secret Santa"
OFFICE = (
    ("Marit Solberg", "Europe/Oslo"),
    ("Priya Nair", "Europe/Oslo"),
    ("Kwame Mensah", "Africa/Accra"),
    ("Yuki Tanaka", "Asia/Tokyo"),
    ("Aoife Byrne", "Europe/Dublin"),
    ("Diego Ramos", "America/Lima"),
)
WISHES = ("A paperback you loved", "Tea from where you live", "A plant for a dark desk")
SECONDS = 20
CHANNEL: ViewportSize = {"width": 960, "height": 690}
MATCH: ViewportSize = {"width": 690, "height": 530}
SHARPNESS = 2
#: The second window lies upon the corner of the first in which there is the least to see.
SHEET = """<!doctype html><style>
body {{ margin: 0; width: 1400px; height: 850px; position: relative; overflow: hidden;
  background: #dfe9e3; color: #12382a; font: 19px/1.4 Lato, "Liberation Sans", sans-serif; }}
img, p {{ position: absolute; margin: 0; }}
img {{ border-radius: 10px; box-shadow: 0 2px 8px #0005; }}
b {{ display: block; font-size: 26px; }}
</style>
<img width="960" src="{}" style="top: 24px; right: 24px">
<img width="690" src="{}" style="bottom: 24px; left: 24px">
<p style="top: 60px; left: 40px; width: 340px"><b>1. Join with a click</b>
A Secret Santa is announced in a channel of yours. Whoever likes takes part.</p>
<p style="bottom: 30px; left: 746px; width: 620px"><b>2. Get your match</b>
Names are drawn by themselves. Everybody learns whom they give to, and nobody else does.</p>"""
CLOSED = "localStorage.setItem('behind-the-scenes', 'closed')"


class Office:
    """A channel, and the exchange that Marit organizes in it."""

    def __init__(self, slack: Playground) -> None:
        self.slack = slack
        self.people = [slack.person(name, tz=tz) for name, tz in OFFICE]
        self.marit, self.priya, *_ = self.people
        self.channel = slack.channel("general", members=self.people)
        slack.channel("random", members=self.people)

    def begin(self) -> None:
        """Everybody but Priya has joined, and wishes for something."""
        self.marit.command("/santa new", self.channel)
        self.marit.fill("Name", NAME)
        day = datetime.now(UTC) + timedelta(days=21)
        self.marit.pick_date("Exchange day", day.date())
        accepted(self.marit.submit())
        self.marit.close_modal(everything=True)
        self.marit.wait_for(lambda: self.marit.sees(self.channel), SECONDS)
        for person in self.people:
            if person not in (self.marit, self.priya):
                person.press("Join", self.channel)
            if person is not self.priya:
                self.wish(person)
        self.see(f"{len(OFFICE) - 1} people have joined")

    def wish(self, person: Person) -> None:
        person.command("/santa wishlist", self.channel)
        for title in WISHES:
            person.press("Add a wish")
            person.fill("Wish", title)
            accepted(person.submit())
        person.close_modal(everything=True)

    def draw(self) -> None:
        self.marit.command("/santa draw", self.channel)
        self.marit.press("Draw now")
        self.priya.wait_for(lambda: self.priya.direct_messages, SECONDS)

    def see(self, words: str) -> None:
        self.priya.wait_for(lambda: words in self.priya.sees(self.channel)[0].text, SECONDS)


def accepted(errors: dict[str, str]) -> None:
    if errors:
        raise AssertionError(f"the form was refused: {errors}")


def photographed(browser: Browser, office: Office) -> tuple[bytes, bytes]:
    """Priya joins in the one window, and learns in the other whom she gives to."""
    office.begin()
    page = window(browser, CHANNEL)
    page.goto(f"{office.slack.url}/as/{office.priya.id}/{office.channel.id}")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    expect(page.get_by_text(f"{len(OFFICE)} people have joined").first).to_be_visible()
    joined = page.screenshot()
    office.draw()
    page = window(browser, MATCH)
    page.goto(f"{office.slack.url}/as/{office.priya.id}/messages")
    expect(page.get_by_text("You give to")).to_be_visible()
    return joined, page.screenshot()


def window(browser: Browser, size: ViewportSize) -> Page:
    page = browser.new_page(viewport=size, device_scale_factor=SHARPNESS)
    page.add_init_script(CLOSED)
    return page


def side_by_side(browser: Browser, pictures: Sequence[bytes]) -> bytes:
    page = window(browser, {"width": 1400, "height": 850})
    data = (base64.b64encode(one).decode() for one in pictures)
    page.set_content(SHEET.format(*(f"data:image/png;base64,{one}" for one in data)))
    return page.screenshot(full_page=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground.browser.picture")
    parser.add_argument("out", type=Path, metavar="OUT.png")
    options = parser.parse_args()
    expect.set_options(timeout=SECONDS * 1000)
    with chromium.running() as browser, stage() as running:
        pictures = photographed(browser, Office(running.slack))
        options.out.write_bytes(shrunk(side_by_side(browser, pictures)))


if __name__ == "__main__":
    main()
