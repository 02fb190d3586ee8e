"""Whatever people do, in whatever order, what must always hold does: through the services."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.db.models import Base
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors
from core.domain.snapshots import Match
from core.domain.types import DeliveryKind, ExchangeStatus, UserId
from core.ports import LostReply, NotSent
from core.services.outbox import Claim
from core.services.registry import Services
from tests.builders import OLGA, an_exchange, by, group, mutual, one_way, person
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import SETTLED
from tests.integration.repaired import assignments, check_all_holds

CROWD = [UserId(f"U0CROWD{number}") for number in range(7)]
PEOPLE = st.sampled_from([OLGA, *CROWD])
#: What somebody may be told who asks for what is not possible now.
REFUSED = (
    errors.WrongStatus,
    errors.NotParticipant,
    errors.NoMatchFor,
    errors.TakesPartAlready,
    errors.NobodyToRepairFor,
    errors.NotRepairable,
    errors.NotDrawable,
    errors.ExclusionRefused,
)
#: Most join and are drawn; then it begins.
EXAMPLES, STEPS = 42, 50


class Life(RuleBasedStateMachine):
    """One exchange. `news`: what each person has been told of whom they give to, in its order."""

    def __init__(self, services: Services, messenger: FakeMessenger, walked: list[str]) -> None:
        super().__init__()
        self.services, self.messenger, self.walked = services, messenger, walked
        self.database = services.repairs.database
        self.held: list[Claim] = []
        self.status = ExchangeStatus.OPEN
        self.revision = -1

    @initialize(
        envelopes=st.booleans(), count=st.integers(2, 6), is_drawn=st.booleans() | st.just(True)
    )
    def begin(self, envelopes: bool, count: int, is_drawn: bool) -> None:
        self.messenger.arrived.clear()
        self.messenger._failures.clear()
        with self.database.write() as session:  # of the life before this one
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in ("workspaces", "data_keys"):
                    session.execute(table.delete())
        people = [OLGA, *CROWD[:count]]
        status = ExchangeStatus.DRAWN if is_drawn else ExchangeStatus.OPEN
        made = an_exchange(self.services, people=people, has_envelopes=envelopes, status=status)
        self.exchange_id = made.exchange_id

    def is_drawn(self) -> bool:
        return self.status == ExchangeStatus.DRAWN

    @rule(who=PEOPLE)
    def joins(self, who: UserId) -> None:
        self.walked.append("join")
        with suppress(*REFUSED):
            self.services.participation.join(by(who), self.exchange_id, person(who))

    @rule(who=PEOPLE)
    def leaves(self, who: UserId) -> None:
        self.walked.append("leave")
        if not self.is_drawn():
            self.services.participation.leave(by(who), self.exchange_id)
            return
        with suppress(*REFUSED), self.only_the_changed_are_told():
            self.services.repairs.drop_out(by(who), self.exchange_id)

    @rule(people=st.lists(PEOPLE, min_size=2, max_size=3, unique=True), form=st.sampled_from("123"))
    def are_kept_apart(self, people: list[UserId], form: str) -> None:
        self.walked.append("exclude")
        rule = {"1": one_way(*people[:2]), "2": mutual(*people[:2]), "3": group(*people)}[form]
        with suppress(*REFUSED):
            self.services.exclusions.add(by(OLGA), self.exchange_id, [rule])

    @rule()
    def draw(self) -> None:
        self.walked.append("draw")
        with suppress(*REFUSED):
            self.services.drawing.draw_now(by(OLGA), self.exchange_id)

    @precondition(lambda self: self.is_drawn())
    @rule(who=PEOPLE)
    def comes_late(self, who: UserId) -> None:
        self.walked.append("late")
        self.change(None, who)

    @precondition(lambda self: self.is_drawn())
    @rule(who=PEOPLE)
    def is_taken_out(self, who: UserId) -> None:
        self.walked.append("out")
        self.change(who, None)

    @precondition(lambda self: self.is_drawn())
    @rule(out=PEOPLE, late=PEOPLE)
    def one_takes_the_place_of_another(self, out: UserId, late: UserId) -> None:
        self.walked.append("swap")
        self.change(out, late)

    @rule(who=PEOPLE)
    def loses_their_account(self, who: UserId) -> None:
        self.walked.append("deactivated")
        self.services.repairs.deactivated(by(who))

    @precondition(lambda self: self.is_drawn())
    @rule()
    def is_drawn_again(self) -> None:
        self.walked.append("redraw")
        with suppress(*REFUSED):
            self.services.repairs.redraw(by(OLGA), self.exchange_id)

    @rule(who=PEOPLE)
    def looks(self, who: UserId) -> None:
        self.walked.append("look")
        with suppress(errors.NoMatchNow, errors.NotParticipant):
            self.services.matches.show(by(who), self.exchange_id)

    @rule()
    def is_taken_out_of_the_outbox(self) -> None:
        """Somebody has a message in hand, and takes their time."""
        self.walked.append("claim")
        self.held += self.services.outbox.claim(1)
        self.services.repairs.clock.sleep(0.2)

    @rule()
    def is_sent(self) -> None:
        self.walked.append("send")
        while self.held:
            self.services.outbox.attempt(self.held.pop(0))

    @rule(trouble=st.sampled_from([NotSent, LostReply]))
    def fails(self, trouble: type[NotSent | LostReply]) -> None:
        self.walked.append("trouble")
        self.messenger.fail_sending(trouble("no_reply"))

    @rule()
    def everything_goes(self) -> None:
        self.walked.append("deliver")
        self.send_all()

    def send_all(self) -> None:
        """What is due now, a message a second to each person."""
        waited = 0
        while waited < 6:
            claims = self.services.outbox.claim(1)
            for claim in claims:
                self.services.outbox.attempt(claim)
            waited = 0 if claims else waited + 1
            self.services.repairs.clock.sleep(0.25)

    def change(self, out: UserId | None, late: UserId | None) -> None:
        with suppress(*REFUSED), self.only_the_changed_are_told():
            joins = person(late) if late else None
            self.services.repairs.change(by(OLGA), self.exchange_id, out, joins)

    def only_the_changed_are_told(self) -> Told:
        return Told(self)

    def owed(self) -> dict[str, str]:
        rows = looking.deliveries(self.database, DeliveryKind.MATCH)
        own = [row for row in rows if row.exchange_id == self.exchange_id]
        assert len({row.addressee_id for row in own}) == len(own)
        return {row.addressee_id: row.delivery_id for row in own}

    @invariant()
    def all_holds(self) -> None:
        if not hasattr(self, "exchange_id"):
            return
        row = looking.the_exchange(self.database, self.exchange_id)
        has_changed = row.revision != self.revision or row.status != self.status
        self.status, self.revision = row.status, row.revision
        if has_changed and self.is_drawn():
            check_all_holds(self.services, self.exchange_id)

    def teardown(self) -> None:
        """In the end what each of them has read last is their match, and who is out reads none that
        is later than the day they left."""
        if not hasattr(self, "exchange_id"):
            return
        self.is_sent()
        self.messenger._failures.clear()
        for _ in range(60):  # of what is only tidied, one goes in a while
            self.services.outbox.doubt_expired()
            self.send_all()
            rows = looking.deliveries(self.database)
            if all(row.status in SETTLED for row in rows):
                break
            self.services.repairs.clock.sleep(timedelta(minutes=1).total_seconds())
        assert {row.status for row in rows} <= {*SETTLED}
        if not self.is_drawn():
            return
        now = assignments(self.services, self.exchange_id)
        read: dict[str, object] = {}
        for order in self.messenger.arrived:
            if order.kind == DeliveryKind.MATCH:
                read[order.addressee_id] = order.content
        assert now.keys() <= read.keys()
        for giver, recipient in now.items():
            content = read[giver]
            if isinstance(content, Match):
                assert content.recipient_id == recipient


class Told:
    """Around a repair: whoever keeps their match is owed what they were owed before."""

    def __init__(self, life: Life) -> None:
        self.life = life

    def __enter__(self) -> None:
        self.owed = self.life.owed()
        self.before = assignments(self.life.services, self.life.exchange_id)

    def __exit__(self, *error: object) -> None:
        owed = self.life.owed()
        after = assignments(self.life.services, self.life.exchange_id)
        kept = {one for one in after if self.before.get(one) == after[one]}
        assert {one: owed[one] for one in kept} == {one: self.owed[one] for one in kept}
        assert after.keys() == owed.keys()


@pytest.fixture
def database_in_memory(sqlite_template: Path) -> Iterator[Database]:
    """A file where nothing waits for a disk, if there is such a place."""
    memory = Path("/dev/shm")  # a directory of the test's own in it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        path = shutil.copyfile(sqlite_template, Path(place) / "kringle.db")
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()


def test_everything_holds_whatever_people_do(
    database_in_memory: Database, vault: Vault, clock: FixedClock
) -> None:
    messenger, walked = FakeMessenger(), list[str]()
    services = Services.build(database_in_memory, vault, clock, messenger)

    run_state_machine_as_test(
        lambda: Life(services, messenger, walked),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert len(walked) > 2000
    assert len(set(walked)) == 14
