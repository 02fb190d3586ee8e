"""Five colleagues who show what Kringle looks like."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from playground import Message, Person, Playground, Reply, View
from playground.pictures.page import Window, conversation, modal

PATIENCE = 20  # seconds
NAME = "Winter Secret Santa"
WISHES = (
    ("A paperback you loved", "Any genre, with a line from you inside.", ""),
    ("Tea from where you live", "", "https://example.com/tea/loose-leaf"),
    ("Wool socks", "Size 38, the thicker the better.", ""),
    ("A plant for a dark desk", "One that forgives.", ""),
    ("A board game for two", "", "https://example.com/games/for-two?sort=quick&page=2"),
)


class Office:
    """A channel, and the exchange that Marit organizes in it."""

    def __init__(self, slack: Playground, name: str) -> None:
        self.slack = slack
        self.marit = slack.person("Marit Solberg", tz="Europe/Oslo")
        # The announcement is shown as she reads it, beside Marit's form: with one time in both.
        self.priya = slack.person("Priya Nair", tz="Europe/Oslo")
        self.kwame = slack.person("Kwame Mensah", tz="Africa/Accra")
        self.yuki = slack.person("Yuki Tanaka", tz="Asia/Tokyo")
        self.aoife = slack.person("Aoife Byrne", tz="Europe/Dublin")
        self.everyone = [self.marit, self.priya, self.kwame, self.yuki, self.aoife]
        self.channel = slack.channel(name, members=self.everyone)

    def begin(self, caption: str, draw_at: datetime | None = None) -> Window:
        """The form as Marit has filled it in, not yet sent. The draw is in a week if not told."""
        self.marit.command("/santa new", self.channel)
        self.marit.fill("Name", NAME)
        if draw_at:
            self.marit.pick_time("Draw", draw_at)
        self.marit.pick_date("Exchange day", (datetime.now(UTC) + timedelta(days=21)).date())
        return modal(caption, shown(self.marit))

    def add_more(self, caption: str, *, envelopes: bool = False) -> Window:
        """The same form, with more options."""
        self.marit.press("More options")
        self.marit.fill("Budget", 20)
        self.marit.choose("Currency of the budget", "EUR – Euro")
        self.marit.fill("Message to everyone", "We unwrap on a video call, cocoa in hand.")
        if envelopes:
            self.marit.choose("Sealed envelopes", ["Send each match in a sealed envelope"])
        return modal(caption, shown(self.marit))

    def plan(self, draw_at: datetime | None = None, *, envelopes: bool = False) -> None:
        """Both, where nobody looks."""
        self.begin("", draw_at)
        self.add_more("", envelopes=envelopes)

    def create(self) -> Window:
        self.submit(self.marit)
        created = modal("It is set up", shown(self.marit))
        self.marit.close_modal(everything=True)
        self.marit.wait_for(partial(self.announcements, self.marit), PATIENCE)
        return created

    def join(self) -> Message:
        """All do; what Priya is answered."""
        for person in (self.kwame, self.yuki, self.aoife):
            person.press("Join", self.channel)
        answer = answered(self.priya, self.priya.press("Join", self.channel))
        self.priya.wait_for(lambda: "5 people" in self.announcements(self.priya)[0].text, PATIENCE)
        return answer

    def wish(self, person: Person, count: int) -> None:
        person.command("/santa wishlist", self.channel)
        for title, note, link in WISHES[:count]:
            person.press("Add a wish")
            person.fill("Wish", title)
            person.fill("Note", note)
            person.fill("Link", link)
            self.submit(person)
        person.fill("Rather not", "Nuts: I am allergic.")
        self.submit(person)

    def draw(self) -> None:
        """Marit draws by hand; then her match and the report have come."""
        self.marit.command("/santa draw", self.channel)
        self.marit.press("Draw now")
        self.marit.wait_for(lambda: len(self.marit.direct_messages) > 1, PATIENCE)

    def submit(self, person: Person) -> None:
        errors = person.submit()
        if errors:
            raise AssertionError(f"the form was refused: {errors}")

    def announcements(self, person: Person) -> list[Message]:
        return [message for message in person.sees(self.channel) if not message.ephemeral]

    def said(self, person: Person, command: str) -> Window:
        """What a command is answered with."""
        message = answered(person, person.command(command, self.channel))
        return conversation(f"{person.name}: {command}", f"# {self.channel.name}", message)

    def opened(self, person: Person, command: str) -> Window:
        """The modal that a command opens."""
        person.command(command, self.channel)
        return modal(f"{person.name}: {command}", shown(person))

    def pressed(self, person: Person, label: str, message: Message | None = None) -> Window:
        """The modal that a button opens."""
        person.press(label, message=message)
        return modal(f"{person.name} presses {label}", shown(person))


def answered(person: Person, reply: Reply | None) -> Message:
    if reply is None or reply.message is None:
        raise AssertionError(f"no answer. {person.picture()}")
    return reply.message


def shown(person: Person) -> View:
    if person.modal is None:
        raise AssertionError(f"no open modal. {person.picture()}")
    return person.modal
