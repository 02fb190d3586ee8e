"""The story: eight colleagues, a couple among them, and a draw that happens by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from playground import Message, Person
from playground.colleagues import colleagues
from playground.demo.acting import Acting, first_name
from playground.demo.narrator import Narrator
from playground.demo.result import Outcome, Records, Rules, read_records
from playground.demo.stage import Stage

NAME = "Winter Secret Santa"
PATIENCE = 30  # seconds


class Story:
    """One telling of it, act by act."""

    def __init__(self, stage: Stage, narrator: Narrator, draw_in: int) -> None:
        self._slack = stage.slack
        self._database = stage.database
        self._narrator = narrator
        self._draw_in = timedelta(seconds=draw_in)
        self._draw_at = datetime.max.replace(tzinfo=UTC)
        self.everyone = colleagues(stage.slack)
        self.marit, self.kwame, self.priya, self.diego = self.everyone[:4]
        self.yuki, self.aoife, self.tom, self.mele = self.everyone[4:]
        self._general = stage.slack.channel("general", members=self.everyone)
        self._acting = Acting(narrator, self._general)

    def play(self) -> tuple[Rules, Outcome]:
        self._create()
        self._join()
        self._keep_apart()
        self._wish()
        self._leave_and_return()
        self._wait_for_the_draw()
        self._read_messages()
        self._look_back()
        records = read_records(self._database)
        self._show_records(records)
        return self._rules(), self._outcome(records)

    def _create(self) -> None:
        self._narrator.act("Marit starts an exchange in #general")
        self._acting.type(self.marit, "/santa new")
        now = datetime.now(UTC)
        two_weeks_on = now.astimezone(ZoneInfo(self.marit.tz)).date() + timedelta(days=14)
        self._draw_at = now + self._draw_in
        self.marit.fill("Name", NAME)
        self.marit.pick_time("Draw", self._draw_at)
        self.marit.pick_date("Exchange day", two_weeks_on)
        self._acting.press(self.marit, "More options", quietly=True)
        self.marit.fill("Budget", 20)
        self.marit.choose("Currency of the budget", "EUR – Euro")
        self.marit.fill("Message to everyone", "We unwrap on a video call, cocoa in hand.")
        self._narrator.tell(
            "Marit gives a name, a day, a budget and a message, and sets the draw "
            f"{self._draw_in.seconds} seconds from now."
        )
        self._acting.submit(self.marit)
        self.marit.close_modal(everything=True)
        self._until(self.priya, lambda: self._announcements(self.priya))
        self._show_announcement(self.priya, "In #general, as Priya in India sees it:")

    def _join(self) -> None:
        self._narrator.act("The others join")
        self._acting.press(self.priya, "Join", self._general)
        for person in (self.kwame, self.diego, self.aoife, self.tom):
            self._acting.press(person, "Join", self._general, quietly=True)
        self._acting.type(self.yuki, "/santa join")
        self._acting.type(self.mele, "/santa join", quietly=True)

    def _keep_apart(self) -> None:
        self._narrator.act("Some must not draw others")
        self._narrator.tell("Aoife and Tom are a couple, and have gifts for each other anyway.")
        couple = f"{self.aoife.mention} {self.tom.mention}"
        self._acting.type(self.marit, f"/santa exclude {couple}")
        self._narrator.tell("Last year Diego drew Yuki. This year it should be somebody else.")
        self._acting.press(self.marit, "Exclusions", quietly=True)
        self._acting.press(self.marit, "One-way", quietly=True)
        self.marit.choose("Giver", self.diego)
        self.marit.choose("Must not draw", self.yuki)
        self._narrator.tell("Marit chooses: Diego does not draw Yuki.")
        self._acting.submit(self.marit)
        self.marit.close_modal(everything=True)

    def _wish(self) -> None:
        self._narrator.act("Kwame writes a wishlist")
        self._acting.type(self.kwame, "/santa wishlist", quietly=True)
        self._add_wish("A paperback you loved", "Any genre, with a line from you inside.")
        self._add_wish("Tea from where you live", "")
        self.kwame.fill("Rather not", "Nuts: I am allergic.")
        self._narrator.tell("Kwame notes under “Rather not”: Nuts: I am allergic.")
        self._acting.submit(self.kwame)

    def _add_wish(self, title: str, note: str) -> None:
        self._acting.press(self.kwame, "Add a wish", quietly=True)
        self.kwame.fill("Wish", title)
        self.kwame.fill("Note", note)
        self._narrator.tell(f"Kwame wishes for: {title}")
        self._acting.submit(self.kwame, quietly=True)

    def _leave_and_return(self) -> None:
        self._narrator.act("Tom leaves, and comes back")
        self._acting.type(self.tom, "/santa leave")
        self._acting.type(self.tom, "/santa join", quietly=True)

    def _wait_for_the_draw(self) -> None:
        if datetime.now(UTC) >= self._draw_at:
            raise AssertionError("This machine is slow: the draw came first. Try --draw-in 30.")
        self._narrator.act("The draw")
        self._narrator.tell("Nobody does anything now. The time comes, and names are drawn.")
        for person in self.everyone:
            self._until(person, partial(self._matches, person))
        self._until(self.marit, lambda: self._reports(self.marit))
        self._until(self.marit, lambda: not self._announcements(self.marit)[0].buttons)

    def _read_messages(self) -> None:
        self._narrator.act("The direct messages")
        self._narrator.tell("Each can read only their own. Here, for once, are all of them.")
        for person in self.everyone:
            for message in self._matches(person):
                self._acting.show_message(message, f"{first_name(person)} reads:")
        for report in self._reports(self.marit):
            self._acting.show_message(report, "Marit, as the organizer, also reads:")

    def _look_back(self) -> None:
        self._narrator.act("Afterwards")
        self._show_announcement(self.mele, "In #general, as Mele in New Zealand sees it:")
        self._acting.type(self.priya, "/santa history")

    def _show_records(self, records: Records) -> None:
        """What an operator reads in the database: who gives, but not to whom."""
        self._narrator.act("What the database remembers")
        for name, status, drawn_at in records.exchanges:
            self._narrator.tell(f"{name}: {status} at {(drawn_at or 'no time')[:19]} UTC")
        names = {person.id: person.name for person in self.everyone}
        rows = [("giver", "giver_id", "recipient_encrypted")]
        for giver, sealed in records.assignments:
            shortened = f"{sealed.hex()[:40]}… {len(sealed)} bytes"
            rows.append((names.get(giver, "unknown"), giver, shortened))
        self._narrator.table(rows)

    def _rules(self) -> Rules:
        names = {person.id: first_name(person) for person in self.everyone}
        return Rules(names, (self.aoife.id, self.tom.id), (self.diego.id, self.yuki.id))

    def _outcome(self, records: Records) -> Outcome:
        matches = {
            person.id: [message.mentions for message in self._matches(person)]
            for person in self.everyone
        }
        return Outcome(matches, records, self._slack.complaints())

    def _matches(self, person: Person) -> list[Message]:
        """A direct message that names somebody is a match; no other one does."""
        return [message for message in person.direct_messages if message.mentions]

    def _reports(self, person: Person) -> list[Message]:
        return [message for message in person.direct_messages if not message.mentions]

    def _announcements(self, person: Person) -> list[Message]:
        return [message for message in person.sees(self._general) if not message.ephemeral]

    def _show_announcement(self, person: Person, who: str) -> None:
        for message in self._announcements(person):
            self._acting.show_message(message, who)

    def _until(self, person: Person, condition: Callable[[], Any]) -> None:
        person.wait_for(condition, PATIENCE)
