"""The bad moments that people ask about, one by one."""

from __future__ import annotations

from core.db import models
from core.domain.types import DeliveryKind, DeliveryStatus
from tests.chaos.run import Installation, installation
from tests.chaos.server import Server
from tests.e2e.world import now
from tests.eventually import eventually

SETTLES_WITHIN = 60.0


def test_ten_processes_at_one_deadline_draw_once(server: Server) -> None:
    with installation(server.create(), server, ["worker"] * 10, people=20) as here:
        here.fleet.start()
        here.office.create("Winter", here.office.people, draws_in=3)

        here.settle(SETTLES_WITHIN)
        logs = "".join(bot.log.read_text() for bot in here.fleet.bots)
        assert logs.count("drawn for 20 people") == 1
        check_everybody_has_each_message_once(here)


def test_stopped_in_the_middle_of_delivery_it_finishes_and_goes_on_later(sqlite_url: str) -> None:
    with installation(sqlite_url, None, ["all"], people=12) as here:
        here.fleet.start()
        here.office.slack.delay("chat.postMessage", 1, times=100)
        here.office.create("Winter", here.office.people, draws_in=1)
        eventually(lambda: DeliveryStatus.SENDING in statuses(here))

        here.fleet.stop()

        assert here.fleet.ends == []  # status 0, and not too late
        assert DeliveryStatus.SENDING not in statuses(here)
        assert DeliveryStatus.PENDING in statuses(here)
        here.fleet.start()
        check_everybody_has_each_message_once(here)


def test_down_from_before_to_after_the_deadline_it_draws_once_at_the_start(server: Server) -> None:
    with installation(server.create(), server, ["all", "worker", "worker"], people=10) as here:
        exchange = here.office.create("Winter", here.office.people, draws_in=0.5)
        eventually(lambda: now() > here.office.draw_at(exchange))

        here.fleet.start()

        check_everybody_has_each_message_once(here)


def test_a_postgresql_that_crashes_in_the_middle_of_delivery_only_delays(server: Server) -> None:
    with installation(server.create(), server, ["all", "worker"], people=20) as here:
        here.fleet.start()
        here.office.slack.delay("chat.postMessage", 0.3, times=100)
        here.office.create("Winter", here.office.people, draws_in=1)
        eventually(lambda: DeliveryStatus.SENT in statuses(here))

        server.stop("immediate")
        server.start()

        assert DeliveryStatus.PENDING in statuses(here)
        check_everybody_has_each_message_once(here)
        assert here.fleet.ends == []


def test_thawed_after_others_have_taken_over_it_sends_nothing(server: Server) -> None:
    with installation(server.create(), server, ["worker", "worker"], people=12) as here:
        frozen, other = here.fleet.bots
        frozen.dawdles = 1
        frozen.start()
        here.office.create("Winter", here.office.people, draws_in=0.5)
        # An announcement whose reply is lost is posted again: nobody can look for it in a channel.
        eventually(lambda: is_announced(here) and statuses(here).count(DeliveryStatus.SENDING) > 1)
        frozen.freeze()
        other.start()
        here.settle(SETTLES_WITHIN)

        frozen.thaw()

        check_everybody_has_each_message_once(here)


def is_announced(here: Installation) -> bool:
    return statuses(here, DeliveryKind.ANNOUNCEMENT) == [DeliveryStatus.SENT]


def statuses(here: Installation, kind: DeliveryKind = DeliveryKind.MATCH) -> list[DeliveryStatus]:
    with here.office.database.read() as session:
        rows = session.query(models.Delivery).filter_by(kind=kind)
        return [row.status for row in rows]


def check_everybody_has_each_message_once(here: Installation) -> None:
    """When everything has come to rest, and every process has stopped in order."""
    here.settle(SETTLES_WITHIN)
    count = here.verdict()
    assert count.findings == (), f"see {count.evidence}"
    assert count.received == count.owed == len(here.office.people) + 1
